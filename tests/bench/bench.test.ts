/** The bench is honest: what it compares ours with gives the same answers, and every row measures what it names. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Child } from "#bench/child.ts";
import { Client, load } from "#bench/client.ts";
import { inTurns, median } from "#bench/measure.ts";
import { holds } from "#bench/row.ts";
import { rows } from "#bench/rows.ts";
import { question } from "#bench/rows/counts.ts";
import { file } from "#bench/rows/export-360giving.ts";
import { repeated } from "#bench/rows/register-cached.ts";
import { bareRegister, filters, searches } from "#bench/rows/register-html.ts";
import { runRows, writeReport } from "#bench/run.ts";
import { openWorld, type Ledger, type World } from "#bench/world.ts";

let world: World;
let ledger: Ledger;
let site: Child;
beforeAll(async () => {
  world = await openWorld({ sizes: { awards: 1_200, fewer: 600, rounds: 2, effort: 0.02 }, tell: () => undefined, databaseUrl: inject("run").superuser });
  ledger = await world.ledger(600);
  site = await world.site(ledger);
}, 240_000);
afterAll(() => world.close(), 60_000);

async function ask(child: Child, path: string, headers: Record<string, string> = {}) {
  const client = new Client(child.origin, headers);
  try {
    const { status, head, body } = await client.get(path);
    return { status, head, text: body.toString() };
  } finally {
    client.close();
  }
}

/** Where two texts part, with a little of both; undefined where they are the same. Whole pages in a failure help nobody. */
function parting(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  const at = [...one].findIndex((sign, index) => sign !== other[index]);
  const from = Math.max(0, (at < 0 ? one.length : at) - 40);
  return `…${one.slice(from, from + 120)}… against …${other.slice(from, from + 120)}…`;
}

describe("the bare servers answer as ours does", () => {
  test("award counts: the same file, line for line", async () => {
    const bare = await world.bare("counts", ledger);
    // The time of asking is a column of its own, and differs.
    const lines = async (child: Child) => (await ask(child, question)).text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "now");
    const ours = await lines(site);
    expect(ours.split("\r\n").length).toBe(1 + 15 * 32 + 1);
    expect(ours).toMatch(/,awards,[1-9]\d*,/);
    expect(parting(await lines(bare), ours)).toBeUndefined();
  });

  test("the register: the same page, byte for byte, whatever is asked", async () => {
    const bare = await bareRegister(world, ledger, site);
    const asked = [
      "/awards", "/awards?page=3", "/awards?page=99999", "/awards?page=nonsense", "/awards?q=zzzzz", "/awards?q=%25_", "/awards?q=%3Cb%3E%22%26", "/awards?fund=invented-at-scale&area=S12000049",
      ...searches().filter((_, index) => index % 97 === 0), ...filters().filter((_, index) => index % 211 === 0),
    ];
    for (const path of asked) {
      const ours = await ask(site, path);
      expect(ours.status, path).toBe(200);
      expect(parting((await ask(bare, path)).text, ours.text), path).toBeUndefined();
    }
  });

  test("kept pages: the same bytes and tag, and 304 for who has them", async () => {
    const bare = await world.bare("cached", ledger, { from: site.origin });
    for (const path of repeated) {
      const [ours, theirs] = [await ask(site, path), await ask(bare, path)];
      expect(parting(theirs.text, ours.text), path).toBeUndefined();
      const [ourTag, theirTag] = [ours, theirs].map(({ head }) => /\r\netag: (.+)/i.exec(head)?.[1]);
      expect(theirTag, path).toBe(ourTag);
      for (const child of [site, bare]) expect((await ask(child, path, { "if-none-match": ourTag! })).status, path).toBe(304);
    }
  });

  test("the 360Giving file: the same grants in the same order", async () => {
    const bare = await world.bare("export", ledger);
    const ours = (await ask(site, file)).text;
    const begin = ours.indexOf('"grants":[\n') + '"grants":[\n'.length;
    // Ours puts the file together: the first comma is taken off, and the package closed.
    const grants = `,${ours.slice(begin, ours.lastIndexOf("]}"))}`;
    expect(grants.trimEnd().split("\n").length).toBeGreaterThan(500);
    expect(parting((await ask(bare, file)).text, grants)).toBeUndefined();
  });
});

describe("the rows", () => {
  test("each is measured and written down under its name, with a limit, though so small that its ratio says little", { timeout: 240_000 }, async () => {
    const said: string[] = [];
    const names = ["report-1m", "report-http", "rollup-upkeep", "register-html", "register-cached", "export-360giving"];
    const measured = await runRows(rows.filter(({ name }) => names.includes(name)), { ...world, tell: (line) => void said.push(line) });
    expect(measured.map(({ name }) => name)).toEqual([...names, "export-360giving-memory", "export-360giving-first-byte"]);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const one of measured) {
      expect(one.ratio, one.details.join("; ")).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(one.ratio), one.details.join("; ")).toBe(true);
      expect(one.sound ?? true, one.details.join("; ")).toBe(true);
    }
    expect(Object.fromEntries(measured.map(({ name, limit }) => [name, limit]))).toMatchObject({
      "report-1m": 1.3, "report-http": 2.5, "rollup-upkeep": 1.5, "register-html": 2.5, "register-cached": 2.857, "export-360giving": 1.25,
    });
    const folder = mkdtempSync(join(tmpdir(), "lade-bench-test-"));
    try {
      writeReport(join(folder, "report.json"), measured);
      const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Record<string, unknown>[];
      expect(report.map((one) => Object.keys(one))).toEqual(measured.map(() => ["name", "ratio", "limit", "holds"]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("one that fails counts as not holding, and the next is measured all the same", async () => {
    const good = { name: "good", what: "", ratio: 1, limit: 1, details: [] };
    const measured = await runRows([{ name: "bad", measure: () => Promise.reject(new Error("no")) }, { name: "good", measure: () => Promise.resolve([good]) }], world);
    expect(measured.map((one) => [one.name, holds(one)])).toEqual([["bad", false], ["good", true]]);
    expect(holds({ ...good, ratio: 1.001 })).toBe(false);
    expect(holds({ ...good, sound: false })).toBe(false);
  });
});

test("two things are measured by turns, and the ratio is the middle one of the pairs", async () => {
  const order: string[] = [];
  let slow = 0;
  const taken = await inTurns(3, () => (order.push("ours"), Promise.resolve([9, 2, 8, 6][slow++]!)), () => (order.push("theirs"), Promise.resolve(2)));
  expect(order).toEqual(["ours", "theirs", "ours", "theirs", "theirs", "ours", "ours", "theirs"]);
  expect(taken.ratio).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("a load that gets another answer than the one expected is no measurement", async () => {
  await expect(load({ origin: site.origin, paths: ["/awards/LG-0000-0000"], clients: 1, requests: 2 })).rejects.toThrow(/404/);
});
