/** Many who ask the same at once are answered together, and none with an answer older than the question. Pure. */

/**
 * One question at a time for all who ask. Whoever asks while one is under way waits for the next: an answer that was on its way
 * already may be older than what the asker has just seen changed.
 */
export function together<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    const mine = ask().finally(() => {
      if (running === mine) running = undefined;
    });
    return (running = mine);
  };
  return () => {
    if (!running) return begin();
    next ??= running.then(
      () => ((next = undefined), begin()),
      () => ((next = undefined), begin()),
    );
    return next;
  };
}
