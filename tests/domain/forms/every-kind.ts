/** A form with a question of every kind, and answers to it as a browser posts them: what the tests of forms walk. */
import type { AnswerValue, CodeLists, FormDefinition, QuestionKind } from "#app/domain/forms/model.ts";

const paper = "0192f0c1-2345-7abc-8def-0123456789ab";

export const lists: CodeLists = {
  files: { code: "files", version: 1, title: "Files", items: [{ code: paper, title: "Our rules.pdf", confirmed: true }] },
  "focus-group": {
    code: "focus-group", version: 2, title: "Focus groups",
    items: [
      { code: "older", title: "Older people (aged 50 and above)", confirmed: true },
      { code: "minority-ethnic", title: "People from a Minority Ethnic background", confirmed: true },
    ],
  },
};

export const everyKind: FormDefinition = {
  code: "every-kind",
  title: "Every kind of question",
  sections: [
    {
      id: "one", title: "First part",
      questions: [
        { id: "name", kind: "short-text", title: "What is it called?", limit: 20 },
        { id: "story", kind: "long-text", title: "What is the story?", limit: 30 },
        { id: "people", kind: "number", title: "How many people?", min: 1, max: 500 },
        { id: "asked", kind: "money", title: "How much in pounds?" },
        { id: "starts-on", kind: "date", title: "When does it start?" },
        { id: "ends-on", kind: "date", title: "When does it end?" },
        { id: "reach", kind: "choice", title: "Who is it for?", options: [{ value: "all", text: "Everybody" }, { value: "some", text: "Some people" }] },
        { id: "support", kind: "choices", title: "What support?", options: [{ value: "peer", text: "Peer support" }, { value: "calls", text: "Telephone calls" }], exclusive: [{ value: "neither", text: "Neither of them" }] },
      ],
    },
    {
      id: "two", title: "Second part",
      questions: [
        { id: "safe", kind: "yes-no", title: "Is it safe?" },
        { id: "main-group", kind: "code", title: "Which group most?", list: "focus-group" },
        { id: "groups", kind: "codes", title: "Which groups?", list: "focus-group", exclusive: [{ value: "not-known", text: "We don't know yet" }], when: { question: "reach", is: "some" } },
        { id: "counted", kind: "people-by-code", title: "How many in each group?", list: "focus-group" },
        { id: "budget", kind: "budget", title: "What will it cost?", maxRows: 4 },
        { id: "place", kind: "address", title: "Where will it be?", areas: [{ value: "S12000023", text: "Orkney Islands" }, { value: "S12000020", text: "Moray" }] },
        {
          id: "partners", kind: "rows", title: "Who will help?", one: "partner", many: "partners", maxRows: 3, total: "hours",
          columns: [
            { id: "who", kind: "text", title: "Name", limit: 40 },
            { id: "as", kind: "choice", title: "As what", options: [{ value: "host", text: "Lends a room" }, { value: "guide", text: "Leads walks" }], optional: true },
            { id: "hours", kind: "number", title: "Hours in a week", unit: "hours", max: 100 },
            { id: "gives", kind: "money", title: "What they give", optional: true },
          ],
        },
        { id: "papers", kind: "files", title: "Which papers belong to it?", maxFiles: 2, accept: "PDF or a photo." },
        { id: "agree", kind: "declaration", title: "Do you agree?", statement: "What I wrote is true." },
      ],
    },
  ],
  checks: [
    { kind: "adds-up", budget: "budget", to: "asked" },
    { kind: "dates-in-order", first: "starts-on", then: "ends-on" },
    { kind: "within-limits", amount: "asked" },
  ],
};

interface Sample {
  question: string;
  /** What a browser posts. */
  posted: [string, string][];
  value: AnswerValue;
  /** Words that stand wherever the answer is read. */
  reads: string[];
}
/** One good answer for each kind. */
export const samples: Record<QuestionKind, Sample> = {
  "short-text": { question: "name", posted: [["name", "Harbour walkers"]], value: "Harbour walkers", reads: ["Harbour walkers"] },
  "long-text": { question: "story", posted: [["story", "We walk.\r\n\r\nThen tea."]], value: "We walk.\n\nThen tea.", reads: ["We walk.\n\nThen tea."] },
  number: { question: "people", posted: [["people", " 1 20 "]], value: 120, reads: ["120"] },
  money: { question: "asked", posted: [["asked", "£2,500.50"]], value: 250_050, reads: ["£2,500.50"] },
  date: { question: "starts-on", posted: [["starts-on-day", "1"], ["starts-on-month", "4"], ["starts-on-year", "2027"]], value: "2027-04-01", reads: ["1 April 2027"] },
  choice: { question: "reach", posted: [["reach", "some"]], value: "some", reads: ["Some people"] },
  choices: { question: "support", posted: [["support", "peer"], ["support", "calls"]], value: ["peer", "calls"], reads: ["Peer support", "Telephone calls"] },
  "yes-no": { question: "safe", posted: [["safe", "yes"]], value: true, reads: ["Yes"] },
  code: { question: "main-group", posted: [["main-group", "older"]], value: "older", reads: ["Older people (aged 50 and above)"] },
  codes: { question: "groups", posted: [["groups", "older"], ["groups", "minority-ethnic"]], value: ["older", "minority-ethnic"], reads: ["Older people (aged 50 and above)", "People from a Minority Ethnic background"] },
  "people-by-code": { question: "counted", posted: [["counted.older", "12"], ["counted.minority-ethnic", ""]], value: { older: 12 }, reads: ["Older people (aged 50 and above): 12"] },
  budget: {
    question: "budget", posted: [["budget.0.item", "Hall"], ["budget.0.amount", "2,000"], ["budget.1.item", ""], ["budget.1.amount", ""], ["budget.2.item", "Tea"], ["budget.2.amount", "500.50"]],
    value: [{ item: "Hall", amount: 200_000 }, { item: "Tea", amount: 50_050 }], reads: ["Hall", "£2,000", "Tea", "£500.50", "£2,500.50"],
  },
  address: {
    question: "place",
    posted: [["place.lines", "The Old Kirk\r\n2 Shore Road"], ["place.town", " Stromlay "], ["place.postcode", "zz1  1zz"], ["place.area", "S12000023"]],
    value: { lines: "The Old Kirk\n2 Shore Road", town: "Stromlay", postcode: "ZZ1 1ZZ", area: "S12000023" }, reads: ["The Old Kirk", "2 Shore Road", "Stromlay", "ZZ1 1ZZ", "Orkney Islands"],
  },
  rows: {
    question: "partners",
    posted: [["partners.0.who", "Harbour café"], ["partners.0.as", "host"], ["partners.0.hours", "3"], ["partners.0.gives", "1,250.50"], ["partners.1.who", ""], ["partners.1.hours", " "], ["partners.5.who", "Walkers"], ["partners.5.as", ""], ["partners.5.hours", "2"], ["partners.5.gives", ""]],
    value: [{ who: "Harbour café", as: "host", hours: 3, gives: 125_050 }, { who: "Walkers", hours: 2 }],
    reads: ["Harbour café", "Lends a room", "3 hours", "£1,250.50", "Walkers", "5 hours"],
  },
  files: { question: "papers", posted: [["papers", paper]], value: [paper], reads: ["Our rules.pdf"] },
  declaration: { question: "agree", posted: [["agree", "agreed"]], value: true, reads: ["Agreed"] },
};

export function formOf(posted: Iterable<readonly [string, string]>): FormData {
  const form = new FormData();
  for (const [name, value] of posted) form.append(name, value);
  return form;
}

/** Everything answered, and nothing wrong. */
export const wholeAnswers: Record<string, AnswerValue> = {
  ...Object.fromEntries(Object.values(samples).map((sample) => [sample.question, sample.value])),
  "ends-on": "2028-03-31",
};
