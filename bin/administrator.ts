/** `npm run administrator -- EMAIL`: makes a registered person a service administrator. The first one can be made in no other way. */
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { grantRole } from "#app/domain/accounts/roles.server.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { Problem } from "#db/server/problem.ts";
import { command, oneSentence, tell } from "./terminal.ts";

export const run = ([email = ""]: string[]) =>
  command(async () => {
    const config = readConfig(process.env);
    const database = await openDatabase(config, oneSentence);
    try {
      const { db } = database;
      const person = await db.selectFrom("person").select(["id", "name"]).where("email", "=", email.trim().toLowerCase()).executeTakeFirst();
      if (!person) throw new Problem(`Nobody has registered with the address “${email}”: register at ${config.publicUrl.origin}/account/register first, then npm run administrator -- EMAIL.`);
      const context: Context = { db, actor: { kind: "system" }, now: new Date(), elapsed: () => 0, synthetic: config.mode === "demonstration", secret: config.secret };
      await grantRole(context, { person_id: person.id, role: "service-administrator" });
      tell(`${person.name} is a service administrator. The next sign-in asks for a second factor.`);
    } finally {
      await database.close();
    }
  });
