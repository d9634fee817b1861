/** What a form is: sections of questions as plain data under an immutable version, conditions on earlier answers, checks across answers. */
import type { Language } from "./languages.ts";
import type { TextLimits } from "./texts.ts";

/** Every kind of question. A kind that is added here does not compile, and fails its tests, until everything made from a definition knows it. */
export const questionKinds = [
  "short-text", "long-text", "number", "money", "date", "choice", "choices", "yes-no",
  "code", "codes", "people-by-code", "address", "rows", "budget", "files", "declaration",
] as const;
export type QuestionKind = (typeof questionKinds)[number];

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
  /** The topic under which the answer may be offered again in another form. */
  reuse?: string;
}
export interface Option {
  value: string;
  text: string;
  hint?: string;
}

/** `limit` counts characters and `words` words, as texts.ts does; text beyond them is kept and a message asks to shorten it. */
export interface ShortTextQuestion extends Asked, TextLimits { kind: "short-text" }
export interface LongTextQuestion extends Asked, TextLimits { kind: "long-text"; rows?: number }
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
/** A place: street, town, postcode and, where areas are given, which of them it lies in. */
export interface AddressQuestion extends Asked { kind: "address"; areas?: readonly Option[] }

interface InColumn {
  /** Its name in every row for ever. */
  id: string;
  title: string;
  /** What to do where it is empty or can't be understood; a sentence of the engine's where it is left out. */
  say?: string;
  optional?: boolean;
}
export interface TextColumn extends InColumn { kind: "text"; limit: number; rows?: number }
export interface NumberColumn extends InColumn { kind: "number"; min?: number; max?: number; unit?: string }
/** Limits in pence, both included. */
export interface MoneyColumn extends InColumn { kind: "money"; min?: number; max?: number }
export interface ChoiceColumn extends InColumn { kind: "choice"; options: readonly Option[] }
export type Column = TextColumn | NumberColumn | MoneyColumn | ChoiceColumn;
/** Rows of the same columns: partners, activities, people reached, costs. */
export interface RowsQuestion extends Asked {
  kind: "rows";
  columns: readonly Column[];
  maxRows: number;
  /** What one row is called, and several: "partner", "partners". */
  one: string;
  many: string;
  /** The column whose numbers are added up. */
  total?: string;
}
/** Rows of what is bought and what it costs, as forms had them before `rows`; its answers are those of two columns, `item` and `amount`. */
export interface BudgetQuestion extends Asked { kind: "budget"; maxRows: number }
/** Files, kept elsewhere: the answer is their ids. `accept` says in words what may be added. */
export interface FilesQuestion extends Asked { kind: "files"; maxFiles: number; accept: string }
export interface DeclarationQuestion extends Asked { kind: "declaration"; statement: string }

export type Question =
  | ShortTextQuestion | LongTextQuestion | NumberQuestion | MoneyQuestion | DateQuestion | ChoiceQuestion | ChoicesQuestion | YesNoQuestion
  | CodeQuestion | CodesQuestion | PeopleByCodeQuestion | AddressQuestion | RowsQuestion | BudgetQuestion | FilesQuestion | DeclarationQuestion;

export interface Section {
  id: string;
  title: string;
  intro?: string;
  questions: readonly Question[];
}

/** What must hold between answers. A warning while writing, an error at the end. */
export type Check =
  /** The rows' total is the amount. */
  | { kind: "adds-up"; budget: string; to: string }
  | { kind: "dates-in-order"; first: string; then: string }
  /** One amount is a part of another. */
  | { kind: "part-of"; part: string; whole: string }
  /** The amount lies within the limits of the place where the form is used, and of the form itself; the caller passes them. */
  | { kind: "within-limits"; amount: string }
  /** Nothing else was sent where only one is allowed; the caller says whether. `at` is the question beside which it is said. */
  | { kind: "only-one"; at: string }
  /** The amount lies within the band that was chosen; pence, both included. */
  | { kind: "within-band"; choice: string; amount: string; bands: Readonly<Record<string, { from: number; to: number }>> };

export interface FormDefinition {
  code: string;
  title: string;
  intro?: string;
  /** What it is called beside the other forms of its round: "the short form". */
  name?: string;
  /** About how long it takes, in minutes. */
  minutes?: number;
  sections: readonly Section[];
  checks?: readonly Check[];
  easy?: EasyRead;
  languages?: Partial<Record<Exclude<Language, "en">, Translation>>;
}

/** The same in Easy Read: very short sentences, one idea in each. */
export interface EasyRead {
  about: readonly { title: string; lines: readonly string[] }[];
  /** By question id; every question has one. */
  questions: Readonly<Record<string, { title: string; lines?: readonly string[] }>>;
}

/** The form in another language: every question has its words, and every option. */
export interface Translation {
  /** Whether somebody who speaks the language has read it. */
  checked: boolean;
  title: string;
  intro?: string;
  name?: string;
  sections: Readonly<Record<string, { title: string; intro?: string }>>;
  questions: Readonly<Record<string, TranslatedQuestion>>;
}
export interface TranslatedQuestion {
  title: string;
  short?: string;
  hint?: string;
  statement?: string;
  unit?: string;
  one?: string;
  many?: string;
  accept?: string;
  /** By value, those that stand alone too. */
  options?: Readonly<Record<string, { text: string; hint?: string }>>;
  /** By column. */
  columns?: Readonly<Record<string, { title: string; say?: string; options?: Readonly<Record<string, string>> }>>;
}

/** Pence in `amount`. */
export type BudgetRow = { item: string; amount: number };
/** One row by column: text and codes as text, numbers and pence as numbers; an empty cell has no entry. */
export type RowValue = Readonly<Record<string, string | number>>;
export type Address = {
  /** House or building and street, in lines. */
  lines: string;
  town: string;
  /** "" where there is none. */
  postcode: string;
  /** "" where no area is asked. */
  area: string;
};
/** What was typed, field by field, before it is understood. */
export type Typed = string | readonly string[] | readonly Readonly<Record<string, string>>[] | Readonly<Record<string, string>>;
/** Typed text that could not be understood: kept, shown again, and counted as not answered. */
export interface Unread {
  typed: Typed;
}
/** Money in pence, days as "YYYY-MM-DD", codes as codes, files as their ids. */
export type AnswerValue = string | number | boolean | readonly string[] | readonly RowValue[] | Address | Readonly<Record<string, number>> | Unread;
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
/** Under this name the caller adds the files that answers hold: their ids as codes, their names as titles. */
export const filesList = "files";
/** The code lists of a round (or of an award) by list code, each in one version. */
export type CodeLists = Readonly<Record<string, CodeList>>;

/** Limits of the place where the form is used; pence, both included, null where there is none. */
export interface Limits {
  min_amount_pence?: number | null;
  max_amount_pence?: number | null;
  /** The most that this form is for, where a longer one takes over above it. */
  form_max_pence?: number | null;
  /** What the same group has sent already where only one is allowed, in words. */
  sent_already?: string | null;
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
