/** Numbers that look random and that a seed settles: for samples that anybody can draw again, and for invented data. */

/**
 * Mulberry32 (Tommy Ettinger, public domain): enough for sampling, never for secrets.
 * @returns at each call the next number, from 0 and below 1
 */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
