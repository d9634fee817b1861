import { numbersFrom } from "#app/domain/kernel/chance.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sql } from "kysely";
import { compareCommitments, compareCounts } from "#app/domain/awards/counts.server.ts";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { release } from "#app/domain/awards/release.server.ts";
import { reduce, retag, withdraw } from "#app/domain/awards/vary.server.ts";
import { DomainError } from "#app/domain/kernel/errors.ts";
import { acceptOffer } from "#app/domain/monitoring/change.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { anApplicant, aPot, as, declined, faults, inFull, inPart } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 24 });
});
afterAll(() => test.close());

it("deciding, taking back, releasing, accepting, reducing, withdrawing and retagging all at once never leaves a pot overdrawn or a count false", async () => {
  const pots = await Promise.all([1, 2, 3].map(() => aPot(test.db, 1_700_000)));
  const applicants = (await Promise.all(pots.map(({ pot }) => Promise.all(Array.from({ length: 6 }, () => anApplicant(test.db, pot.id)))))).map((list, index) => ({ ...pots[index]!, list }));
  const surprises: unknown[] = [];
  const done = new Map<string, number>();

  const worker = async (seed: number) => {
    const random = numbersFrom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    for (let turn = 0; turn < 25; turn += 1) {
      const { pot, administrator, list } = pick(applicants);
      const staff = as(test.db, administrator);
      const one = pick(list);
      const award = await test.db.selectFrom("award").select("id").where("application_id", "=", one.application_id).where("status", "<>", "taken-back").executeTakeFirst();
      const id = award?.id ?? "00000000-0000-7000-8000-000000000000";
      const moves: Record<string, () => Promise<unknown>> = {
        decide: () => decide(staff, one.application_id, pick([inFull, inFull, inPart(150_000 + Math.floor(random() * 300_000)), declined])),
        takeBack: () => takeBack(staff, one.application_id),
        takeBackAgain: () => takeBack(staff, pick(list).application_id),
        release: () => (random() < 0.3 ? release(staff, pot.id) : Promise.reject(new DomainError("not this time"))),
        accept: () => acceptOffer(as(test.db, one.owner), id, { signatory_name: "A", signatory_role: "B" }),
        declineOffer: () => (random() < 0.3 ? declineOffer(as(test.db, one.owner), id, { reason: "" }) : Promise.reject(new DomainError("not this time"))),
        reduce: () => reduce(staff, id, { amount_pence: 50_000 + Math.floor(random() * 400_000), reason: "Less is needed" }),
        retag: () => retag(staff, id, { reason: "Mistaken", tags: { "focus-group": random() < 0.5 ? ["women", "refugees"] : ["older-people"], "priority-issue": [], "family-group": [], "project-type": ["arts"] } }),
        withdraw: () => (random() < 0.2 ? withdraw(staff, id, { reason: "Closed" }) : Promise.reject(new DomainError("not this time"))),
      };
      const name = pick(Object.keys(moves));
      try {
        await moves[name]!();
        done.set(name, (done.get(name) ?? 0) + 1);
      } catch (error) {
        if (!(error instanceof DomainError)) surprises.push(error);
      }
      if (turn % 8 === 0) {
        const overdrawn = await sql`select id from pot where committed_pence > allocation_pence or committed_pence < 0`.execute(test.db);
        const now = [...(await compareCommitments(test.db)), ...(await compareCounts(test.db)), ...overdrawn.rows];
        if (now.length > 0) surprises.push(now);
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, index) => worker(index + 1)));

  expect(surprises).toEqual([]);
  for (const move of ["decide", "takeBack", "release", "reduce", "retag"]) expect(done.get(move), move).toBeGreaterThan(0);
  expect(await faults(test.db)).toEqual([]);
}, 120_000);
