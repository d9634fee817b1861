/** Public pages that are kept: the same bytes for everyone, and a change shows at the next request, however many ask at once. */
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publicPagesChanged } from "#app/domain/audit/change.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { together } from "#app/web/together.ts";
import { contextFor } from "../support/database.ts";
import { testSite, type TestSite } from "../support/site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
});
afterAll(() => site.close());

/** Gives a fund another title, as a change of the public record does it. */
const rename = (title: string) =>
  inTransaction(contextFor(site.database.db), async (tx) => {
    await tx.db.updateTable("fund").set({ title }).where("code", "=", "communities-adults").execute();
    await publicPagesChanged(tx);
  });

test("nobody who asks after a change has been made sees the page as it was before, though forty ask all the time", async () => {
  let changes = 0;
  let over = false;
  const stale: string[] = [];
  const asker = async () => {
    while (!over) {
      const known = changes;
      const { text } = await site.ask("/funds");
      const shown = Number(/Change number (\d+)/.exec(text)?.[1] ?? 0);
      if (shown < known) stale.push(`change ${known} had been made, ${shown} was shown`);
    }
  };
  await rename("Change number 0");
  const askers = Array.from({ length: 40 }, asker);
  for (let number = 1; number <= 40; number += 1) {
    await rename(`Change number ${number}`);
    changes = number;
  }
  over = true;
  await Promise.all(askers);
  expect(stale).toEqual([]);
});

test("who asks while a question is under way is not answered by it, but together with all who wait; a question that failed stops nobody", async () => {
  const asked: { answer: (value: number) => void; fail: (error: Error) => void }[] = [];
  const ask = together(() => new Promise<number>((answer, fail) => asked.push({ answer, fail })));
  const first = ask();
  const waiting = [ask(), ask()];
  expect(asked).toHaveLength(1);
  asked[0]!.answer(1);
  expect(await first).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toHaveLength(2);
  const late = ask();
  asked[1]!.fail(new Error("away"));
  for (const one of waiting) await expect(one).rejects.toThrow("away");
  await new Promise((resolve) => setImmediate(resolve));
  asked[2]!.answer(3);
  expect(await late).toBe(3);
  const calm = ask();
  asked[3]!.answer(4);
  expect(await calm).toBe(4);
});

test("the tag comes with the first answer, and who shows it gets 304 and no page", async () => {
  await rename("Drawn anew");
  const first = await site.ask("/funds");
  const again = await site.ask("/funds");
  expect(first.headers.etag).toMatch(/^W\/"/);
  expect(again.headers.etag).toBe(first.headers.etag);
  expect(again.text).toBe(first.text);
  const known = await site.ask("/funds", { headers: { "if-none-match": first.headers.etag! } });
  expect([known.status, known.text]).toEqual([304, ""]);
  expect(known.headers["content-security-policy"]).toContain("script-src 'none'");
  expect(known.headers["x-content-type-options"]).toBe("nosniff");
});

test("a kept page is sent zipped to who takes that, and plain to who refuses it", async () => {
  const plain = await site.ask("/about");
  for (const [accepted, zipped] of [["gzip, br", true], ["br;q=1, gzip;q=0", false], ["gzip;q=0.0, identity", false], ["identity", false]] as const) {
    const answer = await fetchRaw(accepted);
    expect(answer.encoding, accepted).toBe(zipped ? "gzip" : undefined);
    expect((zipped ? gunzipSync(answer.bytes) : answer.bytes).toString(), accepted).toBe(plain.text);
  }
});

/** Not `fetch`, which unpacks by itself. */
async function fetchRaw(accepted: string): Promise<{ encoding: string | undefined; bytes: Buffer }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request(`${site.origin}/about`, { headers: { "accept-encoding": accepted } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ encoding: response.headers["content-encoding"], bytes: Buffer.concat(parts) }));
    })
      .on("error", reject)
      .end();
  });
}
