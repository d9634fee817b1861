/** `npm run verify`: says of each thing that must hold whether it does, and names where it does not. */
import { join } from "node:path";
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { diskStore } from "#app/domain/files/store.server.ts";
import { verify } from "#app/verify.server.ts";
import { command, oneSentence, tell } from "./terminal.ts";

export const run = () =>
  command(async () => {
    const config = readConfig(process.env);
    const database = await openDatabase(config, oneSentence, { change: false });
    try {
      const all = await verify(database.db, config.secret, diskStore(join(config.dataDir, "files")), ({ name, findings }) =>
        tell(`${findings.length === 0 ? "holds" : "FAILS"}  ${name}`, ...findings.map((finding) => `       ${finding}`)),
      );
      const broken = all.filter(({ findings }) => findings.length > 0).length;
      const register = await database.db.selectFrom("audit_register").select(["count", "last_hash"]).executeTakeFirst();
      // Kept outside the database, this line shows later whether the audit was put back to an earlier state.
      if (register) tell("", `The audit's register holds ${register.count} chains and ends in ${register.last_hash}.`);
      tell("", broken === 0 ? `All ${all.length} checks hold.` : `${broken} of ${all.length} checks fail.`);
      return broken === 0 ? 0 : 1;
    } finally {
      await database.close();
    }
  });
