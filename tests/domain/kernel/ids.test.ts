import fc from "fast-check";
import { expect, test } from "vitest";
import { isId, keyedHash, newId, newReference, seal, unseal } from "#app/domain/kernel/ids.server.ts";

const secret = "one secret of at least thirty-two characters";
const text = fc.string({ unit: "binary", maxLength: 200 });

test("what was sealed opens again for its owner", () => {
  fc.assert(fc.property(text, fc.uuid(), (plain, owner) => { expect(unseal(secret, "totp", owner, seal(secret, "totp", owner, plain))).toBe(plain); }));
});

test("a secret moved to another person's row does not open", () => {
  fc.assert(
    fc.property(text, fc.uuid(), fc.uuid(), (plain, owner, other) => {
      fc.pre(owner !== other);
      expect(() => unseal(secret, "totp", other, seal(secret, "totp", owner, plain))).toThrow();
    }),
  );
});

test("nothing opens with another secret, for another purpose, or with one bit changed", () => {
  fc.assert(
    fc.property(text, fc.nat(), (plain, where) => {
      const sealed = seal(secret, "totp", "owner", plain);
      expect(() => unseal(`${secret}.`, "totp", "owner", sealed)).toThrow();
      expect(() => unseal(secret, "other", "owner", sealed)).toThrow();
      const bytes = Buffer.from(sealed, "base64");
      bytes[where % bytes.length]! ^= 1;
      expect(() => unseal(secret, "totp", "owner", bytes.toString("base64"))).toThrow();
    }),
  );
});

test("two seals of the same text are not the same, so nobody sees who has the same secret", () => {
  expect(seal(secret, "totp", "owner", "same")).not.toBe(seal(secret, "totp", "owner", "same"));
});

test("a hash for one purpose or secret never matches another's", () => {
  const hashes = [keyedHash(secret, "a", "text"), keyedHash(secret, "b", "text"), keyedHash(`${secret}.`, "a", "text"), keyedHash(secret, "a", "text.")];
  expect(new Set(hashes).size).toBe(4);
  expect(keyedHash(secret, "a", "text")).toBe(hashes[0]);
});

test("keys sort in the order in which they were made, and only keys pass for keys", () => {
  const keys = Array.from({ length: 500 }, newId);
  expect([...keys].sort()).toEqual(keys);
  expect(keys.every(isId)).toBe(true);
  for (const other of ["", "1", "abc", `${keys[0]} `, `${keys[0]}'`, undefined]) expect(isId(other)).toBe(false);
});

test("a reference has no letter or digit that could be misheard", () => {
  for (let i = 0; i < 200; i += 1) expect(newReference("LA")).toMatch(/^LA-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
});
