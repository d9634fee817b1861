/** An invented ledger of awards, returns and applications, drawn at random and kept both in the database and here, to be counted by hand. */
import fc from "fast-check";
import { rebuildCounts } from "#app/domain/awards/counts.server.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { financialYear } from "#app/domain/kernel/time.ts";
import type { Database } from "#db/connection.ts";
import { a } from "#tests/support/factories.ts";

export const areas = ["S12000033", "S12000041", "S12000049", "S92000003"] as const;
export const oldGlasgow = "S12000046";
export const boards: Record<string, string> = { S12000033: "S08000020", S12000041: "S08000030", S12000049: "S08000030" };
export const lists = {
  "focus-group": ["women", "minority-ethnic", "older-people"],
  "priority-issue": ["loneliness", "poverty"],
  "family-group": ["lone-parents", "young-mothers"],
  "project-type": ["sport", "arts", "advice"],
} as const;
export const forms = ["scio", "club"] as const;
export const bands = [{ code: "small", from: 1, to: 200_000 }, { code: "middle", from: 200_001, to: 1_000_000 }] as const;
export const zones: Record<string, number> = { S01000001: 1, S01000002: 10, S01000003: 4 };

export interface Row {
  id: string;
  fund: string;
  round: string;
  area: string;
  organisation: string;
  form: string;
  amount: number;
  status: "decided" | "released" | "accepted" | "withdrawn" | "not-taken-up";
  reach: string | null;
  standing: string | null;
  day: string;
  tags: Record<keyof typeof lists, string[]>;
  project: string;
  decile: number | null;
  returned: { people: number; spent: number; groups: Record<string, number> } | null;
}
export interface Ledger {
  awards: Row[];
  applications: Row[];
  funds: string[];
  rounds: { code: string; fund: string; year: string }[];
}

const days = ["2022-03-31", "2022-04-01", "2022-12-31", "2023-01-01", "2023-03-31", "2023-04-01", "2023-11-15", "2024-02-29", "2024-03-31"];
const drawn = fc.record({
  round: fc.nat(2), area: fc.nat(3), organisation: fc.nat(7), amount: fc.constantFrom(1, 200_000, 200_001, 1_000_000, 1_000_001, 77_777),
  status: fc.constantFrom("decided", "released", "accepted", "accepted", "accepted", "withdrawn", "not-taken-up"),
  reach: fc.constantFrom("general", "open-with-a-focus", "targeted", null), standing: fc.constantFrom("new", "existing", null),
  day: fc.constantFrom(...days), decile: fc.constantFrom(null, ...Object.values(zones)), topsUp: fc.nat(9),
  focus: fc.subarray([...lists["focus-group"]]), issue: fc.subarray([...lists["priority-issue"]]), family: fc.subarray([...lists["family-group"]]), type: fc.option(fc.constantFrom(...lists["project-type"])),
  returned: fc.option(fc.record({ people: fc.nat(300), spent: fc.nat(1_000_000), groups: fc.dictionary(fc.constantFrom(...lists["focus-group"]), fc.nat(100)) })),
});

/** A ledger of `size` awards and as many applications, in a database that has no other. */
export async function aLedger(db: Database, size: number, seed: number): Promise<Ledger> {
  for (const code of areas) await a.area(db, { code });
  await db.insertInto("superseded_area_code").values({ code: oldGlasgow, area_code: "S12000049" }).execute();
  for (const [list, items] of Object.entries(lists)) await a.codeList(db, list, items);
  await a.codeList(db, "legal-form", forms);
  const listed = { "focus-group": 1, "priority-issue": 1, "family-group": 1, "project-type": 1, "legal-form": 1 };
  const funds = [await a.fund(db), await a.fund(db)];
  for (const { id } of funds)
    for (const [position, band] of bands.entries())
      await db.insertInto("amount_band").values({ fund_id: id, code: band.code, title: band.code, from_pence: band.from, to_pence: band.to, position, basis: "our-own" }).execute();
  const rounds = [
    await a.round(db, { fund_id: funds[0]!.id, financial_year: "2022-23", lists: listed, budget_pence: 150_000_000 }),
    await a.round(db, { fund_id: funds[0]!.id, financial_year: "2023-24", lists: listed, budget_pence: 150_000_001 }),
    await a.round(db, { fund_id: funds[1]!.id, financial_year: "2023-24", lists: listed }),
  ];
  const pots = new Map<string, string>();
  for (const round of rounds) for (const code of areas) pots.set(`${round.id} ${code}`, (await a.pot(db, { round_id: round.id, area_code: code, allocation_pence: 900_000_000 })).id);
  const organisations = [];
  for (let number = 0; number < 8; number += 1) organisations.push(await a.organisation(db, { legal_form: forms[number % 2]! }));
  const person = await a.person(db);
  const placesEdition = await editions(db);

  const ledger: Ledger = { awards: [], applications: [], funds: funds.map((fund) => fund.code), rounds: rounds.map((round) => ({ code: round.code, fund: funds.find((fund) => fund.id === round.fund_id)!.code, year: round.financial_year })) };
  const first = new Map<string, string>();
  for (const one of fc.sample(drawn, { numRuns: size, seed })) {
    const round = rounds[one.round]!;
    const organisation = organisations[one.organisation]!;
    const area = areas[one.area]!;
    const key = `${round.fund_id} ${organisation.id}`;
    const id = newId();
    const topped = one.topsUp === 0 ? first.get(key) : undefined;
    if (!first.has(key)) first.set(key, id);
    const counted = one.status === "released" || one.status === "accepted";
    await db.insertInto("award").values({
      id, reference: newReference("LG"), fund_id: round.fund_id, round_id: round.id, pot_id: pots.get(`${round.id} ${area}`)!, area_code: area, organisation_id: organisation.id, title: "A project",
      amount_pence: one.amount, status: one.status as Row["status"], awarded_on: one.day, reach: one.reach as never, project_standing: one.standing as never, counted, synthetic: true,
      released_at: one.status === "decided" ? null : new Date(), accepted_at: one.status === "accepted" ? new Date() : null, tops_up_award_id: topped ?? null,
      withdrawn_at: one.status === "withdrawn" ? new Date() : null, withdrawn_reason: one.status === "withdrawn" ? "For the test" : "",
    }).execute();
    const tags: Row["tags"] = { "focus-group": one.focus, "priority-issue": one.issue, "family-group": one.family, "project-type": one.type === null ? [] : [one.type] };
    const tagRows = Object.entries(tags).flatMap(([list_code, codes]) => codes.map((code) => ({ award_id: id, list_code, list_version: 1, code })));
    if (tagRows.length > 0) await db.insertInto("award_tag").values(tagRows).execute();
    if (one.decile !== null) await db.insertInto("award_place").values({ edition_id: placesEdition, award_id: id, data_zone_code: Object.keys(zones).find((zone) => zones[zone] === one.decile)! }).execute();
    if (one.status === "accepted") await aReturn(db, id, round.return_form_version_id!, person.id, one.returned);
    ledger.awards.push({
      id, fund: ledger.rounds[one.round]!.fund, round: round.code, area, organisation: organisation.id, form: organisation.legal_form, amount: one.amount, status: one.status as Row["status"],
      reach: one.reach, standing: one.standing, day: one.day, tags, project: topped ?? id, decile: one.decile, returned: one.status === "accepted" ? one.returned : null,
    });
  }
  await someApplications(db, ledger, { pots, rounds, person: person.id, seed, size });
  await rebuildCounts(db);
  return ledger;
}

async function aReturn(db: Database, award_id: string, form_version_id: string, sent_by: string, returned: Row["returned"]): Promise<void> {
  const id = newId();
  await db.insertInto("grant_return").values({ id, award_id, form_version_id, due_on: "2024-06-01", synthetic: true }).execute();
  if (!returned) return;
  const people = Object.entries(returned.groups).map(([code, count]) => ({ return_id: id, list_code: "focus-group", list_version: 1, code, people: count }));
  if (people.length > 0) await db.insertInto("grant_return_people").values(people).execute();
  await db.updateTable("grant_return").set({ status: "sent", sent_at: new Date(), sent_by, people_total: returned.people, spent_pence: returned.spent }).where("id", "=", id).execute();
}

/** Applications of groups of their own, because a group applies to a pot once. Drafts are among them, and one that came in the last hour of a London day. */
async function someApplications(
  db: Database, ledger: Ledger, { pots, rounds, person, seed, size }: { pots: Map<string, string>; rounds: { id: string; code: string; form_version_id: string | null }[]; person: string; seed: number; size: number },
): Promise<void> {
  for (const [index, one] of fc.sample(drawn, { numRuns: Math.ceil(size / 3), seed: seed + 1 }).entries()) {
    const round = rounds[one.round]!;
    const area = areas[one.area]!;
    const organisation = await a.organisation(db, { legal_form: forms[one.organisation % 2]! });
    const draft = one.status === "not-taken-up";
    const id = newId();
    await db.insertInto("application").values({
      id, reference: newReference("LA"), pot_id: pots.get(`${round.id} ${area}`)!, organisation_id: organisation.id, form_version_id: round.form_version_id!, created_by: person, synthetic: true,
      status: draft ? "draft" : index % 5 === 0 ? "withdrawn" : "submitted", title: draft ? null : "A project", asked_pence: draft ? null : one.amount,
      received_at: draft ? null : new Date(`${one.day}T12:00:00Z`), reach: one.reach as never, project_standing: one.standing as never,
    }).execute();
    const tags: Row["tags"] = { "focus-group": one.focus, "priority-issue": one.issue, "family-group": one.family, "project-type": one.type === null ? [] : [one.type] };
    const tagRows = Object.entries(tags).flatMap(([list_code, codes]) => codes.map((code) => ({ application_id: id, list_code, list_version: 1, code })));
    if (tagRows.length > 0) await db.insertInto("application_tag").values(tagRows).execute();
    if (!draft) ledger.applications.push({
      id, fund: ledger.rounds[one.round]!.fund, round: round.code, area, organisation: organisation.id, form: organisation.legal_form, amount: one.amount, status: "released",
      reach: one.reach, standing: one.standing, day: one.day, tags, project: id, decile: null, returned: null,
    });
  }
}

/** The look-ups of the ledger. Returns the key of the edition of places. */
async function editions(db: Database): Promise<string> {
  const edition = async (kind: "health-board" | "deprivation" | "award-places") => {
    const id = newId();
    await db.insertInto("lookup_edition").values({ id, kind, edition: "For the test", source: "Invented", source_date: "2024-01-01", line_count: 1, sha256: "0", loaded_by: null, synthetic: true }).execute();
    return id;
  };
  const [board, zonesEdition, placesEdition] = [await edition("health-board"), await edition("deprivation"), await edition("award-places")];
  for (const [area_code, board_code] of Object.entries(boards)) await db.insertInto("health_board_area").values({ edition_id: board, area_code, board_code, board_name: `Board ${board_code}` }).execute();
  for (const [code, decile] of Object.entries(zones)) await db.insertInto("data_zone").values({ edition_id: zonesEdition, code, area_code: "S12000033", decile }).execute();
  return placesEdition;
}

/** The values that a record has of a dimension. */
export function codesOf(row: Row, dimension: string): string[] {
  switch (dimension) {
    case "fund": return [row.fund];
    case "round": return [row.round];
    case "area": return [row.area];
    case "health-board": return [boards[row.area] ?? "none-recorded"];
    case "year": return [financialYear(row.day)];
    case "month": return [row.day.slice(0, 7)];
    case "legal-form": return [row.form];
    case "band": return [bands.find((band) => row.amount >= band.from && row.amount <= band.to)?.code ?? "none-recorded"];
    case "reach": return [row.reach ?? "none-recorded"];
    case "project-standing": return [row.standing ?? "none-recorded"];
    case "deprivation": return [row.decile === null ? "none-recorded" : String(row.decile)];
    case "project-type": return row.tags["project-type"].length > 0 ? row.tags["project-type"] : ["none-recorded"];
    default: return row.tags[dimension as keyof typeof lists];
  }
}

/** How many statements some work sends. */
export async function statementsOf(db: Database, work: (db: Database) => Promise<unknown>): Promise<number> {
  let count = 0;
  const watched = db.withPlugin({ transformQuery: ({ node }) => ((count += 1), node), transformResult: ({ result }) => Promise.resolve(result) });
  await work(watched as Database);
  return count;
}
