/** A second language stands beside the first: whole, marked where nobody has checked it, and never in the way of the answers. */
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { findingWordsIn } from "#app/domain/applications/eligibility-catalogues.ts";
import { eligibility, notGroupsIn, type PotRules } from "#app/domain/applications/eligibility.ts";
import { formWords } from "#app/domain/forms/catalogues.ts";
import { definitionFaults } from "#app/domain/forms/faults.ts";
import { inLanguage, languageCodes, languageOf, languagesOf } from "#app/domain/forms/languages.ts";
import { missingAnswers, readQuestion, type FormDefinition } from "#app/domain/forms/model.ts";
import { FormPlaceContext } from "#app/ui/form-engine/place.ts";
import { SectionForm } from "#app/ui/form-engine/section-form.tsx";
import { communitiesShort } from "#seeds/forms/communities-short.ts";
import { formDefinitions } from "#seeds/reference/forms.ts";
import { everyKind, formOf, lists } from "./every-kind.ts";

/** Every way to a text in a piece of data, with the text or the name of what makes it. */
const leaves = (value: unknown, path = ""): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`)) : [[path, value]];

describe.each(languageCodes.filter((language) => language !== "en"))("%s", (language) => {
  test.each([["the form", formWords.en, formWords[language]], ["the search for a fund", findingWordsIn.en, findingWordsIn[language]]])("has every sentence of %s, and says each in its own words", (_name, english, own) => {
    const theirs = new Map(leaves(own));
    expect([...theirs.keys()].sort()).toEqual(leaves(english).map(([path]) => path).sort());
    for (const [path, text] of leaves(english)) if (typeof text === "string") expect(theirs.get(path), path).not.toBe(text);
  });

  test("a translated form asks the same questions, limits and conditions under the same ids", () => {
    const own = inLanguage(communitiesShort, language);
    const shape = (definition: FormDefinition) => JSON.stringify(definition, (key, value: unknown) => (["title", "short", "hint", "text", "intro", "say", "statement", "unit", "one", "many", "name", "easy", "languages"].includes(key) ? undefined : value));
    expect(shape(own)).toBe(shape(communitiesShort));
    const titles = (definition: FormDefinition) => definition.sections.flatMap((section) => section.questions.map((question) => question.title));
    expect(titles(own).every((title, place) => title !== titles(communitiesShort)[place])).toBe(true);
  });

  test("a page of it posts what the English one posts", () => {
    const own = inLanguage(communitiesShort, language);
    const page = renderToStaticMarkup(<FormPlaceContext.Provider value={{ words: formWords[language] }}><SectionForm definition={own} section={own.sections[2]!} answers={{ asked: 150_000, budget: [{ item: "Tì", amount: 150_000 }] }} lists={{}}>{null}</SectionForm></FormPlaceContext.Provider>);
    for (const name of ['name="asked"', 'name="budget.0.item"', 'value="1500"', 'value="Tì"']) expect(page).toContain(name);
    expect(page).toContain(own.sections[2]!.questions[1]!.title);
    expect(page).not.toContain("What is it for?");
  });

  test("a wrong answer is said in it, and is the same answer", () => {
    const question = everyKind.sections[0]!.questions.find((one) => one.id === "people")!;
    const [own, english] = [readQuestion(question, formOf([["people", "mòran"]]), lists, formWords[language]), readQuestion(question, formOf([["people", "mòran"]]), lists)];
    expect(own.value).toEqual(english.value);
    expect(own.errors["people"]).not.toBe(english.errors["people"]);
    expect(missingAnswers(everyKind, {}, lists, {}, formWords[language]).map((problem) => problem.question)).toEqual(missingAnswers(everyKind, {}, lists).map((problem) => problem.question));
  });

  test("the rules answer the same in it", () => {
    const pot: PotRules = { area_code: "S12000013", area_name: "Na h-Eileanan Siar", shape: "areas", fund_code: "communities-adults", body_name: null, contact_email: "", min_amount_pence: 50_000, max_amount_pence: 1_000_000, income_cap_pence: 100, unconstituted_max_pence: 200_000 };
    for (const legal_form of ["scio", "unconstituted-group", "cic-limited-by-shares", ...notGroupsIn(findingWordsIn.en).map((one) => one.value)]) {
      const group = { legal_form, has_host: false, works_in_area: false, asked_pence: 1, annual_income_pence: 200, purposes: ["debt"], aim: "children" as const };
      const [own, english] = [eligibility(pot, group, findingWordsIn[language]), eligibility(pot, group)];
      expect([own.answer, own.against.map(({ about }) => about), own.ask.map(({ about }) => about)]).toEqual([english.answer, english.against.map(({ about }) => about), english.ask.map(({ about }) => about)]);
      for (const [place, finding] of own.against.entries()) expect(finding.reason).not.toBe(english.against[place]!.reason);
    }
  });

  test("what nobody who speaks it has read says so", () => {
    for (const definition of formDefinitions) if (definition.languages?.[language]) expect(definition.languages[language].checked).toBe(false);
    expect(findingWordsIn[language].language.draftText.length).toBeGreaterThan(20);
  });
});

test("an address that asks for no language there is gets English, and a form without a translation is not offered in one", () => {
  expect(["gd", "en", "fr", "", null, "__proto__", "constructor"].map(languageOf)).toEqual(["gd", "en", "en", "en", "en", "en", "en"]);
  expect(languagesOf(communitiesShort)).toEqual(["en", "gd"]);
  expect(languagesOf({})).toEqual(["en"]);
});

test("a form that claims a language and leaves out a sentence is not published", () => {
  const { summary: _left, ...questions } = communitiesShort.languages!.gd!.questions;
  const faulty: FormDefinition = { ...communitiesShort, languages: { gd: { ...communitiesShort.languages!.gd!, questions } } };
  expect(definitionFaults(faulty)).toEqual(["summary is not translated (gd)"]);
  expect(definitionFaults({ ...communitiesShort, easy: { about: [], questions: {} } })).toHaveLength(communitiesShort.sections.flatMap((section) => section.questions).length);
});
test.each(formDefinitions)("$code has no faults", (definition) => expect(definitionFaults(definition)).toEqual([]));

test("rows whose columns can't work are refused before they are published", () => {
  const rows = (columns: object[], total?: string): FormDefinition => ({ code: "f", title: "F", sections: [{ id: "s", title: "S", questions: [{ id: "r", kind: "rows", title: "R", maxRows: 2, one: "row", many: "rows", columns: columns as never, total }] }] });
  expect(definitionFaults(rows([]))).toHaveLength(1);
  expect(definitionFaults(rows([{ id: "a", kind: "text", title: "A", limit: 9 }, { id: "a", kind: "text", title: "A", limit: 9 }]))).toHaveLength(1);
  expect(definitionFaults(rows([{ id: "__proto__", kind: "text", title: "A", limit: 9 }]))).toHaveLength(1);
  expect(definitionFaults(rows([{ id: "a", kind: "text", title: "A", limit: 9 }], "a"))).toHaveLength(1);
});
