/** The Communities Fund's application form: written afresh for volunteers, about half an hour to fill in. */
import type { FormDefinition } from "#app/domain/forms/model.ts";
import * as shared from "./shared-questions.ts";

export const communitiesApplication: FormDefinition = {
  code: "communities-application",
  title: "Application to the Communities Mental Health and Wellbeing Fund for adults",
  intro: "You don't have to write well to get a grant. Short, plain answers are best. You can stop at any time and come back.",
  sections: [
    {
      id: "project", title: "Your project", intro: "The main facts. Some of them are published if you are funded.",
      questions: [
        shared.title,
        shared.summary,
        {
          id: "activities", kind: "long-text", limit: 2000, rows: 8, title: "What will happen, step by step?", short: "What will happen",
          hint: "Where and how often will you meet? Who will run it? What would I see if I came along on a normal day?",
        },
        shared.projectType,
        shared.projectStanding,
        {
          id: "how-it-went", kind: "long-text", limit: 1000, rows: 5, title: "How has it gone so far?", short: "How it has gone so far",
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
        {
          id: "need", kind: "long-text", limit: 2000, rows: 8, title: "How do you know that people need this?", short: "How you know it is needed",
          hint: "What have people told you? What do you see where you live? You don't need statistics.",
        },
        {
          id: "difference", kind: "long-text", limit: 2000, rows: 8, title: "What will be better for people because of it?", short: "What will be better",
          hint: "How will it help people to feel well, to cope, or to feel less alone? How will you know?",
        },
        shared.priorityIssues,
        {
          id: "involved", kind: "long-text", limit: 1000, rows: 5, title: "How have people who may take part had a say in the plan?", short: "How people had a say",
          hint: "For example, people with their own experience of mental ill health. If they have not yet, how will they?",
        },
        {
          id: "partners", kind: "long-text", limit: 1000, rows: 4, optional: true, title: "Who will you work with?", short: "Who you will work with",
          hint: "Other groups, a surgery, a school, a library. Leave this empty if you will do it by yourselves.",
        },
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
        shared.hasOtherFunding,
        shared.otherFunding,
        {
          id: "afterwards", kind: "long-text", limit: 1000, rows: 4, title: "What will happen when the grant ends?", short: "When the grant ends",
          hint: "It is all right if it comes to an end. Tell us how people will be looked after then.",
        },
      ],
    },
    {
      id: "safety", title: "Keeping people safe", intro: "We ask every group, large or small.",
      questions: [
        {
          id: "safeguarding", kind: "long-text", limit: 1000, rows: 5, title: "How will you keep people safe?", short: "How you keep people safe",
          hint: "For example, who somebody can talk to when they are worried, and what you would do if a person were in danger.",
        },
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
      ],
    },
    { id: "declaration", title: "Declaration", intro: "The last thing before you check your answers.", questions: [shared.declaration] },
  ],
  checks: [
    { kind: "dates-in-order", first: "starts-on", then: "ends-on" },
    { kind: "within-limits", amount: "asked" },
    { kind: "adds-up", budget: "budget", to: "asked" },
  ],
};
