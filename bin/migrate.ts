/** `npm run db:migrate`: brings the database to this version. */
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { command, oneSentence, tell } from "./terminal.ts";

export const run = () =>
  command(async () => {
    const database = await openDatabase(readConfig(process.env), oneSentence);
    tell(...database.warnings, database.migrated.length === 0 ? "The database was up to date." : `Migrated: ${database.migrated.join(", ")}.`);
    await database.close();
  });
