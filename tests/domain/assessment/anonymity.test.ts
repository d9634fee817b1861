/** Anonymous reading: what says whose an application is does not stand in its text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anonymousAnswers, anonymousFiles, maskFor, type Identity } from "#app/domain/assessment/anonymity.ts";
import type { Question } from "#app/domain/forms/model.ts";

const nobody: Identity = { names: [], people: [], numbers: [], places: [] };
const harbour: Identity = {
  names: ["The Harbour & Hill Walking Group SCIO", "Kirk Session of St Mary’s"], people: ["Aoife McLeod-Strand"], numbers: ["SC900123", "01234567"], places: ["12 Quay Street\nHarbourton", "ZZ1 1ZZ"],
};
const mask = maskFor(harbour);

describe("a group's name in free text", () => {
  it.each([
    "Harbour & Hill Walking Group", "The Harbour and Hill Walking Group", "harbour and hill walking group", "HARBOUR & HILL WALKING GROUP SCIO", "Harbour\nand Hill  Walking-Group",
    "Hárbour & Hill Walking Group", "HarbourHillWalkingGroup", "HHWG", "H.H.W.G", "St Mary's", "Kirk Session of St Marys",
  ])("written as “%s” does not stand there", (written) => {
    const masked = mask(`We are ${written}, and we walk.`);
    if (written !== "St Mary's") expect(masked).toContain("[the group]");
    expect(masked.toLowerCase().replace(/[^a-z]/g, "")).not.toContain("harbourandhill");
    expect(masked).not.toMatch(/HHWG|H\.H\.W\.G|Walking|Session/);
    expect(masked.endsWith("and we walk.")).toBe(true);
  });

  it("a word that only holds part of the name stays, so that an answer can still be read", () => {
    expect(mask("We walk by the harbour, up the hill, as a walking group does.")).toBe("We walk by the harbour, up the hill, as a walking group does.");
    expect(maskFor({ ...nobody, names: ["Hope"] })("HOPE gives hope. Hope’s people are hopeful.")).toBe("[the group] gives hope. [the group]’s people are hopeful.");
  });

  it("a name full of signs of patterns is text and nothing else", () => {
    const odd = maskFor({ ...nobody, names: ["A.*+? (B) [C] $& \\d{3}"] });
    expect(odd("A.*+? (B) [C] $& \\d{3} meets")).toContain("[the group]");
    expect(odd("Any other text")).toBe("Any other text");
  });

  it("people, numbers, streets, e-mail addresses, links and telephone numbers do not stand there either", () => {
    const masked = mask("Ask Aoife McLeod-Strand (aoife@harbour.example, 01632 960123, www.harbour-hill.org/us) at 12 Quay Street, ZZ11ZZ. Charity SC900123, company 01234567, partner SC 900999.");
    expect(masked).not.toMatch(/aoife|strand|harbour|9601|quay|zz1|90\d{4}|1234567/i);
    expect(masked).toMatch(/^Ask \[a person\] \(\[an e-mail address\], \[a telephone number\], \[a link\]\) at \[an address\], \[an address\]\./);
  });

  it("money, days and numbers of people stay as they were typed, and a text without a name is the same text", () => {
    for (const text of ["It costs £2,500.00 from 1 April 2026 for 1,200 people, 0.5 days a week.", "Cafe\u0301 and café", "e.g. this; i.e. that", ""]) expect(mask(text)).toBe(text);
  });

  it("whatever the name is, it is gone wherever it was written", () => {
    const word = fc.stringMatching(/^[A-ZÀ-Ý][a-zà-ÿ]{2,9}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), fc.stringMatching(/^[a-z ,.]{0,40}$/), (words, around) => {
        const name = words.join(" ");
        fc.pre(!words.some((one) => ["the", "ltd", "cic", "cio", "scio", "limited", "charity", "trust", "and"].includes(one.toLowerCase())));
        const masked = maskFor({ ...nobody, names: [name] })(`${around} ${name.toUpperCase()} ${around}`);
        expect(masked.toLowerCase()).not.toContain(name.toLowerCase());
        expect(masked).toContain("[the group]");
      }),
      { numRuns: 100 },
    );
  });
});

describe("answers", () => {
  const questions: Question[] = [
    { id: "need", kind: "long-text", title: "Need", limit: 1000 },
    { id: "where", kind: "address", title: "Where" },
    { id: "reach", kind: "choice", title: "Reach", options: [{ value: "general", text: "General" }] },
    { id: "partners", kind: "rows", title: "Partners", one: "partner", many: "partners", maxRows: 5, columns: [{ id: "who", kind: "text", title: "Who", limit: 100 }, { id: "money", kind: "money", title: "Money" }] },
    { id: "papers", kind: "files", title: "Papers", maxFiles: 3, accept: "PDF" },
  ];
  const definition = { sections: [{ id: "one", title: "One", questions }] };

  it("keep what a reader needs and lose what names the group", () => {
    const answers = anonymousAnswers(definition, {
      need: "HHWG sees it", where: { lines: "12 Quay Street", town: "Harbourton", postcode: "ZZ1 1ZZ", area: "" }, reach: "general", partners: [{ who: "With the Harbour & Hill Walking Group", money: 500 }], papers: ["file-1"],
      unknown: "An answer to a question that the form does not have, from HHWG",
    }, mask);
    expect(answers).toEqual({
      need: "[the group] sees it", where: { lines: "[an address]", town: "Harbourton", postcode: "", area: "" }, reach: "general", partners: [{ who: "With the [the group]", money: 500 }], papers: ["file-1"],
    });
  });

  it("files are numbered: their names are the group's", () => {
    expect(anonymousFiles([{ name: "Harbour constitution.PDF" }, { name: "letter" }])).toEqual([{ name: "Document 1.pdf" }, { name: "Document 2" }]);
  });
});
