/**
 * The Communities Fund's short form, for grants of £2,000 or less: half of the questions of the full one, the same where it asks the
 * same. A small grant deserves a small effort, and a draft whose amount grows goes on in the full form with every answer kept.
 */
import type { FormDefinition } from "#app/domain/forms/model.ts";
import * as own from "./communities-questions.ts";
import { communitiesShortGaelic } from "./communities-short.gd.ts";
import { communitiesEasy } from "./easy-read.ts";
import * as shared from "./shared-questions.ts";

const sections: FormDefinition["sections"] = [
  {
    id: "project", title: "Your project", intro: "What you want to do, and why.",
    questions: [shared.title, shared.summary, own.need, own.difference, shared.projectType, shared.projectStanding, shared.startsOn, shared.endsOn],
  },
  {
    id: "people", title: "Who it is for", intro: "These answers help to show, across Scotland, who the Fund reaches.",
    questions: [shared.priorityIssues, shared.reach, shared.focusGroups, shared.familyGroups, shared.peopleReached, own.safeguarding],
  },
  { id: "money", title: "Money", intro: "Round numbers are fine. Ask for what it really costs.", questions: [shared.asked, shared.budget] },
  { id: "declaration", title: "Declaration", intro: "The last thing before you check your answers.", questions: [shared.declaration] },
];

/** The most that the short form is for, in pence. Areas that have a light form draw the line at £2,000. */
export const shortFormUpTo = 200_000;

export const communitiesShort: FormDefinition = {
  code: "communities-application-short",
  title: "Short application to the Communities Mental Health and Wellbeing Fund for adults",
  name: "the short form",
  minutes: 25,
  intro: "This is the short form, for small grants. Plain answers are best. You can stop at any time and come back.",
  sections,
  checks: [
    { kind: "only-one", at: "title" },
    { kind: "dates-in-order", first: "starts-on", then: "ends-on" },
    { kind: "within-limits", amount: "asked" },
    { kind: "adds-up", budget: "budget", to: "asked" },
  ],
  easy: communitiesEasy(sections),
  languages: { gd: communitiesShortGaelic },
};
