/** What is declared for a round, before anything opens; and that nobody with a conflict comes to an application, tried pair by pair at the database. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { addConnection, declareRound, removeConnection } from "#app/domain/assessment/declare.server.ts";
import { hintsFor, listOwedRounds, listToDeclare, readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { readDeclaration } from "#app/domain/assessment/panel.ts";
import { potFacts } from "#app/domain/assessment/pot-facts.server.ts";
import { conflictedApplicationIds, findOwnSheet, getApplicationHead, getStanding, listAssignable, listAssignments, rankedApplications, scoresOf } from "#app/domain/assessment/read.server.ts";
import { sendScores } from "#app/domain/assessment/scores.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { standingTo } from "#app/domain/files/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { numbersFrom } from "#app/domain/kernel/chance.ts";
import { NotFound, refusedConstraint, type Invalid } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };
const none = (organisation_id: string) => ({ organisation_id, ...noInterest });
const close = (organisation_id: string) => ({ organisation_id, has_interest: true, explanation: "My sister runs the group" });

/** A pot whose panel declares for the round, with four applications. */
async function declaringWorld() {
  const world = await assessmentWorld(test);
  await test.db.updateTable("pot").set({ declaration_needed: true }).where("id", "=", world.pot.id).execute();
  for (let count = 0; count < 3; count += 1) await sentApplication(test, world.pot.id);
  const listed = (actor: PersonActor) => listToDeclare(test.db, world.pot.id, actor.id);
  const declareNone = async (actor: PersonActor) => declareRound(world.as(actor), world.pot.id, (await listed(actor)).map(({ organisation_id }) => none(organisation_id)));
  return { ...world, listed, declareNone };
}

describe("the list of groups", () => {
  it("stands in another order for each person, and in the same one each time", async () => {
    const { pot, ann, bob, listed } = await declaringWorld();
    for (let count = 0; count < 8; count += 1) await sentApplication(test, pot.id);
    const order = async (actor: PersonActor) => (await listed(actor)).map(({ organisation_id }) => organisation_id);
    const [anns, bobs] = [await order(ann), await order(bob)];
    expect(await order(ann)).toEqual(anns);
    expect(bobs).not.toEqual(anns);
    expect([...bobs].sort()).toEqual([...anns].sort());
    expect(anns).toHaveLength(12);
  });

  it("leaves out a draft, what was withdrawn, and what is closed to the person already", async () => {
    const { pot, ann, application, listed } = await declaringWorld();
    const draft = await an.application(test.db, { pot_id: pot.id });
    const gone = await sentApplication(test, pot.id);
    await test.db.updateTable("application").set({ status: "withdrawn" }).where("id", "=", gone.id).execute();
    await joined(test, ann, application.organisation_id);
    const ids = (await listed(ann)).map(({ organisation_id }) => organisation_id);
    for (const organisation_id of [draft.organisation_id, gone.organisation_id, application.organisation_id]) expect(ids).not.toContain(organisation_id);
    expect(ids).toHaveLength(3);
  });
});

describe("before the round's declaration", () => {
  it("nothing opens: no application, no file, no line on the desk; and nobody is asked", async () => {
    const { pot, administrator, ann, application, as, declareNone } = await declaringWorld();
    expect((await listOwedRounds(test.db, ann.id)).map(({ pot_id }) => pot_id)).toEqual([pot.id]);
    expect(((await caught(assign(as(administrator), application.id, ann.id))) as Invalid).fields.person_id).toContain("not declared");
    await declareNone(ann);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    expect(may.read(ann, await getStanding(test.db, application.id, ann.id)).allowed).toBe(true);
    const late = await sentApplication(test, pot.id);
    const standing = await getStanding(test.db, application.id, ann.id);
    expect(may.read(ann, standing)).toMatchObject({ allowed: false });
    expect((await standingTo(test.db, ann, { application_id: application.id }))[0]).toMatchObject({ cleared: false });
    expect(await readDesk(test.db, ann)).toMatchObject({ owedRounds: [{ pot_id: pot.id, again: true }], panel: { to_declare: 0, to_score: 0 } });
    await declareRound(as(ann), pot.id, [none(late.organisation_id)]);
    expect(may.read(ann, await getStanding(test.db, application.id, ann.id)).allowed).toBe(true);
    expect((await standingTo(test.db, ann, { application_id: application.id }))[0]).toMatchObject({ cleared: true });
    expect(await listOwedRounds(test.db, ann.id)).toEqual([]);
  });

  it("the database itself takes no assignment and no score sheet", async () => {
    const { administrator, ann, application } = await declaringWorld();
    const pair = { application_id: application.id, person_id: ann.id };
    expect(refusedConstraint(await caught(test.db.insertInto("assignment").values({ id: newId(), ...pair, assigned_by: administrator.id }).execute()))).toBe("assignment_after_declaration");
    await test.db.insertInto("interest").values({ id: newId(), ...pair, has_interest: false }).execute();
    expect(refusedConstraint(await caught(test.db.insertInto("score_sheet").values({ id: newId(), ...pair }).execute()))).toBe("score_after_round_declaration");
  });

  it("a pot from before there was such a declaration goes on as it did", async () => {
    const { administrator, ann, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    expect(may.read(ann, await getStanding(test.db, application.id, ann.id)).allowed).toBe(true);
    expect(await listOwedRounds(test.db, ann.id)).toEqual([]);
  });
});

describe("an interest in a group", () => {
  it("closes every application of it to the pot, also one that comes later, and none of another group", async () => {
    const { pot, administrator, ann, application, as, listed, declareNone } = await declaringWorld();
    await declareNone(ann);
    await assign(as(administrator), application.id, ann.id);
    await declareRound(as(ann), pot.id, [close(application.organisation_id)]);
    expect(await conflictedApplicationIds(test.db, ann.id, pot.id)).toEqual([application.id]);
    expect(await listAssignments(test.db, ann.id)).toEqual([]);
    expect(await caught(getApplicationHead(test.db, application.id, ann.id))).toBeInstanceOf(NotFound);
    expect((await rankedApplications(test.db, pot.id, ann.id)).map(({ application_id }) => application_id)).not.toContain(application.id);
    expect((await listAssignable(test.db, application.id)).find(({ id }) => id === ann.id)).toMatchObject({ closed: true });
    expect((await listed(ann)).map(({ organisation_id }) => organisation_id)).not.toContain(application.organisation_id);
    await test.db.updateTable("application").set({ status: "withdrawn" }).where("id", "=", application.id).execute();
    const again = await an.application(test.db, { pot_id: pot.id, organisation_id: application.organisation_id, status: "submitted" });
    expect(await conflictedApplicationIds(test.db, ann.id, pot.id)).toContain(again.id);
    expect(await listOwedRounds(test.db, ann.id)).toEqual([]);
  });

  it("declared later sets the scores aside, keeps them, counts them no more, and tells the open board", async () => {
    const { pot, administrator, ann, application, as, sheet, declareNone } = await declaringWorld();
    await declareNone(ann);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [5, 10]));
    const version = async () => (await test.db.selectFrom("pot").select("board_version").where("id", "=", pot.id).executeTakeFirstOrThrow()).board_version;
    const before = await version();
    expect(await declareRound(as(ann), pot.id, [close(application.organisation_id)])).toEqual({ left: 0, interests: 1 });
    expect(await findOwnSheet(test.db, application.id, ann.id)).toBeUndefined();
    const kept = await test.db.selectFrom("score_sheet").selectAll().where("application_id", "=", application.id).where("person_id", "=", ann.id).executeTakeFirstOrThrow();
    expect(kept).toMatchObject({ status: "void", weighted_percent: 100 });
    expect(await test.db.selectFrom("score").select("reason").where("sheet_id", "=", kept.id).execute()).toHaveLength(2);
    expect((await rankedApplications(test.db, pot.id)).find(({ application_id }) => application_id === application.id)).toMatchObject({ sheets_sent: 0, mean_percent: null, assigned: 0 });
    expect(await version()).toBeGreaterThan(before);
    const events = await test.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_id", "in", [application.id, pot.id]).execute();
    expect(events).toContainEqual({ action: "interest.declared", detail: { person_id: ann.id, has_interest: true, scores_voided: true } });
    expect(JSON.stringify(events)).not.toContain("sister");
  });

  it("is not taken back, by the page or behind it", async () => {
    const { pot, ann, application, as, declareNone } = await declaringWorld();
    await declareNone(ann);
    await declareRound(as(ann), pot.id, [close(application.organisation_id)]);
    await declareRound(as(ann), pot.id, [none(application.organisation_id)]);
    expect(await conflictedApplicationIds(test.db, ann.id, pot.id)).toEqual([application.id]);
    const of = (query: { execute(): Promise<unknown> }) => caught(query.execute());
    expect(refusedConstraint(await of(test.db.updateTable("interest_in_organisation").set({ has_interest: false }).where("person_id", "=", ann.id).where("has_interest", "=", true)))).toBe("interest_in_organisation_stands");
    expect(refusedConstraint(await of(test.db.deleteFrom("interest_in_organisation").where("person_id", "=", ann.id)))).toBe("interest_in_organisation_stands");
  });

  it("may come from paper, typed in by an administrator who is told nothing that is closed to them", async () => {
    const { pot, administrator, ann, bob, application, as, listed } = await declaringWorld();
    await joined(test, administrator, application.organisation_id);
    const shown = await listToDeclare(test.db, pot.id, ann.id, administrator.id);
    expect(shown.map(({ organisation_id }) => organisation_id)).not.toContain(application.organisation_id);
    await declareRound(as(administrator), pot.id, (await listed(ann)).map(({ organisation_id }) => none(organisation_id)), ann.id);
    expect((await listed(ann)).filter(({ has_interest }) => has_interest === null).map(({ organisation_id }) => organisation_id)).toEqual([application.organisation_id]);
    expect(await test.db.selectFrom("round_declaration").select("recorded_by").where("person_id", "=", ann.id).executeTakeFirst()).toEqual({ recorded_by: administrator.id });
    expect(await caught(declareRound(as(bob), pot.id, [], ann.id))).toBeDefined();
    const stranger = await an.actor(test.db);
    expect(await caught(declareRound(as(administrator), pot.id, [none(application.organisation_id)], stranger.id))).toBeInstanceOf(NotFound);
  });
});

describe("a declaration as it is typed", () => {
  const fields = { organisation: ["one", "two"], close: ["two"], "why-two": " My aunt ", answer: "some" };
  it("says nothing by a slip: the answer on the whole list has to fit the ticks", () => {
    expect(readDeclaration(fields)).toEqual({ errors: {}, answers: [none("one"), { organisation_id: "two", has_interest: true, explanation: "My aunt" }] });
    expect(readDeclaration({ ...fields, answer: "none" }).errors.answer).toContain("You ticked a group");
    expect(readDeclaration({ ...fields, close: [], answer: "some" }).errors.answer).toContain("Tick the groups");
    expect(readDeclaration({ ...fields, answer: "" }).errors.answer).toBeDefined();
    expect(readDeclaration({ ...fields, "why-two": "" }).errors["why-two"]).toBeDefined();
  });
});

describe("hints", () => {
  it("stand beside a group for each kind of closeness, for the person and the administrator, and never for somebody it is closed to", async () => {
    const { pot, administrator, ann, application, as } = await declaringWorld();
    const kinds = async (viewer: PersonActor) => (await hintsFor(test.db, pot.id, [ann.id], viewer.id)).filter(({ organisation_id }) => organisation_id === application.organisation_id).map(({ kind }) => kind);
    expect(await kinds(ann)).toEqual([]);
    const { name } = await test.db.selectFrom("organisation").select("name").where("id", "=", application.organisation_id).executeTakeFirstOrThrow();
    await addConnection(as(ann), { kind: "worked", organisation_name: `  ${name.toUpperCase()}`.trim(), charity_number: null });
    const mine = await a.organisation(test.db, { address: "12 Mill Lane", postcode: "AB1 2CD" });
    const friend = await a.person(test.db, { email: `friend-${newId()}@rare.example` });
    for (const organisation_id of [mine.id, application.organisation_id]) await a.role(test.db, { person_id: friend.id, role: "editor", organisation_id });
    await a.role(test.db, { person_id: ann.id, role: "viewer", organisation_id: mine.id });
    await test.db.updateTable("organisation").set({ address: "12 mill lane ", postcode: "ab12cd" }).where("id", "=", application.organisation_id).execute();
    await test.db.updateTable("person").set({ email: `ann-${newId()}@rare.example` }).where("id", "=", ann.id).execute();
    const before = await a.role(test.db, { person_id: ann.id, role: "viewer", organisation_id: application.organisation_id });
    await test.db.updateTable("role_held").set({ ended_at: new Date() }).where("id", "=", before.id).execute();
    expect(await kinds(ann)).toEqual(["address", "connection", "e-mail-domain", "former-member", "shared-membership"]);
    expect(await kinds(administrator)).toEqual(await kinds(ann));
    await joined(test, administrator, application.organisation_id);
    expect(await kinds(administrator)).toEqual([]);
  });

  it("say nothing because of a mail host that everybody uses", async () => {
    const { pot, ann, application } = await declaringWorld();
    for (const domain of ["gmail.com", "many.example"]) {
      await test.db.updateTable("person").set({ email: `ann-${newId()}@${domain}` }).where("id", "=", ann.id).execute();
      const other = await a.person(test.db, { email: `other-${newId()}@${domain}` });
      await a.role(test.db, { person_id: other.id, role: "owner", organisation_id: application.organisation_id });
      if (domain === "many.example") for (let count = 0; count < 3; count += 1) await a.role(test.db, { person_id: other.id, role: "owner", organisation_id: (await a.organisation(test.db)).id });
      expect(await hintsFor(test.db, pot.id, [ann.id], ann.id)).toEqual([]);
    }
  });

  it("from what a person told of themselves go when they take it away, and by nobody else", async () => {
    const { ann, bob, as } = await declaringWorld();
    await addConnection(as(ann), { kind: "helps", organisation_name: "Some Trust", charity_number: "SC900001" });
    const { id } = await test.db.selectFrom("person_connection").select("id").where("person_id", "=", ann.id).executeTakeFirstOrThrow();
    expect(await caught(removeConnection(as(bob), id))).toBeInstanceOf(NotFound);
    await removeConnection(as(ann), id);
    expect(await test.db.selectFrom("person_connection").select("id").where("person_id", "=", ann.id).execute()).toEqual([]);
  });
});

describe("who has read others' scores", () => {
  it("is not asked to score for themselves any more, by the rule and by the database; their own author is left alone", async () => {
    const { administrator, ann, bob, application, as, sheet, place } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    await readOthersScores(test.db, bob.id, [application.id]);
    expect(await test.db.selectFrom("scores_read").select("person_id").where("application_id", "=", application.id).execute()).toEqual([]);
    await sendScores(as(ann), application.id, sheet(0, [3, 3]));
    for (const reader of [ann, bob]) await readOthersScores(test.db, reader.id, [application.id, application.id]);
    expect(await test.db.selectFrom("scores_read").select("person_id").where("application_id", "=", application.id).execute()).toEqual([{ person_id: bob.id }]);
    expect(((await caught(assign(as(administrator), application.id, bob.id))) as Invalid).fields.person_id).toContain("read what others scored");
    const behind = await caught(test.db.insertInto("assignment").values({ id: newId(), application_id: application.id, person_id: bob.id, assigned_by: administrator.id }).execute());
    expect(refusedConstraint(behind)).toBe("assignment_unread");
    const owing = await an.actor(test.db, [{ role: "assessor", ...place }]);
    await assign(as(administrator), application.id, owing.id);
    await readOthersScores(test.db, owing.id, [application.id]);
    expect(await test.db.selectFrom("scores_read").select("person_id").where("person_id", "=", owing.id).execute()).toEqual([]);
  });
});

describe("a world with conflicts", () => {
  /** Twelve readers and twenty applications, with conflicts of every kind drawn by chance. */
  async function conflictedWorld() {
    const { pot, place, administrator, application } = await assessmentWorld(test);
    const applications = [application];
    for (let count = 0; count < 19; count += 1) applications.push(await sentApplication(test, pot.id));
    const readers: PersonActor[] = [];
    for (let count = 0; count < 12; count += 1) readers.push(await an.actor(test.db, [{ role: "assessor", ...place }]));
    const next = numbersFrom(20_260_501);
    const conflicts = new Set<string>();
    const key = (application_id: string, person_id: string) => `${application_id} ${person_id}`;
    for (const reader of readers)
      for (const { id, organisation_id } of applications) {
        const drawn = next();
        if (drawn >= 0.4) continue;
        if (drawn < 0.1) await test.db.insertInto("interest").values({ id: newId(), application_id: id, person_id: reader.id, has_interest: true }).execute();
        else if (drawn < 0.2) await a.role(test.db, { person_id: reader.id, role: drawn < 0.15 ? "viewer" : "owner", organisation_id });
        else if (drawn < 0.3) await test.db.insertInto("interest_in_organisation").values({ id: newId(), pot_id: pot.id, person_id: reader.id, organisation_id, has_interest: true }).execute();
        else {
          // Nothing that closes: a membership that has ended, a word that there is no interest.
          const ended = await a.role(test.db, { person_id: reader.id, role: "viewer", organisation_id });
          await test.db.updateTable("role_held").set({ ended_at: new Date() }).where("id", "=", ended.id).execute();
          continue;
        }
        conflicts.add(key(id, reader.id));
      }
    return { pot, administrator, applications, readers, conflicts, key };
  }

  it("assignment, sheet and score of every assessor for every application: all of the conflicted are refused, and no other", async () => {
    const { administrator, applications, readers, conflicts, key } = await conflictedWorld();
    expect(conflicts.size).toBeGreaterThan(50);
    const refused = { assignment: new Set<string>(), sheet: new Set<string>(), score: new Set<string>() };
    for (const reader of readers)
      for (const { id: application_id, pot_id } of applications) {
        const pair = { application_id, person_id: reader.id };
        const asked = await caught(test.db.insertInto("assignment").values({ id: newId(), ...pair, assigned_by: administrator.id }).execute());
        if (refusedConstraint(asked) === "assignment_without_interest") refused.assignment.add(key(application_id, reader.id));
        else expect(asked).toBeUndefined();
        await test.db.insertInto("interest").values({ id: newId(), ...pair, has_interest: false }).onConflict((conflict) => conflict.doNothing()).execute();
        const id = newId();
        const begun = await caught(test.db.insertInto("score_sheet").values({ id, ...pair }).execute());
        if (refusedConstraint(begun) === "score_without_interest") refused.sheet.add(key(application_id, reader.id));
        else expect(begun).toBeUndefined();
        // A sheet from before the conflict, as it would be left: set aside, and tried to be scored all the same.
        if (begun !== undefined) await test.db.insertInto("score_sheet").values({ id, ...pair, status: "void" }).execute();
        const { id: criterion_id } = await test.db.selectFrom("criterion").select("id").where("pot_id", "=", pot_id).executeTakeFirstOrThrow();
        const scored = await caught(test.db.insertInto("score").values({ sheet_id: id, criterion_id, points: 1, reason: "" }).execute());
        if (refusedConstraint(scored) === "score_without_interest") refused.score.add(key(application_id, reader.id));
        else expect(scored).toBeUndefined();
      }
    for (const kind of ["assignment", "sheet", "score"] as const) expect([...refused[kind]].sort(), kind).toEqual([...conflicts].sort());
  }, 120_000);

  it("the list over whole pots says of every pair what the question about one says", async () => {
    const { pot, readers, applications, conflicts, key } = await conflictedWorld();
    for (const reader of readers) {
      const { rows } = await sql<{ application_id: string }>`with ${potFacts([pot.id], reader.id)} select application_id from closed_to_viewer`.execute(test.db);
      const expected = applications.filter(({ id }) => conflicts.has(key(id, reader.id))).map(({ id }) => id).sort();
      expect(rows.map(({ application_id }) => application_id).sort()).toEqual(expected);
      expect((await conflictedApplicationIds(test.db, reader.id, pot.id)).sort()).toEqual(expected);
    }
  }, 120_000);

  it("no row of a conflicted application is listed to the reader, in a rank, a list, a hint or a count", async () => {
    const { pot, readers, applications, conflicts, key } = await conflictedWorld();
    let looked = 0;
    for (const reader of readers) {
      const actor = await actorOf(test.db, reader.id);
      const seen = JSON.stringify([await rankedApplications(test.db, pot.id, reader.id), await listToDeclare(test.db, pot.id, reader.id), await hintsFor(test.db, pot.id, [reader.id], reader.id), await readDesk(test.db, { ...actor, roles: actor.roles.filter(({ organisation_id }) => organisation_id === null) }).then(({ panel, owedRounds, panelWork }) => ({ panel, owedRounds, panelWork })), await listAssignments(test.db, reader.id)]);
      for (const { id, reference, organisation_id } of applications) {
        if (!conflicts.has(key(id, reader.id))) continue;
        for (const secret of [id, reference, organisation_id]) expect(seen).not.toContain(secret);
        expect(await scoresOf(test.db, id, reader)).toEqual([]);
        looked += 1;
      }
    }
    expect(looked).toBe(conflicts.size);
  }, 120_000);
});
