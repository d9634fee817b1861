/** The Perinatal and Infant Mental Health Fund's application form: for services that already run, in three bands of grant, over 18 months. */
import type { FormDefinition } from "#app/domain/forms/model.ts";
import { readAreas } from "../reference/areas.ts";
import * as shared from "./shared-questions.ts";

export const perinatalApplication: FormDefinition = {
  code: "perinatal-application",
  title: "Application to the Perinatal and Infant Mental Health Fund",
  name: "the form",
  minutes: 75,
  intro: "This fund is for services that already support babies, parents and carers. Plain answers are best. You can stop at any time and come back.",
  sections: [
    {
      id: "service", title: "Your service", intro: "What you do now, and what the grant would keep going or make better.",
      questions: [
        shared.title,
        shared.summary,
        {
          id: "existing-service", kind: "yes-no", title: "Is the service running now?", short: "Running now",
          hint: "The fund can only support a service that is already there for families in Scotland.",
        },
        {
          id: "running-since", kind: "number", min: 1900, max: 2100, title: "In which year did it start?", short: "Running since",
          when: { question: "existing-service", is: true },
        },
        {
          id: "service-now", kind: "long-text", limit: 4000, words: 400, rows: 8, title: "What does the service do now, and for whom?", short: "The service now",
          hint: "Who comes, how they find you, what happens, who works in it, and where in Scotland.",
          when: { question: "existing-service", is: true },
        },
        {
          id: "families-now", kind: "number", min: 1, max: 1_000_000, unit: "families", title: "About how many families come to you in a year?", short: "Families in a year",
          hint: "Count each family once. A good guess is enough.",
          when: { question: "existing-service", is: true },
        },
        {
          id: "served", kind: "choices", title: "In which council areas do you work?", short: "Council areas",
          options: readAreas().map(({ code, name }) => ({ value: code, text: name })),
          exclusive: [{ value: "all-of-scotland", text: "All of them", hint: "Families anywhere in Scotland can come to you, for example by telephone or online." }],
        },
        {
          id: "change", kind: "long-text", limit: 4000, words: 400, rows: 8, title: "What will the grant let you do?", short: "What the grant would do",
          hint: "Keep it going, reach more families, or do something better. Say which.",
        },
        shared.projectStanding,
        shared.projectType,
        shared.startsOn,
        shared.endsOn,
      ],
    },
    {
      id: "families", title: "The families", intro: "Who you support, and how you reach those who are least often heard.",
      questions: [
        {
          id: "support", kind: "choices", title: "What kinds of support do you give?", short: "Kinds of support", hint: "Choose all that the grant would pay for.",
          options: [
            { value: "peer-support", text: "Peer support", hint: "From people who have been through something like it." },
            { value: "parent-infant", text: "Support for parents and babies together" },
            { value: "counselling", text: "Counselling or other psychological support" },
            { value: "practical", text: "Practical help at home or with getting out" },
          ],
        },
        {
          id: "who-directly", kind: "choices", title: "Who do you support directly?", short: "Supported directly",
          options: [
            { value: "mothers", text: "Mothers and birthing parents" },
            { value: "fathers-and-partners", text: "Fathers and partners" },
            { value: "carers", text: "Other carers, such as kinship carers" },
            { value: "infants", text: "Babies and very young children" },
          ],
        },
        shared.reach,
        shared.focusGroups,
        shared.familyGroups,
        shared.priorityIssues,
        shared.peopleReached,
        shared.workingWith,
      ],
    },
    {
      id: "outcomes", title: "What will be better", intro: "What you hope for, and how you will know.",
      questions: [
        {
          id: "outcomes", kind: "choices", title: "Which of these will your service bring about?", short: "Outcomes", hint: "Choose those that matter most.",
          options: [
            { value: "parents-feel-better", text: "Parents and carers feel better in themselves" },
            { value: "bond", text: "Parents and babies grow closer" },
            { value: "less-alone", text: "Families feel less alone" },
            { value: "ask-sooner", text: "Families ask for help sooner, and know where to ask" },
            { value: "right-help", text: "Families get from you to the right help when they need more" },
          ],
        },
        {
          id: "how-known", kind: "long-text", limit: 3000, words: 300, rows: 7, title: "How will you know that it worked?", short: "How you will know",
          hint: "What will you ask families, and when? Use what you already use where you can.",
        },
        {
          id: "safe-practice", kind: "long-text", limit: 3000, words: 300, rows: 7, reuse: "safeguarding", title: "How do you keep parents and babies safe?", short: "Keeping people safe",
          hint: "Training and supervision, what happens when you are worried about someone, and how you work with midwives, health visitors and mental health teams.",
        },
        {
          id: "fairness", kind: "long-text", limit: 2000, words: 200, rows: 6, reuse: "fairness", title: "How do you reach families who find services hard to use?", short: "Reaching everyone",
          hint: "For example because of language, money, distance, disability, or a bad experience before.",
        },
      ],
    },
    {
      id: "money", title: "Money", intro: "The band decides how much you may ask for over the whole 18 months.",
      questions: [
        {
          id: "band", kind: "choice", title: "Which band are you applying in?", short: "Band",
          options: [
            { value: "band-1", text: "Band 1: £100,000 to £132,000" },
            { value: "band-2", text: "Band 2: £50,000 to £99,999" },
            { value: "band-3", text: "Band 3: up to £49,999" },
          ],
        },
        shared.asked,
        {
          id: "asked-first-year", kind: "money", title: "How much of it would you need before 31 March, in pounds?", short: "Needed in the first financial year",
          hint: "The grant is paid over two financial years. Leave out what you would spend from 1 April on.",
        },
        shared.budget,
        shared.hasOtherFunding,
        shared.otherFunding,
        shared.papers,
      ],
    },
    { id: "declaration", title: "Declaration", intro: "The last thing before you check your answers.", questions: [shared.declaration] },
  ],
  checks: [
    { kind: "only-one", at: "title" },
    { kind: "dates-in-order", first: "starts-on", then: "ends-on" },
    { kind: "within-limits", amount: "asked" },
    {
      kind: "within-band", choice: "band", amount: "asked",
      bands: { "band-1": { from: 10_000_000, to: 13_200_000 }, "band-2": { from: 5_000_000, to: 9_999_999 }, "band-3": { from: 100, to: 4_999_999 } },
    },
    { kind: "adds-up", budget: "budget", to: "asked" },
    { kind: "part-of", part: "asked-first-year", whole: "asked" },
  ],
};
