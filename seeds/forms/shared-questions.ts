/** Questions that several forms ask in the same words, so that their answers mean the same in lists and figures. */
import type { Question } from "#app/domain/forms/model.ts";
import { readAreas } from "../reference/areas.ts";

export const title: Question = {
  id: "title", kind: "short-text", title: "What is your project called?", short: "Project name", limit: 100,
  hint: "A short name that people would know it by. If you are funded, we publish it.",
};
export const summary: Question = {
  id: "summary", kind: "long-text", title: "In a few sentences, what will you do?", short: "What you will do", limit: 600, rows: 5,
  hint: "Write it so that a neighbour would understand. If you are funded, we publish it.",
};
export const projectType: Question = {
  id: "project-type", kind: "code", list: "project-type", title: "What kind of project is it?", short: "Kind of project",
  hint: "Choose the one that fits most of what you will do.",
};
export const projectStanding: Question = {
  id: "project-standing", kind: "choice", title: "Is this something new?", short: "New or existing",
  options: [
    { value: "new", text: "Yes, it is new", hint: "You have not done this before, or not in this place." },
    { value: "existing", text: "No, it is already running", hint: "The grant would keep it going, or help it grow." },
  ],
};
export const startsOn: Question = { id: "starts-on", kind: "date", title: "When will it start?", short: "Start date", hint: "We can't pay for anything that happened before a grant is offered. For example, 27 3 2027." };
export const endsOn: Question = { id: "ends-on", kind: "date", title: "When will the money be spent by?", short: "End date", hint: "Your best guess is fine. For example, 26 3 2028." };
export const focusGroups: Question = {
  id: "focus-groups", kind: "codes", list: "focus-group", title: "Which groups of people do you most want to reach?", short: "Focus groups",
  hint: "Choose every group that your project is planned around, not every group that might come along.",
  when: { any: [{ question: "reach", is: "open-with-a-focus" }, { question: "reach", is: "targeted" }] },
};
export const reach: Question = {
  id: "reach", kind: "choice", title: "Who can take part?", short: "Reach",
  options: [
    { value: "general", text: "Anyone", hint: "It is for everybody in the community." },
    { value: "open-with-a-focus", text: "Anyone, with some people especially in mind", hint: "All are welcome and you make an extra effort to reach some groups." },
    { value: "targeted", text: "Only certain people", hint: "It is for people in the groups you will choose next." },
  ],
};
export const priorityIssues: Question = {
  id: "priority-issues", kind: "codes", list: "priority-issue", title: "Which of these will your project help with?", short: "Priority issues",
  hint: "Choose all that are a real part of what you plan.",
};
export const familyGroups: Question = {
  id: "family-groups", kind: "codes", list: "family-group", title: "Will you work with any of these families?", short: "Priority family groups",
  hint: "These families are the most likely to be held back by low income. Choose all that you plan for. It's fine if there are none.",
  exclusive: [
    { value: "none-of-these", text: "None of these", hint: "Your project is planned around other people." },
    { value: "not-known", text: "We don't know yet" },
  ],
};
export const peopleReached: Question = {
  id: "people-reached", kind: "number", min: 1, max: 1_000_000, unit: "people", title: "About how many different people will take part?", short: "People reached",
  hint: "Count each person once, however often they come. A good guess is enough.",
};
export const asked: Question = {
  id: "asked", kind: "money", min: 100, title: "How much are you asking for, in pounds?", short: "Amount asked for",
  hint: "The whole grant, for as long as the project runs.",
};
export const budget: Question = {
  id: "budget", kind: "rows", maxRows: 40, one: "cost", many: "costs", total: "amount", title: "What will you spend the grant on?", short: "Costs",
  hint: "One row for each kind of cost, such as hall hire, a worker's pay, travel or refreshments. Together they must add up to the amount you are asking for.",
  columns: [
    { id: "item", kind: "text", limit: 200, title: "What is it for?", say: "Say what this cost is for" },
    { id: "amount", kind: "money", min: 1, title: "Amount in pounds", say: "Enter what this costs in pounds, like 250" },
  ],
};
export const place: Question = {
  id: "place", kind: "address", optional: true, title: "Where will most of it happen?", short: "Where",
  hint: "The hall, the park or the café where people will meet. Leave it empty if it is online, or if you don't know yet.",
  areas: readAreas().map(({ code, name }) => ({ value: code, text: name })),
};
export const workingWith: Question = {
  id: "working-with", kind: "rows", maxRows: 12, one: "partner", many: "partners", optional: true, reuse: "partners", title: "Who will you work with?", short: "Who you will work with",
  hint: "Other groups, a surgery, a school, a library. Leave this empty if you will do it by yourselves.",
  columns: [
    { id: "who", kind: "text", limit: 120, title: "Name", say: "Enter who the partner is" },
    { id: "what", kind: "text", limit: 200, title: "What will they do?", say: "Say what this partner will do" },
    { id: "agreed", kind: "choice", title: "Have they agreed?", say: "Choose whether they have agreed", options: [{ value: "yes", text: "Yes" }, { value: "asked", text: "We have asked" }, { value: "not-yet", text: "Not asked yet" }] },
  ],
};
export const papers: Question = {
  id: "papers", kind: "files", optional: true, maxFiles: 3, title: "Is there anything you want to show us?", short: "Papers",
  hint: "A plan, a poster, a letter from someone who knows your work. You don't have to add any. Leave out papers about named people.",
  accept: "PDF, Word, Excel, OpenDocument text, or a photo.",
};
export const hasOtherFunding: Question = {
  id: "has-other-funding", kind: "yes-no", title: "Will any other money go into this project?", short: "Other money",
  hint: "Other grants, your own funds, or money you raise. It is fine to have none.",
};
export const otherFunding: Question = {
  id: "other-funding", kind: "long-text", limit: 600, rows: 4, title: "Where is the other money from, and is it certain yet?", short: "Where the other money is from",
  when: { question: "has-other-funding", is: true },
};
export const declaration: Question = {
  id: "declaration", kind: "declaration", title: "Do you agree?", short: "Your agreement",
  statement:
    "I am allowed to apply for this group. What we have written is true as far as I know. We will tell the fund if something important changes. We understand that what we write is kept, and is read by the people who decide.",
};
