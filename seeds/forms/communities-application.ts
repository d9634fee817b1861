/** The Communities Fund's full application form: written afresh for volunteers, for larger grants, about an hour to fill in. */
import type { FormDefinition } from "#app/domain/forms/model.ts";
import { communitiesEasy } from "./easy-read.ts";
import * as shared from "./shared-questions.ts";
import * as own from "./communities-questions.ts";

const sections: FormDefinition["sections"] = [
  {
    id: "project", title: "Your project", intro: "The main facts. Some of them are published if you are funded.",
    questions: [
      shared.title,
      shared.summary,
      {
        id: "activities", kind: "long-text", limit: 4000, words: 400, rows: 8, title: "What will happen, step by step?", short: "What will happen",
        hint: "Who will run it? What happens first, and what after? What would I see if I came along on a normal day?",
      },
      {
        id: "sessions", kind: "rows", maxRows: 10, one: "activity", many: "activities", title: "What will people come to?", short: "Activities",
        hint: "One row for each kind of activity, such as a weekly walk or a course of six evenings.",
        columns: [
          { id: "what", kind: "text", limit: 120, title: "What is it?", say: "Say what the activity is" },
          { id: "often", kind: "text", limit: 80, title: "How often?", say: "Say how often, like “every Tuesday” or “six times”" },
          { id: "people", kind: "number", min: 1, max: 100_000, unit: "people", title: "About how many people each time?", say: "Enter about how many people, in figures, like 12" },
        ],
      },
      shared.place,
      shared.projectType,
      shared.projectStanding,
      {
        id: "how-it-went", kind: "long-text", limit: 2000, words: 200, rows: 5, title: "How has it gone so far?", short: "How it has gone so far",
        hint: "What have you learned, and what would the grant let you do that you can't do now?",
        when: { question: "project-standing", is: "existing" },
      },
      shared.startsOn,
      shared.endsOn,
    ],
  },
  {
    id: "need", title: "The need", intro: "Why this, why here, and what you hope will be different.",
    questions: [
      own.need,
      own.difference,
      shared.priorityIssues,
      {
        id: "involved", kind: "long-text", limit: 2000, words: 200, rows: 5, title: "How have people who may take part had a say in the plan?", short: "How people had a say",
        hint: "For example, people with their own experience of mental ill health. If they have not yet, how will they?",
      },
      shared.workingWith,
    ],
  },
  {
    id: "people", title: "Who it is for", intro: "These answers help to show, across Scotland, who the Fund reaches.",
    questions: [shared.reach, shared.focusGroups, shared.familyGroups, shared.peopleReached],
  },
  {
    id: "money", title: "Money", intro: "Round numbers are fine. Ask for what it really costs.",
    questions: [
      shared.asked,
      shared.budget,
      {
        id: "capital", kind: "money", min: 0, optional: true, title: "How much of it is for things that will last, such as furniture or tools?", short: "For things that last",
        hint: "Many areas fund some of these, up to a limit. Leave this empty if there are none.",
      },
      shared.hasOtherFunding,
      shared.otherFunding,
      {
        id: "other-areas", kind: "yes-no", title: "Are you applying for this in another area too?", short: "Other areas",
        hint: "You may. Each area decides for itself, and we ask so that nothing is paid for twice.",
      },
      {
        id: "which-areas", kind: "long-text", limit: 600, words: 60, rows: 3, title: "In which areas, and how do they differ?", short: "Which areas",
        when: { question: "other-areas", is: true },
      },
      {
        id: "afterwards", kind: "long-text", limit: 2000, words: 200, rows: 4, title: "What will happen when the grant ends?", short: "When the grant ends",
        hint: "It is all right if it comes to an end. Tell us how people will be looked after then.",
      },
    ],
  },
  {
    id: "safety", title: "Keeping people safe", intro: "We ask every group, large or small.",
    questions: [
      own.safeguarding,
      {
        id: "protected-roles", kind: "choice", title: "Will anybody in your project need to be in the PVG scheme?", short: "PVG scheme",
        hint: "That is the check for people, paid or not, who work closely with children or with adults who need protection.",
        options: [
          { value: "yes-in-place", text: "Yes, and everyone who needs it is a member" },
          { value: "yes-before-start", text: "Yes, and we will see to it before we start" },
          { value: "no", text: "No, nobody needs it" },
          { value: "not-sure", text: "We are not sure", hint: "That is fine. The fund's team will help you to find out." },
        ],
      },
      shared.papers,
    ],
  },
  { id: "declaration", title: "Declaration", intro: "The last thing before you check your answers.", questions: [shared.declaration] },
];

export const communitiesApplication: FormDefinition = {
  code: "communities-application",
  title: "Application to the Communities Mental Health and Wellbeing Fund for adults",
  name: "the full form",
  minutes: 60,
  intro: "You don't have to write well to get a grant. Short, plain answers are best. You can stop at any time and come back.",
  sections,
  checks: [
    { kind: "only-one", at: "title" },
    { kind: "dates-in-order", first: "starts-on", then: "ends-on" },
    { kind: "within-limits", amount: "asked" },
    { kind: "adds-up", budget: "budget", to: "asked" },
    { kind: "part-of", part: "capital", whole: "asked" },
  ],
  easy: communitiesEasy(sections),
};
