/** What the pages of a draft share: the application with its pot, form, lists and answers, for the group's own people. */
import { limitsFor } from "#app/domain/applications/eligibility.ts";
import { answersFrom, getApplication, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import type { Section } from "#app/domain/forms/model.ts";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { potState } from "#app/domain/funds/model.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { formatDay, formatInstant, formatUntil } from "#app/domain/kernel/time.ts";
import { getOrganisation } from "#app/domain/organisations/read.server.ts";
import type { Lade } from "#app/web/page.server.ts";

export async function readDraft(lade: Lade, id: string) {
  const application = await getApplication(lade, id);
  const pot = await getPot(lade.db, application.pot_id);
  const { definition } = await getFormVersion(lade.db, application.form_version_id);
  const lists = await listsFor(lade.db, pot.lists);
  const saved = await listSavedAnswers(lade.db, application.id);
  const organisation = await getOrganisation(lade, application.organisation_id);
  const state = potState(pot, lade.now);
  return {
    application,
    pot,
    definition,
    lists,
    saved,
    answers: answersFrom(saved),
    organisation,
    limits: limitsFor(pot, organisation),
    where: pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`,
    deadline: {
      closed: state === "closed",
      closes: pot.closes_at ? formatInstant(pot.closes_at) : "a time that has not been announced",
      closesIn: pot.closes_at && state === "open" ? formatUntil(pot.closes_at, lade.now) : null,
      decisions: pot.decisions_by ? formatDay(pot.decisions_by) : null,
    },
  };
}
export type Draft = Awaited<ReturnType<typeof readDraft>>;

/** The section after this one, of those that have a page. */
export const sectionAfter = (sections: readonly Section[], id: string): Section | undefined => sections[sections.findIndex((section) => section.id === id) + 1];
