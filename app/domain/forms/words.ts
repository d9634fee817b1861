/**
 * The sentences that a form says to the person who fills it in: all in one place, so that another language can stand beside them.
 * A catalogue in another language is of the type `Words`: a sentence that it lacks does not compile.
 */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";
import type { QuestionKind } from "./definition.ts";
import type { TextUnit } from "./texts.ts";

const count = new Intl.NumberFormat("en-GB");
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const units = (number: number, unit: TextUnit) => `${count.format(number)} ${number === 1 ? unit.slice(0, -1) : unit}`;

export const words = {
  missing: {
    "short-text": (name: string) => `Enter your answer: ${lower(name)}`,
    "long-text": (name: string) => `Write your answer: ${lower(name)}`,
    number: (name: string) => `Enter a number: ${lower(name)}`,
    money: (name: string) => `Enter an amount in pounds: ${lower(name)}`,
    date: (name: string) => `Enter a date: ${lower(name)}`,
    choice: (name: string) => `Choose one: ${lower(name)}`,
    choices: (name: string) => `Choose at least one: ${lower(name)}`,
    "yes-no": (name: string) => `Choose yes or no: ${lower(name)}`,
    code: (name: string) => `Choose one: ${lower(name)}`,
    codes: (name: string) => `Choose at least one: ${lower(name)}`,
    "people-by-code": (name: string) => `Enter how many people: ${lower(name)}`,
    budget: (name: string) => `Add at least one cost: ${lower(name)}`,
    address: (name: string) => `Enter an address: ${lower(name)}`,
    rows: (name: string) => `Fill in at least one row: ${lower(name)}`,
    files: (name: string) => `Add at least one file: ${lower(name)}`,
    declaration: (_name: string) => "Tick the box if you agree. We can only take an application that you agree to",
  } satisfies Record<QuestionKind, (name: string) => string>,
  /** How each kind is answered, for the printed page. */
  howTo: {
    text: "Your own words.",
    number: "A whole number.",
    money: "An amount in pounds.",
    date: "A day, a month and a year.",
    one: "Choose one.",
    several: "Choose all that fit.",
    "yes-no": "Yes or no.",
    people: "A whole number for each.",
    address: "Street, town and postcode.",
    areas: "The council area too.",
    rows: (most: number) => `Up to ${count.format(most)} rows. Each has:`,
    files: (most: number) => (most === 1 ? "One file." : `Up to ${count.format(most)} files.`),
    declaration: "A box to tick.",
    between: (least: number, most: number) => `From ${formatPence(least)} to ${formatPence(most)}.`,
    atMost: (most: number) => `Up to ${formatPence(most)}.`,
    atLeast: (least: number) => `${formatPence(least)} or more.`,
  },
  tooLong: (over: number, most: number, unit: TextUnit) => `Make this shorter by ${units(over, unit)}. There is room for ${count.format(most)}. We have kept everything you wrote`,
  count: (number: number) => count.format(number),
  day: formatDay,
  dateParts: { day: "Day", month: "Month", year: "Year" },
  number: "Enter a whole number in figures, like 45",
  atLeast: (least: number) => `Enter ${count.format(least)} or more`,
  atMost: (most: number) => `Enter ${count.format(most)} or fewer`,
  money: "Enter the amount in pounds, like 2,500 or 2,500.50",
  moneyAtLeast: (pence: number) => `Enter ${formatPence(pence)} or more`,
  moneyAtMost: (pence: number) => `Enter ${formatPence(pence)} or less`,
  date: "Enter a day, month and year that is in the calendar, like 27 3 2027",
  year: "Enter the year with four figures, like 2027",
  chooseOne: "Choose one",
  option: "Choose one of the answers on the page",
  exclusive: (text: string) => `You chose "${text}" and another answer. Keep one or the other`,
  people: "Enter each number in figures, like 12. Leave a box empty if you don't know",
  cell: {
    text: (column: string) => `Fill in this part of the row: ${lower(column)}`,
    number: (column: string) => `Enter a whole number in figures, like 45: ${lower(column)}`,
    money: (column: string) => `Enter an amount in pounds, like 250: ${lower(column)}`,
    choice: (column: string) => `Choose one: ${lower(column)}`,
  },
  tooManyRows: (most: number) => `There is room for ${count.format(most)} rows. Put some of them together in one`,
  budgetItem: "Say what this cost is for",
  budgetAmount: "Enter what this costs in pounds, like 250",
  budgetItemTitle: "What is it for?",
  budgetAmountTitle: "Amount in pounds",
  budgetOne: "cost",
  budgetMany: "costs",
  address: {
    lines: "House or building, and street",
    town: "Town or village",
    postcode: "Postcode",
    area: "Council area",
    noLines: "Enter the house or building, and the street",
    noTown: "Enter the town or village",
    noArea: "Choose the council area",
    notPostcode: "Enter the whole postcode: two parts, with letters and figures in each. Leave it empty if there is none",
    tooLong: (most: number) => `Use ${count.format(most)} characters or fewer here`,
  },
  files: {
    unknown: "One of these files is not here any more. Take it off, or add it again",
    tooMany: (most: number) => `There is room for ${most === 1 ? "one file" : `${count.format(most)} files`}. Take some off`,
    none: "No file yet",
    one: (number: number) => `File ${count.format(number)}`,
  },
  addsUp: (budget: number, asked: number) =>
    `Your costs add up to ${formatPence(budget)} and you are asking for ${formatPence(asked)}. They need to be the same: ${
      budget > asked ? `that is ${formatPence(budget - asked)} too much in the costs` : `${formatPence(asked - budget)} is not in the costs yet`
    }`,
  datesInOrder: "The end date is before the start date. Change one of them",
  partOf: (part: number, whole: number) => `This is ${formatPence(part)}, and it is a part of ${formatPence(whole)}. It can't be more. Change one of them`,
  belowLimit: (least: number) => `The smallest grant here is ${formatPence(least)}. Ask for that or more`,
  aboveLimit: (most: number) => `The largest grant here is ${formatPence(most)}. Ask for that or less`,
  aboveForm: (most: number) => `This short form is for grants up to ${formatPence(most)}. Go on in the longer form, with all your answers, or ask for less`,
  onlyOne: (other: string) => `Your group can apply once in this round, and has: ${other}. Talk to the fund's team if you want to change which one counts`,
  outsideBand: (from: number, to: number) => `The band you chose is for amounts from ${formatPence(from)} to ${formatPence(to)}. Change the band or the amount`,
  yes: "Yes",
  no: "No",
  agreed: "Agreed",
  agree: "I agree",
  notAnswered: "Not answered yet",
  leftEmpty: "Left empty",
  answer: "Answer",
  change: "Change",
  total: "Total",
  or: ", or ",
  and: ", and ",
  chose: (answer: string, question: string) => `you chose “${answer}” for “${question}”`,
  answerIf: (condition: string) => `Answer this if ${condition}.`,
  upTo: (most: number, unit: TextUnit) => `Up to ${units(most, unit)}`,
  left: (left: number, unit: TextUnit) => `${units(left, unit)} left`,
  over: (over: number, unit: TextUnit) => `${units(over, unit)} too many. Nothing is cut: we keep all of it`,
  optional: "(optional)",
  inRow: (one: string, row: number, column: string) => `${one.charAt(0).toUpperCase()}${one.slice(1)} ${count.format(row)}: ${lower(column)}`,
  addRow: (one: string) => `Add another ${one}`,
  removeRow: (one: string, row: number) => `Remove ${one} ${count.format(row)}`,
  totalSoFar: (many: string, total: string) => `Your ${many} add up to ${total} so far.`,
  askedSoFar: (asked: number) => `You are asking for ${formatPence(asked)}.`,
  saving: "Saving…",
  theirs: "This is what is saved now. Below it is another text for the same answer, written at the same time. Choose one, or write a new one from both.",
  otherText: (name: string, when: string) => `Written by ${name}, ${when}`,
  useOther: "Use this text",
  keepSaved: "Keep what is saved",
} as const;

/** The shape of a catalogue: every sentence, and every sentence that is made from something, with what it is made from. */
export type Wide<T> = T extends string ? string : T extends (...from: infer From) => string ? (...from: From) => string : { readonly [Key in keyof T]: Wide<T[Key]> };
export type Words = Wide<typeof words>;
