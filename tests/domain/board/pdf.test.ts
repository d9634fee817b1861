/** The Board's pack in any language: what people wrote is in the PDF, and a sign that can't be drawn is seen to be missing. */
import { describe, expect, it } from "vitest";
import { packPdf } from "#app/domain/publications/board/pdf.server.ts";
import { buildPack } from "#app/domain/publications/board/pack.ts";
import { packHtml } from "#app/domain/publications/board/html.ts";
import { pdfText } from "#tests/support/pdf-text.ts";

const packWith = (words: string) =>
  buildPack({
    report: {
      title: `Report: ${words}`, reference: "LB(26)01-01", note: words, state: "ready", origin: "made-here", plan: { code: "2023-2025", title: words }, data_on: "2026-01-31", data_stated: "", meeting_on: "2026-03-31",
      issued_at: null, synthetic: true, source: null,
    },
    actions: [], statuses: [], splits: [], published: [], previous: null,
    risks: [{ id: "1", kind: "risk", description: words, owner: words, response: "" }],
  } as unknown as Parameters<typeof buildPack>[0]);
const drawn = async (words: string): Promise<string> => pdfText(await packPdf(packWith(words), new Date("2026-02-01T09:30:00Z")));

describe("the PDF of a pack", () => {
  it.each(["Zażółć gęślą jaźń", "Україна, Її, Єва, Ґанок", "à è ì ò ù Gàidhlig, Eilean Sgitheanach", "Ελλάδα", "Łódź – “half” … £1,430"])("keeps %s, in a heading, a line and a table", async (words) => {
    const text = (await drawn(words)).replaceAll("\n", " ");
    expect(text.split(words).length - 1).toBeGreaterThanOrEqual(4);
    expect(text).not.toContain("\uFFFD");
  });

  it("keeps letters that were typed as two signs", async () => {
    expect(await drawn("Zaz\u0307o\u0301łc\u0301")).toContain("Zażółć");
  });

  it("draws Arabic joined and from right to left, word by word as it stands on paper", async () => {
    const text = await drawn("شكرا عليكم and more");
    const reversed = (word: string) => [...word].reverse().join("");
    const [first, second] = [text.indexOf(reversed("شكرا")), text.indexOf(reversed("عليكم"))];
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(0);
    expect(text).toMatch(new RegExp(`${reversed("شكرا")} and more`));
    expect(text).not.toContain("\uFFFD");
  });

  it("shows a mark for each sign that it can't draw, says how many, and where the text is whole", async () => {
    const text = (await drawn("漢字 here")).replaceAll("\n", " ");
    expect(text).toContain("\uFFFD\uFFFD here");
    expect(text).toMatch(/\d+ signs of the text can’t be drawn in this file/);
    expect(packHtml(packWith("漢字 here"))).toContain("漢字 here");
    expect(await drawn("All is well")).not.toContain("can’t be drawn");
  });
});
