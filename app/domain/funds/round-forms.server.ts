/** The forms of a round, by the amounts they are for. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { FormDefinition } from "../forms/model.ts";
import { getFormVersion } from "../forms/read.server.ts";

export interface RoundForm {
  id: string;
  form_code: string;
  definition: FormDefinition;
  /** The most that it is for, in pence, included; null for the round's own form, which has no bound. */
  up_to_pence: number | null;
}

/** Every form of a round, the one for the smallest amounts first, the round's own last. Empty where the round has none. */
export async function listFormsOf(db: Kysely<DB>, roundId: string): Promise<RoundForm[]> {
  const shorter = db
    .selectFrom("round_form")
    .innerJoin("form_version as f", "f.id", "round_form.form_version_id")
    .select("f.id")
    .select((eb) => eb.ref("round_form.up_to_pence").$castTo<number | null>().as("up_to_pence"))
    .where("round_form.round_id", "=", roundId);
  const own = db
    .selectFrom("round")
    .innerJoin("form_version as f", "f.id", "round.form_version_id")
    .select("f.id")
    .select((eb) => eb.cast<number | null>(eb.val(null), "bigint").as("up_to_pence"))
    .where("round.id", "=", roundId);
  const forms = await shorter.unionAll(own).orderBy("up_to_pence", (order) => order.asc().nullsLast()).execute();
  const rows: RoundForm[] = [];
  for (const { id, up_to_pence } of forms) {
    const { form_code, definition } = await getFormVersion(db, id);
    rows.push({ id, form_code, definition, up_to_pence });
  }
  return rows;
}
