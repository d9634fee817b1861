/** Telling somebody what was recorded in their name: nobody declares or scores for another without their hearing of it. */
import type { Pot } from "../funds/read.server.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { actingPerson } from "./change.server.ts";

/** Writes to them. @param recorded what was, with counts and no name of a group: the e-mail may be read by others */
export async function tellOnBehalf(tx: TransactionContext, pot: Pick<Pot, "round_title" | "area_name">, personId: string, recorded: string): Promise<void> {
  const [place, by] = [`${pot.round_title}, ${pot.area_name}`, actingPerson(tx)];
  const { email, name } = await tx.db.selectFrom("person").select(["email", "name"]).where("id", "=", personId).executeTakeFirstOrThrow();
  await queueMessage(tx, {
    to_email: email,
    to_person_id: personId,
    template: "panel-recorded-for-you",
    subject: `Recorded for you: ${place}`,
    body: [`Hello ${name}`, `${by.name} recorded for you, from your paper: ${recorded}.`, `If that is not what you sent, tell the chair of the panel of ${place}.`].join("\n\n"),
    dedupe_key: `panel-recorded-for-you:${newId()}`,
  });
}
