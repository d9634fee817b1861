/** Every kind of question through everything that is made from one definition: schema, page, printable page, check, receipt, copies, Easy Read, Gaelic. */
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { answerSchema, typeAgain } from "#app/domain/forms/kinds.ts";
import { definitionFaults } from "#app/domain/forms/faults.ts";
import { formWords } from "#app/domain/forms/catalogues.ts";
import { copyAsText, copyOf } from "#app/domain/forms/copy.ts";
import { questionKinds } from "#app/domain/forms/definition.ts";
import { describeAnswer, missingAnswers, readQuestion, type Question, type QuestionKind } from "#app/domain/forms/model.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { EasyQuestions } from "#app/ui/form-engine/easy-read.tsx";
import { FormPlaceContext } from "#app/ui/form-engine/place.ts";
import { PrintableQuestions } from "#app/ui/form-engine/printable.tsx";
import { SectionForm } from "#app/ui/form-engine/section-form.tsx";
import { everyKind, formOf, lists, samples, wholeAnswers } from "./every-kind.ts";

const kinds: readonly QuestionKind[] = questionKinds;
const questions = everyKind.sections.flatMap((section) => section.questions);
const questionOf = (kind: QuestionKind): Question => questions.find((question) => question.id === samples[kind].question)!;
const html = (text: string) => text.replaceAll("&", "&amp;").replaceAll("'", "&#x27;").replaceAll('"', "&quot;");

/** What a browser would post of a page as it was served: every successful control, in order. */
function postedBy(page: string): [string, string][] {
  const decode = (text: string) => text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const posted: [string, string][] = [];
  for (const match of page.matchAll(/<input\b([^>]*)>|<textarea\b([^>]*)>([^<]*)<\/textarea>|<select\b([^>]*)>(.*?)<\/select>/g)) {
    const attributes = match[1] ?? match[2] ?? match[4] ?? "";
    const attribute = (key: string) => new RegExp(`\\s${key}="([^"]*)"`).exec(attributes)?.[1];
    const name = attribute("name");
    const type = attribute("type") ?? "text";
    if (!name || ((type === "radio" || type === "checkbox") && !/\schecked(=|\s|$)/.test(attributes))) continue;
    if (match[5] !== undefined) {
      posted.push([decode(name), decode(/<option value="([^"]*)" selected/.exec(match[5])?.[1] ?? "")]);
      continue;
    }
    posted.push([decode(name), decode(match[2] === undefined ? (attribute("value") ?? "") : match[3]!.replace(/^\n/, ""))]);
  }
  return posted;
}

test("the form that the tests walk asks every kind and has no faults", () => {
  expect(definitionFaults(everyKind)).toEqual([]);
  expect(new Set(questions.map((question) => question.kind))).toEqual(new Set(kinds));
  expect(Object.keys(samples).sort()).toEqual([...kinds].sort());
});

describe.each(kinds)("a %s answer", (kind) => {
  const question = questionOf(kind);
  const { posted, value, reads } = samples[kind];
  const section = everyKind.sections.find((one) => one.questions.includes(question))!;

  test("is understood from what a browser posts, and passes the schema", () => {
    expect(readQuestion(question, formOf(posted), lists)).toEqual({ value, errors: {} });
    expect(answerSchema(question, lists).problems(value)).toEqual({});
  });

  test("stands on its page as it was given, and posts the same again", () => {
    const page = renderToStaticMarkup(<SectionForm definition={everyKind} section={section} answers={wholeAnswers} lists={lists} before={["reach"]}>{null}</SectionForm>);
    expect(readQuestion(question, formOf(postedBy(page)), lists)).toEqual({ value, errors: {} });
  });

  test("is asked on the printable page, with how to answer it and everything that can be chosen", () => {
    const page = renderToStaticMarkup(<PrintableQuestions definition={{ sections: [{ id: "only", title: "Only", questions: [{ ...question, when: undefined }] }], code: "c", title: "C" }} lists={lists} />);
    expect(page).toContain(html(question.title));
    expect(/<p class="ds_hint-text">([^<]+)<\/p>/.exec(page)?.[1]).toMatch(/\w.*[.:]$/);
    for (const option of "options" in question ? question.options : []) expect(page).toContain(html(option.text));
    if (question.kind === "rows") for (const column of question.columns) expect(page).toContain(html(column.title));
    if (question.kind === "declaration") expect(page).toContain(html(question.statement));
  });

  test("is asked in Easy Read", () => {
    const easy = { about: [], questions: { [question.id]: { title: `Easy: ${question.id}`, lines: ["One line."] } } };
    const page = renderToStaticMarkup(<EasyQuestions definition={{ sections: [{ id: "only", title: "Only", questions: [question] }] }} easy={easy} lists={lists} />);
    expect(page).toContain(`Easy: ${question.id}`);
    expect(page).toContain("One line.");
    if (question.kind === "codes" || question.kind === "code") expect(page).toContain("Older people");
  });

  test("stands whole in the copies that are kept, under its question", () => {
    const copied = copyOf(everyKind, wholeAnswers, lists).flatMap((part) => part.answers).find((one) => one.question === question.title)!;
    expect(copied.lines.join("\n")).toContain(describeAnswer(question, value, lists));
    const text = copyAsText("Application LA-1", [["Reference", "LA-1"]], copyOf(everyKind, wholeAnswers, lists));
    expect(text).toContain(question.title);
    for (const line of describeAnswer(question, value, lists).split("\n")) expect(text).toContain(line);
  });

  test("is asked, and its absence said, in the other language's words", () => {
    const words = formWords.gd;
    const page = renderToStaticMarkup(
      <FormPlaceContext.Provider value={{ words }}><PrintableQuestions definition={everyKind} lists={lists} /></FormPlaceContext.Provider>,
    );
    const { [question.id]: _left, ...others } = wholeAnswers;
    const [problem] = missingAnswers(everyKind, others, lists, {}, words).filter((one) => one.question === question.id);
    const [english] = missingAnswers(everyKind, others, lists).filter((one) => one.question === question.id);
    expect(problem!.message).not.toBe(english!.message);
    expect(page).not.toMatch(/A whole number|Choose one\.|Your own words|Up to/);
    expect(describeAnswer(question, value, lists, words)).not.toBe("");
  });

  test("reads the same on check-your-answers and the receipt as in plain words", () => {
    const page = renderToStaticMarkup(<AnswersView definition={everyKind} answers={wholeAnswers} lists={lists} change={(one, asked) => `/${one.id}#${asked.id}`} />);
    const words = describeAnswer(question, value, lists);
    for (const part of reads) {
      expect(page).toContain(html(part));
      expect(words).toContain(part);
    }
    expect(page).toContain(`href="/${section.id}#${question.id}"`);
  });

  test("left out is named before sending, with its place", () => {
    const { [question.id]: _left, ...others } = wholeAnswers;
    const problems = missingAnswers(everyKind, others, lists).filter((problem) => problem.question === question.id);
    // Without "reach" the question that depends on it is not on the path either; it is "reach" that is missing.
    expect(problems).toEqual([expect.objectContaining({ section: section.id, kind: "missing", field: question.id })]);
  });

  test("can be typed again exactly", () => {
    const again = typeAgain(question, value);
    expect(answerSchema(question, lists).understand(again)).toEqual({ value, errors: {} });
  });
});

/** Typed text of each kind that is not such an answer: it must come back as it was typed. */
const unreadable: Partial<Record<QuestionKind, [string, string][]>> = {
  number: [["people", "about fifty"]],
  money: [["asked", "two thousand"]],
  date: [["starts-on-day", "31"], ["starts-on-month", "2"], ["starts-on-year", "27-03-2027"]],
  "people-by-code": [["counted.older", "a few"]],
  budget: [["budget.0.item", "Hall"], ["budget.0.amount", "depends"]],
  rows: [["partners.0.who", "Harbour café"], ["partners.0.as", "host"], ["partners.0.hours", "a few"], ["partners.0.gives", "not sure"]],
};
test.each(Object.entries(unreadable))("text typed for %s that can't be understood is kept, shown again and counts as not answered", (kind, posted) => {
  const question = questionOf(kind as QuestionKind);
  const section = everyKind.sections.find((one) => one.questions.includes(question))!;
  const { value, errors } = readQuestion(question, formOf(posted), lists);
  expect(Object.keys(errors).length).toBeGreaterThan(0);
  const page = renderToStaticMarkup(<SectionForm definition={everyKind} section={section} answers={{ [question.id]: value! }} lists={lists} errors={errors}>{null}</SectionForm>);
  const shown = postedBy(page);
  for (const pair of posted) expect(shown).toContainEqual(pair);
  for (const message of Object.values(errors)) expect(page).toContain(html(message));
  expect(missingAnswers(everyKind, { ...wholeAnswers, [question.id]: value! }, lists).map((problem) => problem.question)).toContain(question.id);
});

test("two texts for one answer stand side by side, each with a way to choose it", () => {
  const [section] = everyKind.sections;
  const other = { id: "a-refused-text", question_id: "story", value: "Written at the same time", by: "Someone else", at: "today" };
  const page = renderToStaticMarkup(<SectionForm definition={everyKind} section={section!} answers={{ story: "Saved first" }} lists={lists} versions={{ story: 2 }} others={[other]}>{null}</SectionForm>);
  for (const part of ["Saved first", "Written at the same time", 'value="use:a-refused-text"', 'value="keep:a-refused-text"']) expect(page).toContain(part);
  // The field goes on holding what is saved, on the version it was shown with.
  expect(postedBy(page)).toEqual(expect.arrayContaining([["story", "Saved first"], ["version.story", "2"]]));
});
