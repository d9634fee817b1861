/** `npm run lookup -- KIND FILE --edition NAME --source WHERE --date YYYY-MM-DD`: loads a look-up for places from a CSV file, whole or not at all. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { isLookupKind, lookupForm, lookupKinds } from "#app/domain/figures/lookups-model.ts";
import { loadLookup } from "#app/domain/figures/lookups.server.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { Problem } from "#db/server/problem.ts";
import { command, oneSentence, tell } from "./terminal.ts";

const usage = `npm run lookup -- KIND FILE --edition NAME --source WHERE --date YYYY-MM-DD, where KIND is ${Object.keys(lookupKinds).join(", ")}`;

export const run = (parameters: string[]) =>
  command(async () => {
    const { positionals, values } = parseArgs({ args: parameters, allowPositionals: true, options: { edition: { type: "string" }, source: { type: "string" }, date: { type: "string" } } });
    const [kind = "", file = ""] = positionals;
    const parsed = lookupForm.safeParse({ kind, edition: values.edition ?? "", source: values.source ?? "", source_date: values.date ?? "", lines: readLinesOf(file) });
    if (!parsed.success || !isLookupKind(parsed.data.kind)) throw new Problem(`${parsed.success ? "" : `${parsed.error.issues[0]?.message ?? ""}. `}${usage}`);
    const config = readConfig(process.env);
    const database = await openDatabase(config, oneSentence);
    try {
      const synthetic = config.mode === "demonstration";
      const context = { db: database.db, now: new Date(), secret: config.secret, actor: { kind: "system" }, elapsed: () => 0, synthetic } as const;
      const loaded = await loadLookup(context, { ...parsed.data, kind: parsed.data.kind });
      tell(loaded.fresh ? `Loaded ${loaded.lines} lines.` : "Exactly this file was loaded before: nothing was changed.");
    } catch (error) {
      throw error instanceof Invalid ? new Problem(error.message) : error;
    } finally {
      await database.close();
    }
  });

function readLinesOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Problem(`The file “${file}” can't be read. ${usage}`);
  }
}
