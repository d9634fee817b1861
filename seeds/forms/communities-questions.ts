/** Questions that both forms of the Communities Fund ask in the same words: what was written in the short one stays in the full one. */
import type { Question } from "#app/domain/forms/model.ts";

export const need: Question = {
  id: "need", kind: "long-text", limit: 3000, words: 300, rows: 7, title: "How do you know that people need this?", short: "How you know it is needed",
  hint: "What have people told you? What do you see where you live? You don't need statistics.",
};
export const difference: Question = {
  id: "difference", kind: "long-text", limit: 3000, words: 300, rows: 7, title: "What will be better for people because of it?", short: "What will be better",
  hint: "How will it help people to feel well, to cope, or to feel less alone? How will you know?",
};
export const safeguarding: Question = {
  id: "safeguarding", kind: "long-text", limit: 2000, words: 200, rows: 5, reuse: "safeguarding", title: "How will you keep people safe?", short: "How you keep people safe",
  hint: "For example, who somebody can talk to when they are worried, and what you would do if a person were in danger.",
};
