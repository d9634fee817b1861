/** What a reader declared on paper about applications they were asked to read, typed in by the administrator. */
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { actingPerson, closeTo, lockForActor, writeInterest } from "./change.server.ts";
import type { Declaration } from "./model.ts";
import { tellOnBehalf } from "./on-behalf.server.ts";
import { may } from "./policy.ts";
import { getReader } from "./reading-pack.server.ts";
import { getStanding } from "./read.server.ts";

export interface PaperAnswer extends Declaration {
  application_id: string;
}

/** Reads a posted form: `declared-<application>` "none" or "interest", `why-<application>`. What was left open is left out. */
export function readPaperAnswers(applicationIds: readonly string[], fields: Record<string, string | string[]>): PaperAnswer[] {
  const errors: Record<string, string> = {};
  const one = (name: string) => (typeof fields[name] === "string" ? fields[name].trim() : "");
  const answers = applicationIds.flatMap((application_id): PaperAnswer[] => {
    const declared = one(`declared-${application_id}`);
    if (declared !== "none" && declared !== "interest") return [];
    const explanation = declared === "interest" ? one(`why-${application_id}`) : "";
    if (declared === "interest" && explanation === "") errors[`why-${application_id}`] = "Say in a few words what the interest is";
    if (explanation.length > 1000) errors[`why-${application_id}`] = "Use 1,000 characters or fewer";
    return [{ application_id, has_interest: declared === "interest", explanation }];
  });
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  if (answers.length === 0) throw new Invalid({ "": "Answer for at least one application" });
  return answers;
}

/**
 * Keeps what a reader declared on paper, all or none of it. An interest closes the application to them, ends their assignment and sets
 * aside scores that were entered, as when they declare it themselves.
 * @throws NotFound for an application that the reader does not hold or that is closed to the actor; WrongState where one was answered meanwhile
 */
export async function declareOnPaper(context: Context, potId: string, personId: string, answers: readonly PaperAnswer[]): Promise<void> {
  await inTransaction(context, async (tx) => {
    const actor = actingPerson(tx);
    const { pot } = await getReader(tx, potId, personId);
    permit(may.changePanel(actor, pot));
    if (personId === actor.id) throw new WrongState("Your own interests you declare yourself, from your assessments");
    for (const { application_id, ...input } of [...answers].sort((a, b) => a.application_id.localeCompare(b.application_id))) {
      const { application, standing } = await lockForActor(tx, isId(application_id) ? application_id : "");
      permit(may.administer(actor, standing));
      const theirs = await getStanding(tx.db, application.id, personId);
      if (application.pot_id !== pot.id || !theirs.assigned || theirs.conflicted) throw new WrongState("One of these applications is no longer with this reader. Open the page again");
      if (theirs.owes_round) throw new WrongState("Before anything opens they declare for the round: type that in first, from the panel");
      if (theirs.has_interest !== null && !input.has_interest) continue;
      await writeInterest(tx, application.id, personId, input, actor.id);
      const voided = input.has_interest && (await closeTo(tx, application.id, personId));
      await record(tx, "interest.declared", { type: "application", id: application.id }, { person_id: personId, has_interest: input.has_interest, scores_voided: voided, on_paper: true });
    }
    const interests = answers.filter(({ has_interest }) => has_interest).length;
    await tellOnBehalf(tx, pot, personId, `what you declared about ${answers.length === 1 ? "1 application" : `${answers.length} applications`}, with an interest in ${interests === 0 ? "none" : interests} of them`);
  });
}
