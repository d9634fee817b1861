/** Pages that exist in the demonstration alone. */
import { NotFound } from "#app/domain/kernel/errors.ts";
import type { Lade } from "#app/web/page.server.ts";

/** @throws NotFound in production */
export function demonstrationOnly(lade: Lade): void {
  if (lade.config.mode !== "demonstration") throw new NotFound();
}
