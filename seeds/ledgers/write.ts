/** Writes invented groups and awards of a past round, with the events and tags they would have left had Lade been there. */
import type { Insertable } from "kysely";
import { publicPagesChanged, record } from "#app/domain/audit/change.server.ts";
import { rebuildCounts } from "#app/domain/awards/counts.server.ts";
import type { AreaReturnTable, AwardEventTable, AwardTable, AwardTagTable, OrganisationTable } from "#db/types.ts";
import { idOf, insertBulk, insertMissing, referenceOf, type SeedContext } from "../kit.ts";
import type { InventedGroup } from "./names.ts";

export interface LedgerAward {
  /** Unique in its round. */
  number: number;
  area_code: string;
  pot_id: string;
  group: InventedGroup;
  project: { title: string; description: string };
  amount_pence: number;
  asked_pence: number;
  reach: AwardTable["reach"];
  standing: AwardTable["project_standing"];
  awarded_on: string;
  starts_on: string;
  ends_on: string;
  recorded_at: Date;
  withdrawn?: { at: Date; reason: string };
  tags: Readonly<Record<string, readonly string[]>>;
}
export interface LedgerRound {
  id: string;
  code: string;
  fund_id: string;
  lists: Readonly<Record<string, number>>;
}

/** Whether the round already has awards: a ledger is loaded whole or not at all. */
export async function hasAwards({ db }: SeedContext, roundId: string): Promise<boolean> {
  return (await db.selectFrom("award").select("id").where("round_id", "=", roundId).limit(1).executeTakeFirst()) !== undefined;
}

/** What the awards of each pot hold of it now, in pence. */
export function committedByPot(awards: readonly LedgerAward[]): Map<string, number> {
  const committed = new Map<string, number>();
  for (const award of awards) if (!award.withdrawn) committed.set(award.pot_id, (committed.get(award.pot_id) ?? 0) + award.amount_pence);
  return committed;
}

/** Writes the groups and their awards, signs each area's return, makes the award counts anew, and records the load on the round. The pots are there already. */
export async function writeLedger(context: SeedContext, round: LedgerRound, awards: readonly LedgerAward[]): Promise<void> {
  const { db } = context;
  const groups = new Map(awards.map(({ group }) => [group.id, group]));
  const founded = new Date("2023-09-01T09:00:00Z");
  await insertBulk(
    db,
    "organisation",
    [...groups.values()].map((group): Insertable<OrganisationTable> => ({
      ...group, legal_form_list: "legal-form", legal_form_version: round.lists["legal-form"]!, company_number: null,
      address: "", postcode: "", telephone: "", website: "", host_name: "", host_charity_number: null, host_contact_name: "", host_contact_email: "",
      synthetic: true, version: 1, created_at: founded,
    })),
  );
  await insertBulk(db, "award", awards.map((award) => awardRow(round, award)));
  await insertBulk(db, "award_event", awards.flatMap((award) => eventRows(round, award)));
  await insertBulk(db, "award_tag", awards.flatMap((award) => tagRows(round, award)));
  await insertMissing(db, "area_return", returnRows(round, awards));
  await rebuildCounts(db);
  await publicPagesChanged(context);
  const withdrawn = awards.filter((award) => award.withdrawn).length;
  await record(context, "round.ledger-loaded", { type: "round", id: round.id }, { awards: awards.length - withdrawn, withdrawn, synthetic: true });
}

const awardId = (round: LedgerRound, award: LedgerAward): string => idOf(`award/${round.code}/${award.number}`, award.recorded_at);

function awardRow(round: LedgerRound, award: LedgerAward): Insertable<AwardTable> {
  const { area_code, pot_id, asked_pence, amount_pence, awarded_on, starts_on, ends_on, recorded_at, withdrawn } = award;
  return {
    id: awardId(round, award),
    reference: referenceOf("LG", `${round.code}/${award.number}`),
    fund_id: round.fund_id,
    round_id: round.id,
    pot_id,
    area_code,
    organisation_id: award.group.id,
    application_id: null,
    decision_id: null,
    title: award.project.title,
    description: award.project.description,
    asked_pence,
    amount_pence,
    status: withdrawn ? "withdrawn" : "accepted",
    reach: award.reach,
    project_standing: award.standing,
    starts_on,
    ends_on,
    awarded_on,
    recorded_at,
    released_at: recorded_at,
    accept_by: null,
    accepted_at: recorded_at,
    accepted_by: null,
    signatory_name: "",
    signatory_role: "",
    withdrawn_at: withdrawn?.at ?? null,
    withdrawn_reason: withdrawn?.reason ?? "",
    conditions: "",
    counted: !withdrawn,
    version: 1,
    synthetic: true,
  };
}

/** An award entered after the fact is made, released and accepted in the record at once; a withdrawal gives its money back. */
function eventRows(round: LedgerRound, award: LedgerAward): Insertable<AwardEventTable>[] {
  const { awarded_on, recorded_at, withdrawn } = award;
  const event = (kind: AwardEventTable["kind"], at: Date, change_pence = 0, reason = ""): Insertable<AwardEventTable> => ({
    id: idOf(`award-event/${round.code}/${award.number}/${kind}`, at), award_id: awardId(round, award), kind, change_pence, awarded_on,
    recorded_at: at, reason, person_id: null, synthetic: true,
  });
  const later = (milliseconds: number) => new Date(recorded_at.getTime() + milliseconds);
  return [
    event("made", recorded_at, award.amount_pence),
    event("released", later(1)),
    event("accepted", later(2)),
    ...(withdrawn ? [event("withdrawn", withdrawn.at, -award.amount_pence, withdrawn.reason)] : []),
  ];
}

const tagRows = (round: LedgerRound, award: LedgerAward): Insertable<AwardTagTable>[] =>
  Object.entries(award.tags).flatMap(([list_code, codes]) =>
    codes.map((code) => ({ award_id: awardId(round, award), list_code, list_version: round.lists[list_code]!, code })),
  );

/** Each area's return, signed an hour after the last thing that was recorded of its awards: a ledger is loaded whole. */
function returnRows(round: LedgerRound, awards: readonly LedgerAward[]): Insertable<AreaReturnTable>[] {
  const byPot = new Map<string, LedgerAward[]>();
  for (const award of awards) byPot.set(award.pot_id, [...(byPot.get(award.pot_id) ?? []), award]);
  return [...byPot].map(([pot_id, ofPot]) => {
    const standing = ofPot.filter((award) => !award.withdrawn);
    const last = Math.max(...ofPot.map((award) => (award.withdrawn?.at ?? award.recorded_at).getTime()));
    const signed_at = new Date(last + 3_600_000);
    return {
      id: idOf(`area-return/${round.code}/${ofPot[0]!.area_code}`, signed_at), pot_id, nil: standing.length === 0, signed_at,
      statement: "Invented for the demonstration: all awards of this area are in the ledger.", signatory_name: "Invented for the demonstration",
      awards: standing.length, projects: standing.length, organisations: new Set(standing.map(({ group }) => group.id)).size,
      amount_pence: standing.reduce((sum, award) => sum + award.amount_pence, 0), synthetic: true,
    };
  });
}
