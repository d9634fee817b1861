/** Whether an error says that PostgreSQL is not there or can't take us now: worth a 503 and another try, not a fault of the request. */
const away = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT", "57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006"]);

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code;
  if (code && away.has(code)) return true;
  return /Connection terminated|not currently accepting connections|timeout exceeded when trying to connect|connection timeout/i.test(error.message);
}
