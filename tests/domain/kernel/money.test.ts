import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPence, parsePounds, penceAsTyped, splitPence } from "#app/domain/kernel/money.ts";

const pence = fc.integer({ min: 0, max: 10_000_000_000_00 });
const shares = fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1, maxLength: 40 }).filter((all) => all.some((share) => share > 0));

test("no penny is lost or made when money is split", () => {
  fc.assert(
    fc.property(pence, shares, (total, by) => {
      const parts = splitPence(total, by);
      expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
      expect(parts).toHaveLength(by.length);
    }),
    { numRuns: 500 },
  );
});

test("nobody gets a penny more or less than the exact share rounds to", () => {
  fc.assert(
    fc.property(pence, shares, (total, by) => {
      const sum = by.reduce((a, b) => a + b, 0);
      splitPence(total, by).forEach((part, index) => {
        // In exact integers: floor(total × share / sum) or one more.
        const floor = Number((BigInt(total) * BigInt(by[index]!)) / BigInt(sum));
        expect(part - floor === 0 || part - floor === 1, `${part} of ${floor}`).toBe(true);
      });
    }),
    { numRuns: 500 },
  );
});

test("who has no share gets nothing", () => {
  fc.assert(
    fc.property(pence, shares, (total, by) => {
      splitPence(total, by).forEach((part, index) => by[index] === 0 && expect(part).toBe(0));
    }),
  );
});

test("an amount that is shown in a field again is read as the same amount", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 9_999_999_999_99 }), (amount) => { expect(parsePounds(penceAsTyped(amount))).toBe(amount); }));
});

test("an amount that a page shows can be typed back", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 9_999_999_999_99 }), (amount) => { expect(parsePounds(formatPence(amount))).toBe(amount); }));
});

test("text that is not an amount is never taken for one", () => {
  for (const text of ["", " ", "ten", "1.234", "-5", "1e3", "0x10", "12.", "£", "1.2.3", "99999999999", "NaN", "Infinity", "５"]) expect(parsePounds(text), text).toBeUndefined();
  expect(parsePounds("£2,500")).toBe(250_000);
  expect(parsePounds(" 2 500.5 ")).toBe(250_050);
});

test("pence and minus signs are shown where there are some", () => {
  expect([0, 250_000, 250_050, -2_000, 5].map(formatPence)).toEqual(["£0", "£2,500", "£2,500.50", "−£20", "£0.05"]);
});
