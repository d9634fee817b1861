/**
 * What follows from a form: which questions are on the path, what was typed, what is missing, how an answer reads.
 * What a form is stands in definition.ts.
 */
import { disagreement } from "./checks.ts";
import type { AnswerValue, Answers, CodeLists, Condition, FormDefinition, Limits, Problem, Question, Section } from "./definition.ts";
import { answerSchema, describeValue, isBlank, isUnread, optionText, readTyped } from "./kinds.ts";
import { words as english, type Words } from "./words.ts";

export type * from "./definition.ts";

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
export function conditionInWords(definition: Pick<FormDefinition, "sections">, condition: Condition, words: Words = english): string {
  if ("any" in condition) return condition.any.map((one) => conditionInWords(definition, one, words)).join(words.or);
  if ("all" in condition) return condition.all.map((one) => conditionInWords(definition, one, words)).join(words.and);
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
  definition: FormDefinition, sectionId: string, form: FormData, lists: CodeLists = {}, asked?: readonly string[], words: Words = english,
): SectionRead {
  const section = definition.sections.find((one) => one.id === sectionId);
  const read: SectionRead = { answers: {}, errors: {} };
  for (const question of section?.questions ?? []) {
    if (asked && !asked.includes(question.id)) continue;
    const { value, errors } = readQuestion(question, form, lists, words);
    read.answers[question.id] = value;
    Object.assign(read.errors, errors);
  }
  return read;
}

/** Reads one question from a posted form. The value is kept even where a message asks for another look at it. */
export function readQuestion(question: Question, form: FormData, lists: CodeLists = {}, words: Words = english): { value: AnswerValue | null; errors: Record<string, string> } {
  const typed = readTyped(question, form);
  if (isBlank(typed)) return { value: null, errors: {} };
  const { value, errors } = answerSchema(question, lists, words).understand(typed);
  return { value: value ?? { typed }, errors };
}

/** Messages about what is written in these questions so far; nothing about what is not. */
export function lookAgain(questions: readonly Question[], answers: Answers, lists: CodeLists, words: Words = english): Record<string, string> {
  return Object.assign({}, ...questions.map((question) => wrongWith(question, answers[question.id], lists, words)));
}

function wrongWith(question: Question, value: AnswerValue | undefined, lists: CodeLists, words: Words): Record<string, string> {
  if (value === undefined) return {};
  const schema = answerSchema(question, lists, words);
  return isUnread(value) ? schema.understand(value.typed).errors : schema.problems(value);
}

/** Where the answers do not agree with each other or with the limits. Only answers on the path and understood are compared. */
export function crossChecks(definition: FormDefinition, answers: Answers, limits: Limits = {}, words: Words = english): Problem[] {
  const on = answersOnPath(definition, answers);
  return (definition.checks ?? []).flatMap((check) => {
    const found = disagreement(definition, check, on, limits, words);
    if (!found) return [];
    const section = definition.sections.find((one) => one.questions.some((question) => question.id === found.question));
    return section ? [{ section: section.id, field: found.question, kind: "wrong" as const, ...found }] : [];
  });
}

/** Everything that stands between these answers and sending them, in the order of the form: not answered, to look at again, not agreeing. */
export function missingAnswers(definition: FormDefinition, answers: Answers, lists: CodeLists, limits: Limits = {}, words: Words = english): Problem[] {
  const between = crossChecks(definition, answers, limits, words);
  return sectionsOnPath(definition, answers).flatMap((section) =>
    section.questions.flatMap((question): Problem[] => {
      const value = answers[question.id];
      const place = { section: section.id, question: question.id };
      const found = between.filter((problem) => problem.question === question.id);
      if (value === undefined) {
        return question.optional ? found : [{ ...place, field: question.id, message: words.missing[question.kind](shortTitle(question)), kind: "missing" }, ...found];
      }
      const own = Object.entries(wrongWith(question, value, lists, words)).map(([field, message]): Problem => ({ ...place, field, message, kind: "wrong" }));
      return [...own, ...found];
    }),
  );
}

/** An answer in plain words, line by line, for a receipt in an e-mail or a cell of a table. */
export function describeAnswer(question: Question, value: AnswerValue | undefined, lists: CodeLists = {}, words: Words = english): string {
  return describeValue(question, value, lists, words).join("\n");
}

/** The title of a code or an option; the code itself where the list no longer has it. */
export const answerText = optionText;
