/**
 * What a form is: sections of questions as plain data under an immutable version, conditions on earlier answers, checks across
 * answers; and what follows from it: which questions are on the path, what was typed, what is missing, how an answer reads.
 */
import { answerSchema, describeValue, isBlank, isUnread, optionText, readTyped } from "./kinds.ts";
import { words } from "./words.ts";

export type QuestionKind =
  | "short-text" | "long-text" | "number" | "money" | "date" | "choice" | "choices" | "yes-no"
  | "code" | "codes" | "people-by-code" | "budget" | "declaration";

/** Which earlier answer brings a question onto the path. A condition on a question that is itself off the path does not hold. */
export type Condition =
  | { question: string; is: string | boolean }
  | { question: string; includes: string }
  | { any: readonly Condition[] }
  | { all: readonly Condition[] };

interface Asked {
  /** Its name for ever: answers are kept under it. Lower case with hyphens. */
  id: string;
  /** The question as a person reads it. */
  title: string;
  /** A few words for lists and check-your-answers, where the question is too long. */
  short?: string;
  hint?: string;
  optional?: boolean;
  when?: Condition;
}
export interface Option {
  value: string;
  text: string;
  hint?: string;
}

export interface ShortTextQuestion extends Asked { kind: "short-text"; limit: number }
/** `limit` counts characters as `countCharacters` does; text beyond it is kept and a message asks to shorten it. */
export interface LongTextQuestion extends Asked { kind: "long-text"; limit: number; rows?: number }
export interface NumberQuestion extends Asked { kind: "number"; min?: number; max?: number; unit?: string }
/** Limits in pence, both included. */
export interface MoneyQuestion extends Asked { kind: "money"; min?: number; max?: number }
export interface DateQuestion extends Asked { kind: "date" }
export interface ChoiceQuestion extends Asked { kind: "choice"; options: readonly Option[] }
export interface ChoicesQuestion extends Asked { kind: "choices"; options: readonly Option[]; exclusive?: readonly Option[] }
export interface YesNoQuestion extends Asked { kind: "yes-no" }
/** One code of a code list, in the version that holds where the form is used. */
export interface CodeQuestion extends Asked { kind: "code"; list: string }
/** Several codes of a list, or one of the exclusive answers, which are the form's own and no codes of the list. */
export interface CodesQuestion extends Asked { kind: "codes"; list: string; exclusive?: readonly Option[] }
/** A whole number of people for each code of a list. */
export interface PeopleByCodeQuestion extends Asked { kind: "people-by-code"; list: string }
/** Rows of what is bought and what it costs. */
export interface BudgetQuestion extends Asked { kind: "budget"; maxRows: number }
export interface DeclarationQuestion extends Asked { kind: "declaration"; statement: string }

export type Question =
  | ShortTextQuestion | LongTextQuestion | NumberQuestion | MoneyQuestion | DateQuestion | ChoiceQuestion | ChoicesQuestion | YesNoQuestion
  | CodeQuestion | CodesQuestion | PeopleByCodeQuestion | BudgetQuestion | DeclarationQuestion;

export interface Section {
  id: string;
  title: string;
  intro?: string;
  questions: readonly Question[];
}

/** What must hold between answers. A warning while writing, an error at the end. */
export type Check =
  | { kind: "adds-up"; budget: string; to: string }
  | { kind: "dates-in-order"; first: string; then: string }
  /** The amount lies within the limits of the place where the form is used; the caller passes them. */
  | { kind: "within-limits"; amount: string }
  /** The amount lies within the band that was chosen; pence, both included. */
  | { kind: "within-band"; choice: string; amount: string; bands: Readonly<Record<string, { from: number; to: number }>> };

export interface FormDefinition {
  code: string;
  title: string;
  intro?: string;
  sections: readonly Section[];
  checks?: readonly Check[];
}

export interface BudgetRow {
  item: string;
  /** Pence. */
  amount: number;
}
/** What was typed, field by field, before it is understood. */
export type Typed = string | readonly string[] | { day: string; month: string; year: string } | readonly { item: string; amount: string }[] | Readonly<Record<string, string>>;
/** Typed text that could not be understood: kept, shown again, and counted as not answered. */
export interface Unread {
  typed: Typed;
}
/** Money in pence, days as "YYYY-MM-DD", codes as codes. */
export type AnswerValue = string | number | boolean | readonly string[] | readonly BudgetRow[] | Readonly<Record<string, number>> | Unread;
/** By question id. A question that was not answered has no entry. */
export type Answers = Readonly<Record<string, AnswerValue>>;

export interface CodeListItem {
  code: string;
  title: string;
  confirmed: boolean;
}
export interface CodeList {
  code: string;
  version: number;
  title: string;
  items: readonly CodeListItem[];
}
/** The code lists of a round (or of an award) by list code, each in one version. */
export type CodeLists = Readonly<Record<string, CodeList>>;

/** Limits of the place where the form is used; pence, both included, null where there is none. */
export interface Limits {
  min_amount_pence?: number | null;
  max_amount_pence?: number | null;
}

/** Something to put right before sending. */
export interface Problem {
  section: string;
  question: string;
  /** The control to go to, as the page names it. */
  field: string;
  message: string;
  /** Nothing typed yet, or something that needs another look. */
  kind: "missing" | "wrong";
}

/** A question's few words. */
export const shortTitle = (question: Question): string => question.short ?? question.title;

function holds(condition: Condition, answers: Answers, onPath: ReadonlySet<string>): boolean {
  if ("any" in condition) return condition.any.some((one) => holds(one, answers, onPath));
  if ("all" in condition) return condition.all.every((one) => holds(one, answers, onPath));
  if (!onPath.has(condition.question)) return false;
  const answer = answers[condition.question];
  if ("is" in condition) return answer === condition.is;
  return Array.isArray(answer) && (answer as readonly unknown[]).includes(condition.includes);
}

/**
 * The questions that these answers lead to, section by section, in order. Sections without a question on the path are left out.
 * @param before questions of earlier sections that are on the path, where `sections` are not the whole form
 */
export function sectionsOnPath({ sections }: Pick<FormDefinition, "sections">, answers: Answers, before: readonly string[] = []): Section[] {
  const onPath = new Set(before);
  return sections
    .map((section) => ({
      ...section,
      questions: section.questions.filter((question) => {
        const asked = !question.when || holds(question.when, answers, onPath);
        if (asked) onPath.add(question.id);
        return asked;
      }),
    }))
    .filter((section) => section.questions.length > 0);
}

/**
 * The questions that a section's page holds: those on the path, and those that an answer on the same page may bring onto it.
 * Without a script they all stand there and say when they are to be answered.
 */
export function questionsOnPage(section: Section, answers: Answers, before: readonly string[]): Question[] {
  const here = new Set(section.questions.map((question) => question.id));
  const onPath = new Set(before);
  const possible = (condition: Condition): boolean => {
    if ("any" in condition) return condition.any.some(possible);
    if ("all" in condition) return condition.all.every(possible);
    return here.has(condition.question) || holds(condition, answers, onPath);
  };
  return section.questions.filter((question) => !question.when || possible(question.when));
}

/** The questions that a condition looks at. */
export function conditionsOf(condition: Condition): string[] {
  if ("any" in condition) return condition.any.flatMap(conditionsOf);
  return "all" in condition ? condition.all.flatMap(conditionsOf) : [condition.question];
}

/** When a question is to be answered, as words: "you chose “Anyone” for “Reach”". */
export function conditionInWords(definition: Pick<FormDefinition, "sections">, condition: Condition): string {
  if ("any" in condition) return condition.any.map((one) => conditionInWords(definition, one)).join(words.or);
  if ("all" in condition) return condition.all.map((one) => conditionInWords(definition, one)).join(words.and);
  const question = definition.sections.flatMap((section) => section.questions).find((one) => one.id === condition.question);
  const value = "is" in condition ? condition.is : condition.includes;
  const answer = typeof value === "boolean" ? (value ? words.yes : words.no) : question ? optionText(question, value, {}) : value;
  return words.chose(answer, question ? shortTitle(question) : condition.question);
}
export const questionsOnPath = (definition: FormDefinition, answers: Answers): Question[] => sectionsOnPath(definition, answers).flatMap((section) => [...section.questions]);

/** Only what is on the path and was understood: what may be sent. */
export function answersOnPath(definition: FormDefinition, answers: Answers): Answers {
  const kept: Record<string, AnswerValue> = {};
  for (const { id } of questionsOnPath(definition, answers)) {
    const value = answers[id];
    if (value !== undefined && !isUnread(value)) kept[id] = value;
  }
  return kept;
}

export interface SectionRead {
  /** Every question of the section that the form asked: its value, what was typed where that could not be understood, null where nothing was. */
  answers: Record<string, AnswerValue | null>;
  /** Messages by field. They never stop a save. */
  errors: Record<string, string>;
}

/**
 * Reads one section from a posted form. A box that is not ticked is not posted, so a question without fields counts as emptied:
 * `asked` names those that stood on the page, all of the section where it is left out.
 */
export function readSection(
  definition: FormDefinition, sectionId: string, form: FormData, lists: CodeLists = {}, asked?: readonly string[],
): SectionRead {
  const section = definition.sections.find((one) => one.id === sectionId);
  const read: SectionRead = { answers: {}, errors: {} };
  for (const question of section?.questions ?? []) {
    if (asked && !asked.includes(question.id)) continue;
    const { value, errors } = readQuestion(question, form, lists);
    read.answers[question.id] = value;
    Object.assign(read.errors, errors);
  }
  return read;
}

/** Reads one question from a posted form. The value is kept even where a message asks for another look at it. */
export function readQuestion(question: Question, form: FormData, lists: CodeLists = {}): { value: AnswerValue | null; errors: Record<string, string> } {
  const typed = readTyped(question, form);
  if (isBlank(typed)) return { value: null, errors: {} };
  const { value, errors } = answerSchema(question, lists).understand(typed);
  return { value: value ?? { typed }, errors };
}

/** Messages about what is written in these questions so far; nothing about what is not. */
export function lookAgain(questions: readonly Question[], answers: Answers, lists: CodeLists): Record<string, string> {
  return Object.assign({}, ...questions.map((question) => wrongWith(question, answers[question.id], lists)));
}

function wrongWith(question: Question, value: AnswerValue | undefined, lists: CodeLists): Record<string, string> {
  if (value === undefined) return {};
  const schema = answerSchema(question, lists);
  return isUnread(value) ? schema.understand(value.typed).errors : schema.problems(value);
}

/** Where the answers do not agree with each other or with the limits. Only answers on the path and understood are compared. */
export function crossChecks(definition: FormDefinition, answers: Answers, limits: Limits = {}): Problem[] {
  const on = answersOnPath(definition, answers);
  return (definition.checks ?? []).flatMap((check) => {
    const found = disagreement(check, on, limits);
    if (!found) return [];
    const section = definition.sections.find((one) => one.questions.some((question) => question.id === found.question));
    return section ? [{ section: section.id, field: found.question, kind: "wrong" as const, ...found }] : [];
  });
}

function disagreement(check: Check, answers: Answers, limits: Limits): { question: string; message: string } | undefined {
  if (check.kind === "adds-up") {
    const rows = answers[check.budget];
    const asked = answers[check.to];
    if (!Array.isArray(rows) || typeof asked !== "number") return undefined;
    const total = budgetTotal(rows as BudgetRow[]);
    return total === asked ? undefined : { question: check.budget, message: words.addsUp(total, asked) };
  }
  if (check.kind === "dates-in-order") {
    const [first, then] = [answers[check.first], answers[check.then]];
    return typeof first === "string" && typeof then === "string" && then < first ? { question: check.then, message: words.datesInOrder } : undefined;
  }
  const amount = answers[check.amount];
  if (typeof amount !== "number") return undefined;
  if (check.kind === "within-limits") {
    const { min_amount_pence: least, max_amount_pence: most } = limits;
    if (least != null && amount < least) return { question: check.amount, message: words.belowLimit(least) };
    return most != null && amount > most ? { question: check.amount, message: words.aboveLimit(most) } : undefined;
  }
  const chosen = answers[check.choice];
  const band = typeof chosen === "string" ? check.bands[chosen] : undefined;
  return band && (amount < band.from || amount > band.to) ? { question: check.amount, message: words.outsideBand(band.from, band.to) } : undefined;
}

/** Pence that the rows add up to. */
export const budgetTotal = (rows: readonly BudgetRow[]): number => rows.reduce((sum, row) => sum + row.amount, 0);

/** Everything that stands between these answers and sending them, in the order of the form: not answered, to look at again, not agreeing. */
export function missingAnswers(definition: FormDefinition, answers: Answers, lists: CodeLists, limits: Limits = {}): Problem[] {
  const between = crossChecks(definition, answers, limits);
  return sectionsOnPath(definition, answers).flatMap((section) =>
    section.questions.flatMap((question): Problem[] => {
      const value = answers[question.id];
      const place = { section: section.id, question: question.id };
      if (value === undefined) {
        return question.optional ? [] : [{ ...place, field: question.id, message: words.missing[question.kind](shortTitle(question)), kind: "missing" }];
      }
      const own = Object.entries(wrongWith(question, value, lists)).map(([field, message]): Problem => ({ ...place, field, message, kind: "wrong" }));
      return [...own, ...between.filter((problem) => problem.question === question.id)];
    }),
  );
}

/** An answer in plain words, line by line, for a receipt in an e-mail or a cell of a table. */
export function describeAnswer(question: Question, value: AnswerValue | undefined, lists: CodeLists = {}): string {
  return describeValue(question, value, lists).join("\n");
}

/** The title of a code or an option; the code itself where the list no longer has it. */
export const answerText = optionText;
