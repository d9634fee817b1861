/** How a file leaves: through one gate, under a name that can't break a header. */
import { validateHeaderValue } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cleanName, mediaTypes, scanStates, type MediaType, type ScanState } from "#app/domain/files/model.ts";
import { toSend } from "#app/domain/files/read.server.ts";
import type { FileStore } from "#app/domain/files/store.server.ts";
import { WrongState } from "#app/domain/kernel/errors.ts";
import { attachment } from "#app/web/download.server.ts";

const app = fileURLToPath(new URL("../../../app", import.meta.url));

test("no route opens the bytes of a kept file but through the gate that asks whether it may be served", () => {
  const sources = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  expect(sources.length).toBeGreaterThan(200);
  const opening = sources.filter((file) => /\b(files|store)\.open\(/.test(readFileSync(join(app, file), "utf8")));
  expect(opening.sort()).toEqual(["domain/files/read.server.ts", "domain/files/scan.server.ts", "domain/files/store.server.ts"]);
});

test("the gate lets through what was called clean or never looked at, and explains the rest", () => {
  const store = { open: () => Promise.reject(new Error("opened")) } as unknown as FileStore;
  const through = (scan: ScanState) => {
    try {
      return toSend(store, { name: "a.pdf", media_type: "application/pdf", bytes: 1, storage_key: "a", scan }).name;
    } catch (error) {
      expect(error).toBeInstanceOf(WrongState);
      return (error as Error).message;
    }
  };
  expect(Object.keys(scanStates).sort()).toEqual(["clean", "held", "infected", "not-scanned"]);
  expect([through("clean"), through("not-scanned")]).toEqual(["a.pdf", "a.pdf"]);
  expect([through("held"), through("infected")]).toEqual([expect.stringMatching(/still being checked/), expect.stringMatching(/A virus was found/)]);
});

describe("a name in Content-Disposition (RFC 6266, RFC 8187)", () => {
  const nasty = fc.constantFrom('"', "\\", "\r\n", "\0", ";", "%", "'", "*", "/", "..", "\u202E", "\u200F", "\uD800", "😀", "é", "filename=", "=?utf-8?", "\u2028", " ", "\x7f", "con", ".");
  const names = fc.array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 8 }), fc.string({ maxLength: 8 })), { maxLength: 12 }).map((parts) => parts.join(""));

  it("is one header that says exactly the name, whatever it holds", () => {
    fc.assert(
      fc.property(names, (name) => {
        const header = attachment(name);
        validateHeaderValue("content-disposition", header);
        const [, plain, whole] = /^attachment; filename="([\x20\x21\x23-\x5b\x5d-\x7e]+)"; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*)$/.exec(header) ?? [];
        expect(plain, header).toBeDefined();
        expect(plain).not.toMatch(/[%;\\"]/);
        expect(decodeURIComponent(whole!)).toBe(name.toWellFormed());
      }),
      { numRuns: 3_000 },
    );
  });

  it("and kept under a name that no device takes for a path, a control or another kind of file", () => {
    const types = fc.constantFrom(...(Object.keys(mediaTypes) as MediaType[]));
    fc.assert(
      fc.property(names, types, (given, type) => {
        const name = cleanName(given, type);
        const { endings } = mediaTypes[type] as { endings: readonly string[] };
        expect(name).toMatch(/^[^./\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*][^/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]*$/u);
        expect(endings.some((ending) => name.endsWith(`.${ending}`))).toBe(true);
        expect(name.length).toBeLessThanOrEqual(250);
      }),
      { numRuns: 3_000 },
    );
  });
});
