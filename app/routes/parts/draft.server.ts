/** What the pages of a draft share: the application with its pot, form, lists and answers, for the group's own people. */
import { readDeadline } from "#app/domain/applications/deadline.server.ts";
import { withFiles } from "#app/domain/applications/files-model.ts";
import { listAnswerFiles } from "#app/domain/applications/files-read.server.ts";
import { limitsHere } from "#app/domain/applications/limits.server.ts";
import { isPast, isWritable } from "#app/domain/applications/model.ts";
import { answersFrom, getApplication, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { formFit } from "#app/domain/applications/start.server.ts";
import type { Section } from "#app/domain/forms/model.ts";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { formatDay, formatInstant, formatUntil } from "#app/domain/kernel/time.ts";
import { getOrganisation } from "#app/domain/organisations/read.server.ts";
import type { Lade } from "#app/web/page.server.ts";

export async function readDraft(lade: Lade, id: string) {
  const application = await getApplication(lade, id);
  const pot = await getPot(lade.db, application.pot_id);
  const { definition, form_code } = await getFormVersion(lade.db, application.form_version_id);
  const files = await listAnswerFiles(lade.db, application.id);
  const lists = withFiles(await listsFor(lade.db, pot.lists), files);
  const saved = await listSavedAnswers(lade.db, application.id);
  const organisation = await getOrganisation(lade, application.organisation_id);
  const deadline = await readDeadline(lade.db, application);
  const { now, closes_at, last_moment } = deadline;
  const answers = answersFrom(saved);
  const { longer, up_to_pence } = await formFit(lade.db, application, pot.round_id, answers);
  return {
    application,
    pot,
    definition,
    form_code,
    lists,
    files,
    saved,
    answers,
    organisation,
    limits: await limitsHere(lade.db, application, pot, organisation),
    /** The amount asked for is more than the form is for, and there is a longer one: what the pages offer. Null while the form fits. */
    outgrown: longer && up_to_pence !== null ? { id: application.id, up_to_pence, asked_pence: Number(answers["asked"]), name: longer.definition.name ?? longer.definition.title } : null,
    where: pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`,
    /** Whether answers can still change. */
    writable: isWritable(application, deadline),
    /** By the database's clock, with every extension and the round's grace. */
    deadline: {
      closed: isPast(deadline) && application.arrived_at === null,
      closes: closes_at ? formatInstant(closes_at) : "a time that has not been announced",
      closesIn: closes_at && now < closes_at ? formatUntil(closes_at, now) : null,
      /** In the minutes of grace after the closing: until when sending still counts. */
      grace: closes_at && last_moment && now >= closes_at && now < last_moment ? formatInstant(last_moment) : null,
      /** Later than the round announced: by a record for everyone, or for this group alone (`own`). */
      extended: closes_at !== null && pot.closes_at !== null && closes_at > pot.closes_at,
      own: closes_at !== null && pot.closes_told !== null && closes_at > pot.closes_told,
      decisions: pot.decisions_by ? formatDay(pot.decisions_by) : null,
      contact: pot.contact_email,
    },
  };
}
export type Draft = Awaited<ReturnType<typeof readDraft>>;

/** The section after this one, of those that have a page. */
export const sectionAfter = (sections: readonly Section[], id: string): Section | undefined => sections[sections.findIndex((section) => section.id === id) + 1];
