/** Where a line is to go, as a form says it. */
import { Invalid } from "#app/domain/kernel/errors.ts";

/**
 * @param to "up", "down", "fits", or "set" for the number that was typed
 * @param above where the line is now
 * @throws Invalid by field where the number is none
 */
export function lineTo(to: string, typed: string, above: number): number | "fits" {
  if (to === "fits") return "fits";
  if (to === "up") return Math.max(0, above - 1);
  if (to === "down") return above + 1;
  if (!/^\d{1,6}$/.test(typed.trim())) throw new Invalid({ line: "Enter how many applications lie above the line, like 12" });
  return Number(typed);
}
