/** Rows with every code in them. Pure. */
import type { CountRow } from "./model.ts";

/** Every code in its order with what was counted under it: zero where nothing was, null where nothing is known. */
export function filled(
  codes: readonly { code: string; title: string }[],
  counted: readonly { code: string; awards: number; amount_pence: number }[],
  known: boolean,
): CountRow[] {
  const found = new Map(counted.map((row) => [row.code, row]));
  return codes.map(({ code, title }) => ({
    code,
    title,
    awards: known ? (found.get(code)?.awards ?? 0) : null,
    amount_pence: known ? (found.get(code)?.amount_pence ?? 0) : null,
  }));
}
