/** Applications to an invented round, sent by the same verbs as everyone's: as many as are asked for, shared among the areas. */
import { record } from "#app/domain/audit/change.server.ts";
import { findLatestForm } from "#app/domain/forms/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "#app/domain/kernel/context.ts";
import { addDays } from "#app/domain/kernel/time.ts";
import { between, datesOf, type PotDates } from "../demonstration/calendar.ts";
import { apply } from "../demonstration/groups.ts";
import { communitiesAnswers, inventType } from "../demonstration/stories.ts";
import { chance, idOf, insertMissing, type Chance } from "../kit.ts";
import { bodyId, readAreas, slugOf } from "../reference/areas.ts";
import { drawGroups } from "./draw.ts";
import { areaBodies, bulkFund, byArea, type BulkOptions } from "./plan.ts";

/** The round that takes them. Its pots closed a fortnight ago. */
export const openRound = { id: idOf("round/invented-live"), code: "invented-live" } as const;
export const openPotId = (area: string): string => idOf(`pot/${openRound.code}/${area}`);
const lists = { "focus-group": 2, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };
const [least, most] = [500, 15_000];

/** Applications that are there already count: asked again it adds what is missing. */
export async function addApplications(context: Context, options: BulkOptions, tell: (line: string) => void): Promise<void> {
  const dates = datesOf("in-assessment", context.now);
  const sender = await inTransaction(context, (tx) => addPots(tx, dates, options));
  const there = new Set((await context.db.selectFrom("application").select("organisation_id").where("pot_id", "in", [...areaBodies.keys()].map(openPotId)).execute()).map((row) => row.organisation_id));
  const luck = chance(options.seed * 32_452_843);
  let sent = 0;
  for (const group of drawGroups(byArea(options.applications), options.seed, "applicant")) {
    const bid = drawBid(luck, dates);
    if (there.has(group.id)) continue;
    await inTransaction(context, async (tx) => {
      await insertMissing(tx.db, "organisation", [{ ...group, legal_form_list: "legal-form", legal_form_version: 1, company_number: null, host_charity_number: null, synthetic: true }]);
      const owner: PersonActor = { ...sender, roles: [{ role: "owner", organisation_id: group.id, fund_id: null, area_code: null }] };
      await apply({ ...tx, mode: "demonstration", refresh: false }, { id: group.id, owner }, { pot_id: openPotId(group.area_code), ...bid });
    });
    sent += 1;
  }
  tell(`${sent} applications`);
}

function drawBid(luck: Chance, { opens_at, closes_at, decisions_by }: PotDates) {
  const sent = between(opens_at, closes_at, 0.15 + luck.next() * 0.8);
  const pounds = Math.max(least, Math.round((most * (0.2 + luck.next() * 0.8)) / 50) * 50);
  const answers = communitiesAnswers(luck, { projectType: inventType(luck), pounds, starts_on: addDays(decisions_by, luck.between(14, 45)), days: luck.between(150, 330) });
  return { answers, began: between(opens_at, sent, 0.6), sent };
}

/** The round, its pots and who sends: somebody without a password, as whom nobody can sign in. */
async function addPots(tx: TransactionContext, dates: PotDates, { applications }: BulkOptions): Promise<PersonActor> {
  const { db } = tx;
  const [form, returnForm] = [await findLatestForm(db, "communities-application"), await findLatestForm(db, "grant-return")];
  const sender = { id: idOf("person/invented-sender"), email: "everyone@bulk.lade.example", name: "Invented Sender" };
  const known = await db.selectFrom("round").select("id").where("id", "=", openRound.id).executeTakeFirst();
  if (!known) {
    await insertMissing(db, "person", [{ ...sender, email_confirmed_at: tx.now, synthetic: true }]);
    await insertMissing(db, "round", [
      {
        ...openRound, fund_id: bulkFund.id, title: "Invented grants, to be decided", financial_year: "2026-27", year_number: 6, kind: "live", budget_pence: null,
        form_version_id: form!.id, return_form_version_id: returnForm!.id, lists: JSON.stringify(lists), synthetic: true, note: "Invented in great number.",
      },
    ]);
    await insertMissing(
      db,
      "pot",
      readAreas().map(({ code, name, body, allocation_2023_24 }) => ({
        id: openPotId(code), round_id: openRound.id, area_code: code, body_id: bodyId(body), allocation_pence: Math.max(allocation_2023_24, applications * 10_000), ...dates,
        min_amount_pence: least * 100, max_amount_pence: most * 100, contact_email: `${slugOf(name)}@fund.lade.example`, note: "Invented.", synthetic: true,
      })),
    );
    await db
      .insertInto("criterion")
      .values(
        [...areaBodies.keys()].flatMap((area) =>
          criteria.map(([title, weight], position) => ({ id: idOf(`criterion/${openPotId(area)}/${position}`), pot_id: openPotId(area), position, title, weight })),
        ),
      )
      .execute();
    await record(tx, "person.added", { type: "person", id: sender.id });
    await record(tx, "round.created", { type: "round", id: openRound.id }, { synthetic: true });
  }
  return { kind: "person", ...sender, emailConfirmed: true, secondFactor: false, roles: [] };
}

const criteria = [["The need", 30], ["What will be better", 30], ["People's own say", 15], ["The money", 15], ["Safe and doable", 10]] as const;
