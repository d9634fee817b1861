/** `npm run register -- FILE --date YYYY-MM-DD [--fewer]`: loads the Scottish Charity Register, or that of former charities, from its CSV file. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { readRegisterFile, type RegisterFile } from "#app/domain/organisations/register-file.server.ts";
import { loadRegister } from "#app/domain/organisations/register.server.ts";
import { Problem } from "#db/server/problem.ts";
import { command, oneSentence, tell } from "./terminal.ts";

const usage = "npm run register -- FILE --date YYYY-MM-DD, with the day on which the register wrote the file; --fewer where it rightly has far fewer charities than the one before";

export const run = (parameters: string[]) =>
  command(async () => {
    const { positionals, values } = parseArgs({ args: parameters, allowPositionals: true, options: { date: { type: "string" }, fewer: { type: "boolean" } } });
    const [path] = positionals;
    if (!path || !values.date) throw new Problem(usage);
    const file = await readFrom(path);
    const config = readConfig(process.env);
    const database = await openDatabase(config, oneSentence);
    try {
      const context = { db: database.db, now: new Date(), secret: config.secret, actor: { kind: "system" }, elapsed: () => 0, synthetic: config.mode === "demonstration" } as const;
      const loaded = await loadRegister(context, { file, file_name: basename(path), dated_on: values.date, fewer: values.fewer ?? false });
      const repeated = file.repeated > 0 ? ` ${file.repeated} lines repeated a number and were left out.` : "";
      tell(loaded.fresh ? `Loaded the ${loaded.kind === "former" ? "former charities" : "register"}: ${loaded.charities} in all.${repeated}` : "Exactly this file holds already: nothing was changed.");
    } catch (error) {
      throw error instanceof Invalid ? new Problem(error.message) : error;
    } finally {
      await database.close();
    }
  });

async function readFrom(path: string): Promise<RegisterFile> {
  try {
    return await readRegisterFile(createReadStream(path) as AsyncIterable<Buffer>);
  } catch (error) {
    if (error instanceof Invalid) throw new Problem(error.message);
    throw new Problem(`The file “${path}” can't be read. ${usage}`);
  }
}
