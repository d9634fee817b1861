import { describe, expect, it } from "vitest";
import { findForbidden, findingKey, forbiddenPhrases, standingFindings } from "#app/domain/awards/forbidden.ts";
import { decisionLetter, draftWords, type DecisionFacts } from "#app/domain/awards/letters.ts";
import { colemanLiau, countText, fewestWords, highestReadingAge, readingAge } from "#app/domain/awards/reading-age.ts";
import type { Outcome } from "#app/domain/awards/model.ts";
import { reserveToOffer, type Reserve } from "#app/domain/awards/reserve.ts";
import { withSiteAddresses } from "#app/domain/messages/model.ts";

describe("how hard a letter is to read", () => {
  it("is the published formula: the abstract of the paper of 1975, 639 letters in 119 words and 5 sentences, is of grade 14.5", () => {
    expect(colemanLiau({ letters: 639, words: 119, sentences: 5 })).toBeCloseTo(14.5, 1);
  });
  it("counts letters and digits, words and sentences; initials and amounts end no sentence, a line without a full stop does", () => {
    expect(countText("The U.S. Office gave £2,500.50. Well done! \"Is it?\"")).toEqual({ letters: 33, words: 9, sentences: 3 });
    expect(countText("What happens next\n\n- Sign the offer\n- Tell us.")).toEqual({ letters: 33, words: 8, sentences: 3 });
    expect(countText("What is said here is true. And so on")).toMatchObject({ sentences: 2 });
    expect(countText(" \n*\n")).toEqual({ letters: 0, words: 0, sentences: 0 });
  });
  it("rises with long words and long sentences, and is not said of a few words", () => {
    const plain = "We read your plan. It is good. We can pay for most of it. ".repeat(4);
    const heavy = "Notwithstanding considerable organisational enthusiasm, demonstrable sustainability considerations necessitated comprehensive reconsideration. ".repeat(4);
    expect(readingAge(plain)!).toBeLessThan(9);
    expect(readingAge(heavy)!).toBeGreaterThan(highestReadingAge);
    expect(readingAge("word ".repeat(fewestWords - 1))).toBeNull();
  });
});

describe("what must not stand in a letter", () => {
  const phrases = forbiddenPhrases({ people: ["Màiri Anna O’Donnell-Grant", "Hope Sinclair"], groups: ["The Kettle Club SCIO", "Hope", "Fèis an Ear", "St Andrew’s Hall"] });
  const found = (text: string, own: string[] = []) => findForbidden(text, phrases, { own }).map(({ kind, found }) => `${kind}: ${found}`);

  it("is a name of the panel, however it is written", () => {
    for (const text of ["Màiri Anna O’Donnell-Grant", "MAIRI ANNA O'DONNELL GRANT", "Ma\u0300iri Anna ODonnell-Grant", "Mairi\u00ad Anna O'Donnell\u2011Grant", "Mairi O'Donnell Grant’s"])
      expect(found(`We asked ${text} about it.`).some((one) => /^panel/.test(one)), text).toBe(true);
    expect(found("hope sinclair liked it")).toContain("panel-name: hope sinclair");
  });
  it("is found with letters that hold no accent to part from, and without the space between its words", () => {
    const nordic = forbiddenPhrases({ people: ["Søren Łuczak", "Ægir Strauß"], groups: ["Smørblomst Æresklubb"] });
    const kinds = (text: string) => findForbidden(text, nordic).map(({ kind }) => kind);
    for (const text of ["Soren Luczak", "SØREN ŁUCZAK", "SorenLuczak", "Aegir Strauss"]) expect(kinds(`We asked ${text} about it.`), text).toContain("panel-name");
    expect(kinds("As Smorblomst Aeresklubb did.")).toEqual(["group-name"]);
    expect(kinds("The surroundings are fine.")).toEqual([]);
  });
  it("is part of such a name where it is written with a capital, and not the word", () => {
    expect(found("Sinclair liked it")).toEqual(["panel-part: Sinclair"]);
    expect(found("a grant of £2,000")).toEqual([]);
    expect(found("Our Grant of £2,000")).toEqual(["panel-part: Grant"]);
  });
  it("is another group's name, with and without its article, its legal form and its accents; never inside another word", () => {
    expect(found("as the kettle club does")).toEqual(["group-name: kettle club"]);
    expect(found("like Kettle Club’s evenings")).toEqual(["group-name: Kettle Club’s"]);
    expect(found("Feis an Ear and St Andrews Hall")).toEqual(["group-name: Feis an Ear", "group-name: St Andrews Hall"]);
    expect(found("Kettle Clubs")).toEqual([]);
    expect(found("hopeful people")).toEqual([]);
  });
  it("is no name that is part of the group's own", () => {
    expect(found("The Hope Street Kitchen is welcome", ["Hope Street Kitchen"])).toEqual([]);
    expect(found("The Hope Street Kitchen and Hope", ["Hope Street Kitchen"])).toEqual(["panel-part: Hope", "group-name: Hope"]);
  });
  it("is an e-mail address, but for the fund's own", () => {
    const text = "Write to some.one@panel.example or FUND@test.example or a\u00adb@c.example";
    expect(findForbidden(text, phrases, { addresses: ["fund@test.example"] })).toEqual([{ kind: "email", found: "some.one@panel.example" }, { kind: "email", found: "ab@c.example" }]);
  });
  it("may stand where a person looked at it, but for addresses and whole names of the panel", () => {
    const all = findForbidden("Hope Sinclair and Hope, x@y.example", phrases);
    expect(standingFindings(all, all.map(findingKey)).map(({ kind }) => kind)).toEqual(["email", "panel-name"]);
  });
  it("is looked for in no more than a moment, whatever was typed and however many names there are", () => {
    const many = forbiddenPhrases({ people: [], groups: Array.from({ length: 5_000 }, (_, index) => `Friends of the Garden ${index}`) });
    expect(findForbidden(`${"a".repeat(8_000)} ${"a.".repeat(4_000)}@`, many)).toEqual([]);
    expect(findForbidden("friends of the garden 4999", many)).toHaveLength(1);
  });
});

const facts: DecisionFacts = {
  application_reference: "LA-2345-6789", organisation: "Harbour Walkers", title: "Tuesday walks", fund_title: "Test Fund", area_name: "Fife", body_name: "Fife Helpers", outcome: "full",
  asked_pence: 500_000, amount_pence: 500_000, conditions: "", conditions_to_meet: "", reserve_position: null, accept_by: "2026-12-19", contact_email: "fund@test.example", address: "/applications/x/decision",
};
const of = (outcome: Outcome, more: Partial<DecisionFacts> = {}) => ({ ...facts, outcome, ...more });

describe("the letter", () => {
  it("takes what people wrote as it is, and stands the address alone on its line", () => {
    const typed = "{{admin}} ${secret} {accept_by} %s <b>bold</b> <%= x %> [[amount]]";
    const { body } = decisionLetter(of("conditional", { title: typed, conditions: typed, conditions_to_meet: typed }), typed);
    expect(body.split(typed)).toHaveLength(5);
    expect(body.split("\n")).toContain("/applications/x/decision");
    expect(body).toContain("19 December 2026");
  });
  it("sends no line that a person typed as an address of this site", () => {
    const { body } = decisionLetter(facts, "Look:\n/account/link/abc\r\n/desk");
    expect(withSiteAddresses(body, "https://lade.example").match(/https:\/\/lade\.example\S*/g)).toEqual(["https://lade.example/applications/x/decision"]);
    expect(body).toContain(" /account/link/abc\n /desk");
  });
  it("never says rejected, and offers nothing, when it declines", () => {
    const { body } = decisionLetter(of("decline", { amount_pence: null, accept_by: null }), "Say more about the costs");
    expect(body).toContain("We can't fund this application");
    expect(body).not.toMatch(/reject|unsuccessful|offer you|null|undefined/i);
  });
  it("says of a condition what has to be settled, and that nothing is paid before", () => {
    const { body } = decisionLetter(of("conditional", { conditions_to_meet: "Send the signed lease", amount_pence: 400_000 }), "Words");
    expect(body).toContain("We are glad to offer you £4,000. You asked for £5,000");
    expect(body).toContain("What has to be settled first:\nSend the signed lease");
    expect(body).toContain("No money is paid before that");
    expect(body).not.toMatch(/null|undefined/);
  });
  it("offers a reserve nothing and gives it no day: its place and what may come", () => {
    const { body } = decisionLetter(of("reserve", { reserve_position: 2, accept_by: null }), "Words");
    expect(body).toContain("You are number 2 on our reserve list");
    expect(body).not.toMatch(/accept|We are glad|null|undefined/);
  });
  it("is easy enough to read as it is drafted, whatever was decided", () => {
    for (const outcome of ["full", "part", "conditional", "reserve", "decline"] as const) {
      const award = outcome !== "decline" && outcome !== "reserve";
      const words = draftWords({ outcome, feedback: outcome === "full" ? "" : "Say more about what each trip costs, and how people are kept safe.", strong: ["Need", "Reach"], weak: ["Budget"] });
      const { prose } = decisionLetter(of(outcome, { accept_by: award ? "2026-12-19" : null, reserve_position: 1, conditions_to_meet: "Send the signed lease" }), words);
      expect(readingAge(prose)!, prose).toBeLessThanOrEqual(highestReadingAge);
    }
  });
});

describe("whose turn it is on the reserve list", () => {
  const one = (position: number, amount_pence: number, more: Partial<Reserve> = {}): Reserve => ({
    decision_id: `d${position}`, application_id: `a${position}`, reference: "LA", title: "Walks", organisation_name: "Group", asked_pence: amount_pence, amount_pence, position, told: true, fits_pence: 100, ...more,
  });
  it("is the first that the money reaches; nobody's while it reaches none or nobody was told", () => {
    expect(reserveToOffer([one(3, 50), one(1, 200), one(2, 100)])?.position).toBe(2);
    expect(reserveToOffer([one(1, 101)])).toBeUndefined();
    expect(reserveToOffer([one(1, 50, { told: false })])).toBeUndefined();
    expect(reserveToOffer([])).toBeUndefined();
  });
});
