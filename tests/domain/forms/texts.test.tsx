/** What is counted while somebody writes is what the server counts when it is sent. */
import fc from "fast-check";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { readQuestion, type Question } from "#app/domain/forms/model.ts";
import { cleanText, countCharacters, countWords, overLimit, roomLeft } from "#app/domain/forms/texts.ts";
import { CountedText } from "#app/ui/form-engine/counted-text.tsx";
import { lengthAsKept } from "#app/ui/forms.tsx";
import { text } from "#app/web/form.ts";
import { formOf } from "./every-kind.ts";

test("an emoji, a combining mark and a line end count the same on the page and on the server", () => {
  expect(countCharacters("a\r\nb")).toBe(3);
  expect(countCharacters("a\rb")).toBe(3);
  expect(countCharacters("a\nb")).toBe(3);
  expect(countCharacters("👍")).toBe(1);
  // A sign made of several is as many as Unicode has it: every browser and server agrees on that.
  expect(countCharacters("👩🏽")).toBe(2);
  expect(countCharacters("é")).toBe(1);
  expect(countCharacters("e\u0301")).toBe(2);
});

test("words are what stands between spaces and line ends", () => {
  expect(countWords("")).toBe(0);
  expect(countWords(" \r\n\t ")).toBe(0);
  expect(countWords("One two\r\nthree\u00A0four")).toBe(4);
  expect(countWords("it's half-past 10 – nearly")).toBe(5);
  expect(countWords("👍 Fàilte e\u0301")).toBe(3);
});

const question = { id: "q", kind: "long-text", title: "Q", limit: 12, words: 3 } as const satisfies Question;

test("what a page counts as left is what the server has room for, for any text, however its line ends are posted", () => {
  const piece = fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.constantFrom("\n", "\r\n", "\r", " ", "👩🏽‍🚀", "e\u0301", "\0", "\uD800"));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const typed = pieces.join("");
      // A browser shows line ends as \n and posts them as \r\n.
      const shown = typed.replace(/\r\n?/g, "\n");
      const { errors } = readQuestion(question, formOf([["q", shown.replace(/\n/g, "\r\n")]]));
      const { left } = roomLeft(shown, question);
      if (cleanText(shown).trim() !== "") expect(left < 0).toBe("q" in errors);
      if (left < 0) expect(errors["q"]).toContain(`shorter by ${-left} `);
    }),
    { numRuns: 500 },
  );
});

test("a limit in words is told in words, and both limits hold", () => {
  expect(overLimit("one two three", question)).toEqual({ unit: "characters", over: 1, most: 12 });
  expect(overLimit("a b c d", question)).toEqual({ unit: "words", over: 1, most: 3 });
  expect(overLimit("a b c", question)).toBeUndefined();
  expect(roomLeft("a b", question)).toEqual({ unit: "words", left: 1 });
  expect(renderToStaticMarkup(<CountedText question={question} />)).toContain("Up to 3 words");
  expect(renderToStaticMarkup(<CountedText question={{ ...question, words: undefined }} />)).toContain("Up to 12 characters");
});

test("nothing stops anybody from typing or pasting more", () => {
  expect(renderToStaticMarkup(<CountedText question={question} />)).not.toMatch(/maxlength/i);
});

test("every other text box of the site counts as its schema does, line ends once", () => {
  const schema = z.string().max(10);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 4 }), fc.constantFrom("\n", "👍")), { maxLength: 8 }), (pieces) => {
      const shown = pieces.join("").replace(/\r\n?/g, "\n");
      const kept = text(formOf([["t", shown.replace(/\n/g, "\r\n")]]), "t");
      expect(lengthAsKept(shown) <= 10).toBe(schema.safeParse(kept).success);
    }),
    { numRuns: 300 },
  );
});
