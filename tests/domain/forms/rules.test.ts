/** The path, checks across answers, and that nothing typed is cut, lost or guessed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTyped } from "#app/domain/forms/kinds.ts";
import { countCharacters } from "#app/domain/forms/texts.ts";
import { answersOnPath, crossChecks, lookAgain, missingAnswers, questionsOnPage, questionsOnPath, readQuestion, readSection, sectionsOnPath, type FormDefinition, type Question } from "#app/domain/forms/model.ts";
import { definitionFaults } from "#app/domain/forms/faults.ts";
import { communitiesApplication } from "#seeds/forms/communities-application.ts";
import { grantReturn } from "#seeds/forms/grant-return.ts";
import { perinatalApplication } from "#seeds/forms/perinatal-application.ts";
import { everyKind, formOf, lists, samples, wholeAnswers } from "./every-kind.ts";

const question = (id: string): Question => everyKind.sections.flatMap((section) => section.questions).find((one) => one.id === id)!;
const ids = (questions: readonly Question[]) => questions.map((one) => one.id);

describe("the path", () => {
  test("an answer that left the path is not sent, though it stays saved", () => {
    const answers = { ...wholeAnswers, reach: "all" };
    expect(ids(questionsOnPath(everyKind, answers))).not.toContain("groups");
    expect(answersOnPath(everyKind, answers)).not.toHaveProperty("groups");
    expect(answersOnPath(everyKind, wholeAnswers)).toHaveProperty("groups");
  });

  test("a question off the path is not missing", () => {
    const { groups: _groups, ...answers }: typeof wholeAnswers = { ...wholeAnswers, reach: "all" };
    expect(missingAnswers(everyKind, answers, lists)).toEqual([]);
  });

  test("any, all and nesting hold as they read, and a condition on a question off the path never holds", () => {
    const form: FormDefinition = {
      code: "nested", title: "Nested",
      sections: [{
        id: "s", title: "S",
        questions: [
          { id: "a", kind: "yes-no", title: "A" },
          { id: "b", kind: "choices", title: "B", options: [{ value: "x", text: "X" }, { value: "y", text: "Y" }], when: { question: "a", is: true } },
          { id: "c", kind: "yes-no", title: "C", when: { any: [{ question: "b", includes: "y" }, { all: [{ question: "a", is: false }] }] } },
          { id: "d", kind: "yes-no", title: "D", when: { all: [{ question: "a", is: true }, { question: "b", includes: "x" }] } },
        ],
      }],
    };
    expect(ids(questionsOnPath(form, { a: true, b: ["x"] }))).toEqual(["a", "b", "d"]);
    expect(ids(questionsOnPath(form, { a: true, b: ["x", "y"] }))).toEqual(["a", "b", "c", "d"]);
    expect(ids(questionsOnPath(form, { a: false, b: ["x", "y"] }))).toEqual(["a", "c"]);
    expect(ids(questionsOnPath(form, {}))).toEqual(["a"]);
  });

  test("a page holds every question that an answer on the same page may bring, so that no script is needed", () => {
    const [section] = everyKind.sections;
    const money = communitiesApplication.sections.find((one) => one.id === "money")!;
    expect(ids(questionsOnPage(money, {}, []))).toContain("other-funding");
    expect(ids(questionsOnPage(everyKind.sections[1]!, { reach: "all" }, ids(section!.questions)))).not.toContain("groups");
    expect(ids(questionsOnPage(everyKind.sections[1]!, { reach: "some" }, ids(section!.questions)))).toContain("groups");
  });

  test("a section without a question on the path has no place in the list", () => {
    const form: FormDefinition = { code: "f", title: "F", sections: [{ id: "a", title: "A", questions: [question("safe")] }, { id: "b", title: "B", questions: [{ ...question("name"), when: { question: "safe", is: true } }] }] };
    expect(sectionsOnPath(form, { safe: false }).map((section) => section.id)).toEqual(["a"]);
  });
});

describe("checks across answers", () => {
  const at = (field: string, answers: object, limits = {}) => crossChecks(everyKind, { ...wholeAnswers, ...answers }, limits).find((problem) => problem.field === field)?.message;
  test("costs that do not add up to the amount asked are named to the penny", () => {
    expect(at("budget", {})).toBeUndefined();
    expect(at("budget", { asked: 250_049 })).toContain("£0.01 too much");
    expect(at("budget", { asked: 260_050 })).toContain("£100 is not in the costs yet");
  });
  test("an end before the start is named; the same day is not", () => {
    expect(at("ends-on", { "ends-on": "2027-03-31" })).toBeDefined();
    expect(at("ends-on", { "ends-on": "2027-04-01" })).toBeUndefined();
  });
  test("limits are included in what may be asked", () => {
    expect(at("asked", {}, { min_amount_pence: 250_050, max_amount_pence: 250_050 })).toBeUndefined();
    expect(at("asked", {}, { min_amount_pence: 250_051 })).toContain("smallest");
    expect(at("asked", {}, { max_amount_pence: 250_049 })).toContain("largest");
  });
  test("an amount outside the chosen band is named", () => {
    const answers = { band: "band-2", asked: 10_000_000 };
    expect(crossChecks(perinatalApplication, answers).map((problem) => problem.field)).toEqual(["asked"]);
    expect(crossChecks(perinatalApplication, { ...answers, asked: 9_999_999 })).toEqual([]);
  });
  test("answers that are not there yet disagree with nothing", () => {
    expect(crossChecks(everyKind, {}, { min_amount_pence: 1 })).toEqual([]);
  });
});

describe("what is typed", () => {
  test("line ends count once, as the server keeps them, and an emoji counts as one", () => {
    expect(countCharacters("a\r\nb")).toBe(3);
    expect(countCharacters("a\rb")).toBe(3);
    expect(countCharacters("👩🏽 ok")).toBe(5);
  });

  test("text over the limit is kept whole and asked to be shortened by how much", () => {
    const long = "x".repeat(31);
    const { value, errors } = readQuestion(question("story"), formOf([["story", long]]), lists);
    expect(value).toBe(long);
    expect(errors["story"]).toContain("shorter by 1 character.");
    expect(lookAgain([question("story")], { story: long }, lists)["story"]).toBe(errors["story"]);
    expect(readQuestion(question("story"), formOf([["story", "x".repeat(30)]]), lists).errors).toEqual({});
  });

  test("an exclusive answer with another is kept and named, and cannot be sent", () => {
    const { value, errors } = readQuestion(question("groups"), formOf([["groups", "older"], ["groups", "not-known"]]), lists);
    expect(value).toEqual(["older", "not-known"]);
    expect(errors["groups"]).toContain("We don't know yet");
    expect(missingAnswers(everyKind, { ...wholeAnswers, groups: value! }, lists).map((problem) => problem.field)).toEqual(["groups"]);
  });

  test("a code that is not in the list cannot be sent", () => {
    expect(readQuestion(question("main-group"), formOf([["main-group", "admin"]]), lists).errors).toHaveProperty("main-group");
    expect(missingAnswers(everyKind, { ...wholeAnswers, counted: { "no-such-group": 4 } }, lists).map((problem) => problem.field)).toEqual(["counted.no-such-group"]);
  });

  test("more rows than there is room for are kept and named", () => {
    const posted = Array.from({ length: 5 }, (_, row): [string, string][] => [[`budget.${row}.item`, `Cost ${row}`], [`budget.${row}.amount`, "10"]]).flat();
    const { value, errors } = readQuestion(question("budget"), formOf(posted), lists);
    expect(value).toHaveLength(5);
    expect(errors["budget"]).toContain("4 rows");
  });

  test("only the questions that stood on the page are read, so that a shorter page empties nothing", () => {
    const read = readSection(everyKind, "one", formOf(samples["short-text"].posted), lists, ["name"]);
    expect(read.answers).toEqual({ name: "Harbour walkers" });
  });

  test("whatever is typed into a text comes back as it was, line ends apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
        const { value } = readQuestion(question("story"), formOf([["story", typed]]), lists);
        const kept = typed.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD");
        expect(value).toBe(kept.trim() === "" ? null : kept);
      }),
      { numRuns: 300 },
    );
  });

  test("any form at all is read without an error, and what is not understood is kept as typed", () => {
    const names = everyKind.sections.flatMap((section) => section.questions).flatMap(({ id }) => [id, `${id}-day`, `${id}-year`, `${id}.0.item`, `${id}.0.amount`, `${id}.older`, `${id}.__proto__`, `${id}.9999.item`]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names, "intent", "constructor"), fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("1", "2,5", "yes", "older", "-1", "1e9", "999999999999")))), (posted) => {
        for (const section of everyKind.sections) {
          const form = formOf(posted);
          const { answers } = readSection(everyKind, section.id, form, lists);
          // What PostgreSQL would refuse never gets through.
          expect(JSON.stringify(answers)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
          for (const asked of section.questions) {
            const value = answers[asked.id];
            if (typeof value === "object" && value !== null && "typed" in value) expect(value.typed).toEqual(readTyped(asked, form));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("costs read back from what is shown again are the same costs", () => {
    const row = fc.record({ item: fc.string({ minLength: 1, maxLength: 50 }).filter((item) => item.trim() !== "" && !/[\r\0]/.test(item)), pence: fc.integer({ min: 1, max: 100_000_000 }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const posted = rows.flatMap(({ item, pence }, index): [string, string][] => [[`budget.${index}.item`, item], [`budget.${index}.amount`, (pence / 100).toFixed(2)]]);
        expect(readQuestion(question("budget"), formOf(posted), lists).value).toEqual(rows.map(({ item, pence }) => ({ item: item.trim(), amount: pence })));
      }),
      { numRuns: 200 },
    );
  });
});

test.each([communitiesApplication, perinatalApplication, grantReturn])("$code has no faults", (definition) => {
  expect(definitionFaults(definition)).toEqual([]);
});
test("a definition that would fail its applicants is refused before it is published", () => {
  const faulty: FormDefinition = { code: "f", title: "F", sections: [{ id: "s", title: "S", questions: [{ id: "a", kind: "yes-no", title: "A", when: { question: "b", is: true } }, { id: "b", kind: "yes-no", title: "B" }, { id: "b", kind: "yes-no", title: "B" }] }], checks: [{ kind: "within-limits", amount: "asked" }] };
  expect(definitionFaults(faulty)).toHaveLength(3);
});
