/** The log: one line of JSON an event, on standard output; errors on standard error. Facts are ids, codes and numbers, never secrets or a person's words. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

const line = (level: string, message: string, facts: Record<string, unknown> = {}): string => `${JSON.stringify({ at: new Date().toISOString(), level, message, ...facts })}\n`;

/** Writes everything. For production, where a collector reads it. */
export const fullLog: Log = {
  info: (message, facts) => void process.stdout.write(line("info", message, facts)),
  error: (message, facts) => void process.stderr.write(line("error", message, facts)),
};

/** Writes faults only. For the demonstration, where a person reads the terminal. */
export const quietLog: Log = { info: () => undefined, error: fullLog.error };
