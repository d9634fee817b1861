/** The forms and everything they say can be read by somebody who left school at thirteen, and in one breath. */
import { describe, expect, test } from "vitest";
import { findingWords } from "#app/domain/applications/eligibility-words.ts";
import type { FormDefinition, Question } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { formDefinitions } from "#seeds/reference/forms.ts";
import { grade, sentencesOf, syllables, textsIn, wordsOf } from "./reading-age.ts";

/** Years at school on average, and words in any one sentence. */
const hardest = 8;
const longest = 25;
/** Easy Read is for people who find reading hard. */
const easyHardest = 4;
const easyLongest = 14;

/** What a person reads of a form: not its ids, nor the names of areas. */
const textsOf = (definition: FormDefinition): string[] => [
  definition.title, definition.intro ?? "",
  ...definition.sections.flatMap((section) => [section.title, section.intro ?? "", ...section.questions.flatMap(textsOfQuestion)]),
].filter(Boolean);
const textsOfQuestion = (question: Question): string[] => {
  const options = "options" in question && question.id !== "served" ? question.options : [];
  const columns = question.kind === "rows" ? question.columns : [];
  return [
    question.title, question.short ?? "", question.hint ?? "",
    ...[...options, ...("exclusive" in question ? (question.exclusive ?? []) : [])].flatMap((option) => [option.text, option.hint ?? ""]),
    ...columns.flatMap((column) => [column.title, column.say ?? ""]),
    question.kind === "declaration" ? question.statement : "",
    question.kind === "files" ? question.accept : "",
  ].filter(Boolean);
};
const tooLong = (texts: readonly string[], most: number) => texts.flatMap(sentencesOf).filter((sentence) => wordsOf(sentence).length > most);

test("the measure knows an easy text from a hard one", () => {
  expect(["cat", "make", "people", "money", "application", "organisation", "asked", "needed"].map(syllables)).toEqual([1, 1, 2, 2, 4, 5, 1, 2]);
  expect(grade(["The cat sat on the mat. It was warm."])).toBeLessThan(2);
  expect(grade(["Applicants are required to demonstrate additionality and to articulate anticipated beneficiary outcomes commensurate with the requested expenditure."])).toBeGreaterThan(15);
});

describe.each(formDefinitions)("$code", (definition) => {
  const texts = textsOf(definition);
  test("is easy enough on average", () => expect(grade(texts)).toBeLessThanOrEqual(hardest));
  test("has no sentence that is too long", () => expect(tooLong(texts, longest)).toEqual([]));
  if (definition.easy) {
    const easy = [...textsIn(definition.easy.about), ...Object.values(definition.easy.questions).flatMap((question) => [question.title, ...(question.lines ?? [])])];
    test("in Easy Read is far easier", () => expect(grade(easy)).toBeLessThanOrEqual(easyHardest));
    test("in Easy Read has only short lines", () => expect(tooLong(easy, easyLongest)).toEqual([]));
  }
});

describe.each([["the form", words], ["the search for a fund", findingWords]])("what %s says", (_name, catalogue) => {
  const texts = textsIn(catalogue);
  test("is easy enough on average", () => expect(grade(texts)).toBeLessThanOrEqual(hardest));
  test("has no sentence that is too long", () => expect(tooLong(texts, longest)).toEqual([]));
});
