/** Every kind of question withstands whatever is posted to it, and gives back what it was given. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerSchema, describeValue, isBlank, isUnread, readTyped, typeAgain } from "#app/domain/forms/kinds.ts";
import { questionKinds } from "#app/domain/forms/definition.ts";
import { lookAgain, missingAnswers, readQuestion, type AnswerValue, type Question, type QuestionKind } from "#app/domain/forms/model.ts";
import { everyKind, formOf, lists, samples, wholeAnswers } from "./every-kind.ts";

const questions = everyKind.sections.flatMap((section) => section.questions);
const questionOf = (kind: QuestionKind): Question => questions.find((question) => question.id === samples[kind].question)!;

const nasty = fc.oneof(
  fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }),
  fc.constantFrom("", " ", "\0", "\uD800", "\u202E", "1e9", "-1", "0x10", "99999999999999999999", "NaN", "__proto__", "constructor", "[]", '{"typed":"x"}', "0192f0c1-2345-7abc-8def-0123456789ab", "yes", "agreed", "host", "S12000023"),
);
/** Names near those of the form's own fields, and names that have nothing to do with it. */
const nameNear = (id: string) =>
  fc.oneof(
    fc.constantFrom("", ".", "-day", "-month", "-year", ".lines", ".town", ".postcode", ".area", ".older", ".__proto__", ".constructor", ".0.item", ".0.amount", ".0.who", ".0.hours", ".0.__proto__", ".999999.who", ".-1.who", ".1e3.who", ".0.who.x").map((end) => `${id}${end}`),
    fc.string({ maxLength: 12 }),
    fc.nat(5).map((row) => `${id}.${row}.who`),
  );
/** What a question is posted as: repeated names and files among the texts. */
const anyForm = (id: string) =>
  fc.array(fc.tuple(nameNear(id), fc.oneof({ weight: 9, arbitrary: nasty }, { weight: 1, arbitrary: fc.constant(null) })), { maxLength: 14 }).map((posted) => {
    const form = new FormData();
    for (const [name, value] of posted) form.append(name, value ?? new File(["x"], "x.txt"));
    return form;
  });

describe.each(questionKinds)("a %s question", (kind) => {
  const question = questionOf(kind);

  test("reads any form without an error, keeps what it can't understand, and can say it again", () => {
    fc.assert(
      fc.property(anyForm(question.id), (form) => {
        const { value, errors } = readQuestion(question, form, lists);
        // What PostgreSQL would refuse never gets through, and nothing is an object of another kind than JSON's.
        expect(JSON.stringify({ value, errors })).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        if (value === null) return;
        const kept = JSON.parse(JSON.stringify(value)) as AnswerValue;
        expect(kept).toEqual(value);
        if (isUnread(kept)) expect(kept.typed).toEqual(readTyped(question, form));
        // Each thing that is made of an answer stands it.
        describeValue(question, kept, lists);
        lookAgain([question], { [question.id]: kept }, lists);
        missingAnswers(everyKind, { ...wholeAnswers, [question.id]: kept }, lists);
        // Typed again, it is the same answer with the same messages.
        const again = typeAgain(question, kept);
        expect(isBlank(again)).toBe(false);
        const understood = answerSchema(question, lists).understand(again);
        expect(understood.value ?? { typed: again }).toEqual(kept);
        expect(understood.errors).toEqual(errors);
      }),
      { numRuns: 400 },
    );
  });

  test("understands again what it typed again, for any answer that may be sent", () => {
    fc.assert(
      fc.property(good[kind], (value) => {
        expect(answerSchema(question, lists).problems(value)).toEqual({});
        const typed = typeAgain(question, value);
        expect(answerSchema(question, lists).understand(typed)).toEqual({ value, errors: {} });
        // As the browser has it: by way of the form's own fields.
        expect(readQuestion(question, formOf(fieldsOf(question, typed)), lists)).toEqual({ value, errors: {} });
      }),
      { numRuns: 200 },
    );
  });
});

/** Text as it is kept: no carriage returns, NUL or half a pair, and not blank. */
const words = (maxLength: number) => fc.string({ unit: "grapheme", minLength: 1, maxLength }).map((text) => text.toWellFormed().replace(/[\r\0]/g, "x")).filter((text) => text.trim() !== "" && [...text].length <= maxLength);
const trimmed = (maxLength: number) => words(maxLength).map((text) => text.trim());
const subset = (codes: readonly string[]) => fc.subarray([...codes], { minLength: 1 });

/** Answers of each kind that may be sent, to the questions of the form of every kind. */
const good: Record<QuestionKind, fc.Arbitrary<AnswerValue>> = {
  "short-text": words(20),
  "long-text": words(30),
  number: fc.integer({ min: 1, max: 500 }),
  money: fc.integer({ min: 0, max: 99_999_999_999 }),
  date: fc.date({ min: new Date("1900-01-01T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10)),
  choice: fc.constantFrom("all", "some"),
  choices: fc.oneof(subset(["peer", "calls"]), fc.constant(["neither"])),
  "yes-no": fc.boolean(),
  code: fc.constantFrom("older", "minority-ethnic"),
  codes: fc.oneof(subset(["older", "minority-ethnic"]), fc.constant(["not-known"])),
  "people-by-code": fc.subarray(["older", "minority-ethnic"], { minLength: 1 }).chain((codes) => fc.tuple(...codes.map((code) => fc.tuple(fc.constant(code), fc.nat(10_000_000)))).map((pairs) => Object.fromEntries(pairs) as Record<string, number>)),
  address: fc.record({ lines: trimmed(80), town: trimmed(40), postcode: fc.constantFrom("", "ZZ1 1ZZ", "Z1 9ZZ", "ZZ99 9ZZ"), area: fc.constantFrom("S12000023", "S12000020") }),
  rows: fc.array(fc.record({ who: trimmed(40), as: fc.constantFrom("host", "guide"), hours: fc.nat(100), gives: fc.nat(100_000_000) }, { requiredKeys: ["who", "hours"] }), { minLength: 1, maxLength: 3 }),
  budget: fc.array(fc.record({ item: trimmed(60), amount: fc.integer({ min: 1, max: 99_999_999_999 }) }), { minLength: 1, maxLength: 4 }),
  files: fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 2 }),
  declaration: fc.constant(true),
};

/** A typed answer as the fields a browser posts. */
function fieldsOf(question: Question, typed: ReturnType<typeof typeAgain>): [string, string][] {
  const { id } = question;
  if (typeof typed === "string") return [[id, typed]];
  if (Array.isArray(typed)) return (typed as (string | Record<string, string>)[]).flatMap((one, row): [string, string][] => (typeof one === "string" ? [[id, one]] : Object.entries(one).map(([column, text]) => [`${id}.${row}.${column}`, text])));
  return Object.entries(typed as Record<string, string>).map(([part, text]) => [question.kind === "date" ? `${id}-${part}` : `${id}.${part}`, text]);
}
