/** Sharing applications out: what a proposal must keep to whoever asks, and that what is carried out is what was shown. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyAssignments, previewAssignments } from "#app/domain/assessment/assigning.server.ts";
import { proposeAssignments, type Pair, type ToAssign } from "#app/domain/assessment/assigning.ts";
import { assign } from "#app/domain/assessment/change.server.ts";
import { declareRound } from "#app/domain/assessment/declare.server.ts";
import { listToDeclare } from "#app/domain/assessment/interests.server.ts";
import { changeSeat } from "#app/domain/assessment/panel-change.server.ts";
import { Conflict, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, joined, sentApplication } from "./world.ts";

const key = ({ application_id, person_id }: Pair): string => `${application_id}>${person_id}`;

/** Small rounds with conflicts, readers there already, and seats for lived experience. */
const rounds = fc
  .record({ applications: fc.integer({ min: 1, max: 5 }), readers: fc.integer({ min: 1, max: 4 }), perApplication: fc.integer({ min: 1, max: 3 }), livedExperience: fc.integer({ min: 0, max: 2 }), bits: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 }) })
  .map(({ applications, readers, perApplication, livedExperience, bits }): ToAssign => {
    const names = Array.from({ length: applications }, (_, index) => `a${index}`);
    const people = Array.from({ length: readers }, (_, index) => ({ id: `r${index}`, livedExperience: bits[index]! < 4 }));
    const all = names.flatMap((application_id) => people.map(({ id }) => ({ application_id, person_id: id })));
    return {
      applications: names, readers: people, perApplication, livedExperience,
      closed: all.filter((_, index) => bits[index % 40]! < 2),
      already: all.filter((_, index) => bits[index % 40]! === 9),
    };
  });

/** Every way to give each application its readers, tried one after the other: the least spread of loads that any of them has. */
function leastSpread(input: ToAssign): number {
  const closed = new Set([...input.closed, ...input.already].map(key));
  const loads = new Map(input.readers.map(({ id }) => [id, input.already.filter(({ person_id }) => person_id === id).length]));
  let least = Infinity;
  const place = (index: number): void => {
    const application = input.applications[index];
    if (application === undefined) {
      const all = [...loads.values()];
      least = Math.min(least, Math.max(...all) - Math.min(...all));
      return;
    }
    const open = input.readers.filter(({ id }) => !closed.has(key({ application_id: application, person_id: id })));
    const there = input.already.filter(({ application_id }) => application_id === application).length;
    const count = Math.min(open.length, Math.max(0, input.perApplication - there));
    for (const chosen of combinations(open.map(({ id }) => id), count)) {
      for (const id of chosen) loads.set(id, loads.get(id)! + 1);
      place(index + 1);
      for (const id of chosen) loads.set(id, loads.get(id)! - 1);
    }
  };
  place(0);
  return least;
}
const combinations = <T>(items: readonly T[], count: number): T[][] =>
  count === 0 ? [[]] : items.flatMap((item, index) => combinations(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]));

describe("a proposal", () => {
  it("gives nobody what they may not read, nor twice, and every application its readers as far as there are any", () => {
    fc.assert(
      fc.property(rounds, (input) => {
        const { pairs, unmet } = proposeAssignments(input);
        const taken = new Set([...input.closed, ...input.already].map(key));
        expect(pairs.filter((pair) => taken.has(key(pair)))).toEqual([]);
        expect(new Set(pairs.map(key)).size).toBe(pairs.length);
        for (const application_id of input.applications) {
          const there = input.already.filter((pair) => pair.application_id === application_id).length;
          const open = input.readers.filter(({ id }) => !taken.has(key({ application_id, person_id: id }))).length;
          const got = pairs.filter((pair) => pair.application_id === application_id).length;
          expect(there + got).toBeGreaterThanOrEqual(Math.min(input.perApplication, there + open));
          expect(unmet.find((row) => row.application_id === application_id)?.readers ?? 0).toBe(Math.max(0, input.perApplication - there - got));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("has as many readers with lived experience on each application as there can be", () => {
    fc.assert(
      fc.property(rounds, (input) => {
        const { pairs, unmet } = proposeAssignments(input);
        const lived = new Set(input.readers.filter(({ livedExperience }) => livedExperience).map(({ id }) => id));
        const closed = new Set(input.closed.map(key));
        for (const application_id of input.applications) {
          const on = [...pairs, ...input.already].filter((pair) => pair.application_id === application_id && lived.has(pair.person_id)).length;
          const could = [...lived].filter((id) => !closed.has(key({ application_id, person_id: id })) || input.already.some((pair) => key(pair) === key({ application_id, person_id: id }))).length;
          const wanted = Math.min(input.livedExperience, input.perApplication);
          expect(on).toBeGreaterThanOrEqual(Math.min(wanted, could));
          expect(unmet.find((row) => row.application_id === application_id)?.livedExperience ?? 0).toBe(Math.max(0, wanted - on));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("loads readers as evenly as the best of all ways, tried one by one", () => {
    fc.assert(
      fc.property(rounds, (drawn) => {
        const input = { ...drawn, livedExperience: 0 };
        const loads = [...proposeAssignments(input).loads.values()];
        expect(Math.max(...loads) - Math.min(...loads)).toBe(leastSpread(input));
      }),
      { numRuns: 500 },
    );
  });

  it("shares 120 applications among 10 readers, 24 each, and mixes who reads with whom", () => {
    const readers = Array.from({ length: 10 }, (_, index) => ({ id: `r${index}`, livedExperience: index < 3 }));
    const applications = Array.from({ length: 120 }, (_, index) => `a${index}`);
    const { pairs, loads, unmet } = proposeAssignments({ applications, readers, perApplication: 2, livedExperience: 0, closed: [], already: [] });
    expect([...loads.values()]).toEqual(readers.map(() => 24));
    expect(unmet).toEqual([]);
    const together = new Set(applications.map((id) => pairs.filter(({ application_id }) => application_id === id).map(({ person_id }) => person_id).sort().join("+")));
    // Of the 45 pairs that ten people make.
    expect(together.size).toBeGreaterThanOrEqual(40);
  });

  it("counts what readers hold beyond these applications", () => {
    const { loads } = proposeAssignments({ applications: ["a", "b"], readers: [{ id: "busy", livedExperience: false, holds: 2 }, { id: "free", livedExperience: false }], perApplication: 1, livedExperience: 0, closed: [], already: [] });
    expect(Object.fromEntries(loads)).toEqual({ busy: 2, free: 2 });
  });
});

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const wanted = { per_application: 2, lived_experience: 1 };

/** Four readers of whom one has lived experience, all declared, and six applications. */
async function shareable() {
  const world = await assessmentWorld(test);
  await test.db.updateTable("pot").set({ declaration_needed: true }).where("id", "=", world.pot.id).execute();
  for (let count = 0; count < 5; count += 1) await sentApplication(test, world.pot.id);
  const cleo = await an.actor(test.db, [{ role: "assessor", ...world.place }]);
  const declareAll = async (actor: PersonActor) =>
    declareRound(world.as(actor), world.pot.id, (await listToDeclare(test.db, world.pot.id, actor.id)).map(({ organisation_id }) => ({ organisation_id, has_interest: false, explanation: "" })));
  for (const actor of [world.ann, world.bob, cleo]) await declareAll(actor);
  await changeSeat(world.as(world.administrator), world.pot.id, cleo.id, "lived-experience");
  return { ...world, cleo, declareAll, admin: world.as(world.administrator) };
}
const open = (potId: string) => test.db.selectFrom("assignment as s").innerJoin("application as a", "a.id", "s.application_id").select(["s.application_id", "s.person_id", "a.status"]).where("a.pot_id", "=", potId).where("s.ended_at", "is", null).execute();

describe("sharing out", () => {
  it("shows first and writes nothing; then makes exactly that, with one e-mail a reader", async () => {
    const { pot, administrator, admin, cleo } = await shareable();
    const preview = await previewAssignments(test.db, pot.id, administrator.id, wanted);
    expect(await open(pot.id)).toEqual([]);
    expect(preview.proposal.unmet).toEqual([]);
    expect(await applyAssignments(admin, pot.id, wanted, preview.fingerprint)).toBe(12);
    const made = await open(pot.id);
    expect(made.map(key).sort()).toEqual(preview.proposal.pairs.map(key).sort());
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set(["in-assessment"]));
    expect(made.filter(({ person_id }) => person_id === cleo.id)).toHaveLength(6);
    const mail = await test.db.selectFrom("message").select("to_person_id").where("template", "=", "assessment-asked").where("to_person_id", "in", made.map(({ person_id }) => person_id)).execute();
    expect(mail).toHaveLength(new Set(made.map(({ person_id }) => person_id)).size);
    expect((await previewAssignments(test.db, pot.id, administrator.id, wanted)).proposal.pairs).toEqual([]);
  });

  it("refuses what was proposed before somebody declared an interest, and does nothing by halves", async () => {
    const { pot, administrator, admin, ann, as } = await shareable();
    const { fingerprint } = await previewAssignments(test.db, pot.id, administrator.id, wanted);
    const [group] = await listToDeclare(test.db, pot.id, ann.id);
    await declareRound(as(ann), pot.id, [{ organisation_id: group!.organisation_id, has_interest: true, explanation: "My brother chairs it" }]);
    expect(await caught(applyAssignments(admin, pot.id, wanted, fingerprint))).toBeInstanceOf(Conflict);
    expect(await open(pot.id)).toEqual([]);
  });

  it("of two who press the button at once, one does it and the other is shown what is left", async () => {
    const { pot, administrator, admin } = await shareable();
    const { fingerprint } = await previewAssignments(test.db, pot.id, administrator.id, wanted);
    const results = await Promise.all([1, 2, 3].map(() => caught(applyAssignments(admin, pot.id, wanted, fingerprint))));
    expect(results.filter((result) => result === undefined)).toHaveLength(1);
    expect(results.filter((result) => result instanceof Conflict || result instanceof WrongState)).toHaveLength(2);
    expect(await open(pot.id)).toHaveLength(12);
  });

  it("asks nobody who has not declared for the round, is an adviser, or has an interest", async () => {
    const { pot, administrator, admin, ann, bob, application, place } = await shareable();
    const late = await an.actor(test.db, [{ role: "assessor", ...place }]);
    await changeSeat(admin, pot.id, bob.id, "adviser");
    await joined(test, ann, application.organisation_id);
    const { proposal, readers } = await previewAssignments(test.db, pot.id, administrator.id, wanted);
    expect(readers.find(({ id }) => id === late.id)?.owes_round).toBe(true);
    expect(proposal.pairs.some(({ person_id }) => person_id === late.id || person_id === bob.id)).toBe(false);
    expect(proposal.pairs.some((pair) => pair.application_id === application.id && pair.person_id === ann.id)).toBe(false);
    expect(proposal.unmet).toEqual([{ application_id: application.id, readers: 1, livedExperience: 0 }]);
  });

  it("leaves out, for an administrator with an interest, the application that is closed to them", async () => {
    const { pot, administrator, application } = await shareable();
    await joined(test, administrator, application.organisation_id);
    const preview = await previewAssignments(test.db, pot.id, administrator.id, wanted);
    expect(JSON.stringify([preview.applications, preview.proposal.pairs, preview.proposal.unmet])).not.toContain(application.id);
    expect(preview.applications).toHaveLength(5);
  });

  it("tops up what lacks a reader and moves nobody who reads already", async () => {
    const { pot, administrator, admin, ann, application } = await shareable();
    await assign(admin, application.id, ann.id);
    const { proposal, fingerprint } = await previewAssignments(test.db, pot.id, administrator.id, wanted);
    expect(proposal.pairs.filter(({ application_id }) => application_id === application.id)).toHaveLength(1);
    await applyAssignments(admin, pot.id, wanted, fingerprint);
    expect((await open(pot.id)).filter((row) => row.application_id === application.id && row.person_id === ann.id)).toHaveLength(1);
  });

  it("is the administrator's alone", async () => {
    const { pot, chair, ann, as } = await shareable();
    for (const actor of [chair, ann]) expect(await caught(applyAssignments(as(actor), pot.id, wanted, ""))).toBeInstanceOf(NotAllowed);
    const stranger = await an.actor(test.db);
    expect(await caught(applyAssignments(as(stranger), pot.id, wanted, ""))).toBeInstanceOf(NotFound);
  });
});
