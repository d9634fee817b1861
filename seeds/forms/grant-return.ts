/** What a group tells the fund when its project has ended: short, and known from the day of the award. */
import type { FormDefinition } from "#app/domain/forms/model.ts";

export const grantReturn: FormDefinition = {
  code: "grant-return",
  title: "How your project went",
  intro: "Tell us what happened, in your own words. Things that did not work are as useful to us as things that did.",
  sections: [
    {
      id: "return", title: "How it went",
      questions: [
        {
          id: "done", kind: "long-text", limit: 2000, rows: 7, title: "What did you do?", short: "What was done",
          hint: "Tell us what you did with the grant, and anything that turned out differently from the plan.",
        },
        {
          id: "people-total", kind: "number", min: 0, max: 1_000_000, unit: "people", title: "How many different people took part?", short: "People who took part",
          hint: "Count each person once, however often they came. A careful guess is fine.",
        },
        {
          id: "people-by-group", kind: "people-by-code", list: "focus-group", optional: true, title: "How many of them were in each of these groups?", short: "People by focus group",
          hint: "A person can be in more than one, so the numbers need not add up. Leave a box empty where you don't know, and never ask people more than they want to say.",
        },
        {
          id: "changed", kind: "long-text", limit: 2000, rows: 7, title: "What changed for people?", short: "What changed",
          hint: "What did people tell you, and what did you see? Leave out names and anything that would show who somebody is.",
        },
        {
          id: "learned", kind: "long-text", limit: 1500, rows: 5, optional: true, title: "Is there a story, or something you learned, that others should hear?", short: "Story or learning",
          hint: "Leave out names and anything that would show who somebody is.",
        },
        { id: "spent", kind: "money", min: 0, title: "How much of the grant did you spend, in pounds?", short: "Spent" },
        { id: "all-spent", kind: "yes-no", title: "Did you spend the whole grant?", short: "Whole grant spent" },
        {
          id: "unspent-reason", kind: "long-text", limit: 1000, rows: 4, title: "Why is some of it left?", short: "Why some is left",
          hint: "That can happen. The fund's team will talk to you about what to do with it.",
          when: { question: "all-spent", is: false },
        },
      ],
    },
  ],
};
