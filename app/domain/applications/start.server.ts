/** Starting an application in the form that fits its amount, and going on in a longer form when the amount has grown. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import type { Answers } from "../forms/model.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { formFor, formsWithin } from "../funds/round-forms.ts";
import { listFormsOf, type RoundForm } from "../funds/round-forms.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { newId, newReference } from "../kernel/ids.server.ts";
import { getOrganisation } from "../organisations/read.server.ts";
import { lockApplication } from "./change.server.ts";
import { readDeadline, receivedInTime } from "./deadline.server.ts";
import { eligibility, limitsFor } from "./eligibility.ts";
import { isWritable } from "./model.ts";
import { may } from "./policy.ts";
import { answersFrom, listSavedAnswers } from "./read.server.ts";

interface ToStart {
  pot_id: string;
  organisation_id: string;
  /** About how much will be asked for, in pence: it chooses the form. The longest that this group may need where it is not said. */
  about_pence?: number | null;
  /** For one that a fund enters for a group: how and when it came. */
  entered?: { how: "paper" | "telephone"; arrived_at: Date };
}

/**
 * Starts a group's application to a pot, or answers the one that is already there, however many press in the same moment.
 * Throws Closed while the pot is not open, Invalid with the reason where the group cannot apply.
 */
export async function startApplication(context: Context, { pot_id, organisation_id, about_pence = null, entered }: ToStart): Promise<{ id: string; started: boolean }> {
  return inTransaction(context, async (tx) => {
    const organisation = await getOrganisation(tx, organisation_id);
    permit((entered ? may.startEntered : may.start)(tx.actor, { organisation_id: organisation.id }));
    const pot = await getPot(tx.db, pot_id);
    const live = await findLive(tx, pot.id, organisation.id);
    if (live) return { id: live, started: false };
    // What came on paper was in time or late when it came, not when somebody types it.
    if (!entered) await receivedInTime(tx, pot);
    const { against } = eligibility(pot, { ...groupFactsOf(organisation), asked_pence: about_pence });
    if (against[0]) throw new Invalid({ [against[0].about === "asked" ? "about" : "organisation_id"]: `${against[0].reason} ${against[0].next}` });
    const forms = await formsOpenTo(tx.db, pot, organisation);
    if (tx.actor.kind !== "person" || forms.length === 0) throw new NotFound();
    const form = about_pence === null ? forms[forms.length - 1]! : formFor(forms, about_pence);
    const id = newId();
    const inserted = await tx.db
      .insertInto("application")
      .values({
        id, reference: newReference("LA"), pot_id: pot.id, organisation_id: organisation.id, form_version_id: form.id,
        created_by: tx.actor.id, synthetic: organisation.synthetic,
        ...(entered ? { entered_by: tx.actor.id, entered_how: entered.how, arrived_at: entered.arrived_at } : {}),
      })
      .onConflict((conflict) => conflict.columns(["pot_id", "organisation_id"]).where("status", "<>", "withdrawn").doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) return { id: (await findLive(tx, pot.id, organisation.id)) ?? id, started: false };
    await record(tx, "application.started", { type: "application", id }, { pot_id: pot.id, organisation_id: organisation.id, form_version_id: form.id });
    return { id, started: true };
  });
}

/** What the profile says of a group. A host that was named has agreed as far as we know: the checks look at it. */
export const groupFactsOf = (organisation: { legal_form: string; annual_income_pence: number | null; host_name: string }) => ({
  legal_form: organisation.legal_form,
  annual_income_pence: organisation.annual_income_pence,
  has_host: organisation.host_name !== "",
});

/** The forms that a group may meet in a pot, shortest first. */
export const formsOpenTo = async (db: Kysely<DB>, pot: Pot, group: { legal_form: string }): Promise<RoundForm[]> =>
  formsWithin(await listFormsOf(db, pot.round_id), limitsFor(pot, group));

async function findLive(tx: TransactionContext, potId: string, organisationId: string): Promise<string | undefined> {
  const live = await tx.db
    .selectFrom("application")
    .select("id")
    .where("pot_id", "=", potId)
    .where("organisation_id", "=", organisationId)
    .where("status", "<>", "withdrawn")
    .executeTakeFirst();
  return live?.id;
}

/** How an application stands to the forms of its round. */
export interface FormFit {
  /** The most that its form is for, in pence; null where it has no bound. */
  up_to_pence: number | null;
  /** The longer form that the amount asked for needs; null while the form fits. */
  longer: RoundForm | null;
}

/** Whether the amount in these answers has outgrown the form. A draft on an earlier version of a shorter form is held to that form's bound. */
export async function formFit(db: Kysely<DB>, application: { form_version_id: string }, roundId: string, answers: Answers): Promise<FormFit> {
  const forms = await listFormsOf(db, roundId);
  const own = forms.find((form) => form.id === application.form_version_id) ?? (forms.length > 1 ? await sameForm(db, application.form_version_id, forms) : undefined);
  const up_to_pence = own?.up_to_pence ?? null;
  const asked = answers["asked"];
  if (up_to_pence === null || typeof asked !== "number" || asked <= up_to_pence) return { up_to_pence, longer: null };
  return { up_to_pence, longer: formFor(forms, asked) };
}

async function sameForm(db: Kysely<DB>, formVersionId: string, forms: readonly RoundForm[]): Promise<RoundForm | undefined> {
  const version = await db.selectFrom("form_version").select("form_code").where("id", "=", formVersionId).executeTakeFirst();
  return forms.find((form) => form.form_code === version?.form_code);
}

/**
 * Moves a draft into the longer form that its amount needs, when somebody asks for it. Every answer stays: the questions of both
 * forms have the same ids. Throws WrongState where the form fits or the application has been sent.
 */
export async function goOnInLongerForm(context: Context, id: string): Promise<{ form_version_id: string }> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    if (!isWritable(application, await readDeadline(tx.db, application, tx.elapsed()))) throw new WrongState("This application has been sent, so its form stays as it is");
    const { round_id } = await getPot(tx.db, application.pot_id);
    const { longer } = await formFit(tx.db, application, round_id, answersFrom(await listSavedAnswers(tx.db, application.id)));
    if (!longer) throw new WrongState("The form fits the amount you are asking for");
    await tx.db
      .updateTable("application")
      .set((eb) => ({ form_version_id: longer.id, version: eb("version", "+", 1) }))
      .where("id", "=", application.id)
      .execute();
    await record(tx, "application.form-changed", { type: "application", id: application.id }, { from: application.form_version_id, to: longer.id });
    return { form_version_id: longer.id };
  });
}
