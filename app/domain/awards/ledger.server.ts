/** What every change of an award shares: the locks in their order, the events, the tags, and who is told. */
import { sql, type Insertable, type Kysely, type Selectable } from "kysely";
import type { AwardEventTable, AwardTable, AwardTagTable, DB } from "#db/types.ts";
import { isClosedTo } from "../assessment/read.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { commitFromPot, lockPot } from "../funds/change.server.ts";
import type { ListVersions, Pot } from "../funds/read.server.ts";
import { takenFromYears, type YearAmount } from "../funds/years.ts";
import type { Actor } from "../kernel/actor.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import type { Letter } from "./letters.ts";
import { tagLists, type Tags } from "./model.ts";

export type Award = Selectable<AwardTable>;

/**
 * The award with its pot, both locked, the pot first: whoever changes an award waits for the pot, and so money, counts and states of
 * one pot change one after the other. Throws NotFound.
 */
export async function lockAward(tx: TransactionContext, awardId: string): Promise<{ award: Award; pot: Pot }> {
  const found = isId(awardId) ? await tx.db.selectFrom("award").select("pot_id").where("id", "=", awardId).executeTakeFirst() : undefined;
  if (!found) throw new NotFound();
  const pot = await lockPot(tx, found.pot_id);
  const award = await tx.db.selectFrom("award").selectAll().where("id", "=", awardId).forNoKeyUpdate().executeTakeFirstOrThrow();
  return { award, pot };
}

/** The facts a policy asks for: the place, the group, and whether the application is closed to the one who asks. */
export async function decidable(db: Kysely<DB>, actor: Actor, thing: { application_id: string | null; organisation_id: string; fund_id: string; area_code: string }) {
  const closed = actor.kind === "person" && thing.application_id !== null && (await isClosedTo(db, actor.id, thing.application_id));
  return { fund_id: thing.fund_id, area_code: thing.area_code, organisation_id: thing.organisation_id, closed };
}

/** How the award is spread over financial years; none for an award from before, all of which is of its round's own year. */
export async function yearsOfAward(db: Kysely<DB>, awardId: string): Promise<YearAmount[]> {
  return db.selectFrom("award_year").select(["financial_year", "amount_pence"]).where("award_id", "=", awardId).orderBy("financial_year").execute();
}

/**
 * Gives an award's money back to its pot, to the part it came from and to its years: all of it, or the last years' first where it is only
 * made smaller. The caller holds the award as it was before, changes it and appends the event.
 * @param pence at most what the award holds
 */
export async function giveBack(tx: TransactionContext, award: Pick<Award, "id" | "pot_id" | "sub_pot_id" | "amount_pence">, pence: number = award.amount_pence): Promise<void> {
  const years = await yearsOfAward(tx.db, award.id);
  const changes = takenFromYears(years, years.length === 0 ? 0 : pence);
  if (pence < award.amount_pence)
    for (const { financial_year, amount_pence } of changes)
      await tx.db.updateTable("award_year").set((eb) => ({ amount_pence: eb("amount_pence", "+", amount_pence) })).where("award_id", "=", award.id).where("financial_year", "=", financial_year).execute();
  await commitFromPot(tx, award.pot_id, -pence, { subPotId: award.sub_pot_id, ...(years.length === 0 ? {} : { years: changes }) });
  await boardChanged(tx, award.pot_id);
}

/** Appends one event to the award's history. `change_pence` is what it adds to the pot's commitment, negative where it gives back. */
export async function addEvent(
  tx: TransactionContext, award: Pick<Award, "id" | "awarded_on" | "synthetic">, kind: AwardEventTable["kind"], { change_pence = 0, reason = "" } = {},
): Promise<void> {
  await tx.db
    .insertInto("award_event")
    .values({
      id: newId(), award_id: award.id, kind, change_pence, reason, awarded_on: award.awarded_on, synthetic: award.synthetic,
      person_id: tx.actor.kind === "person" ? tx.actor.id : null,
    })
    .execute();
}

/**
 * Replaces the award's tags by these, in the list versions of its round. Throws Invalid by list where a code is not on its list, or
 * where there is more than one project type.
 */
export async function writeTags(tx: TransactionContext, awardId: string, tags: Tags, versions: ListVersions): Promise<void> {
  const wanted = tagLists.flatMap((list_code) => [...new Set(tags[list_code])].map((code) => ({ list_code, list_version: versions[list_code] ?? 1, code })));
  const known = await tx.db
    .selectFrom("code_item")
    .select(["list_code", "version", "code"])
    .where((eb) => eb.or(tagLists.map((list) => eb.and({ list_code: list, version: versions[list] ?? 1 }))))
    .execute();
  const onList = new Set(known.map((item) => `${item.list_code} ${item.code}`));
  const problems: Record<string, string> = {};
  for (const tag of wanted) if (!onList.has(`${tag.list_code} ${tag.code}`)) problems[tag.list_code] = "Choose from the list of this round";
  if (tags["project-type"].length > 1) problems["project-type"] = "Choose one project type";
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  await replaceTags(tx, [awardId], wanted.map((tag) => ({ award_id: awardId, ...tag })));
}

const tagsAtOnce = 1_000;
const tagKey = (tag: Insertable<AwardTagTable>): string => [tag.award_id, tag.list_code, tag.list_version, tag.code].join(" ");

/**
 * Gives awards these tags and no others; what goes is kept with the time for which it stood, so that a cut can ask for the tags of any
 * moment. The caller holds the awards locked: one instant ends what goes and begins what comes.
 */
export async function replaceTags({ db }: TransactionContext, awardIds: readonly string[], wanted: readonly Insertable<AwardTagTable>[]): Promise<void> {
  const standing = await db.selectFrom("award_tag").selectAll().where("award_id", "in", [...awardIds]).execute();
  const [stands, stays] = [new Set(standing.map(tagKey)), new Set(wanted.map(tagKey))];
  const gone = standing.filter((tag) => !stays.has(tagKey(tag)));
  const fresh = wanted.filter((tag) => !stands.has(tagKey(tag)));
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  const { at } = rows[0]!;
  for (let from = 0; from < gone.length; from += tagsAtOnce) {
    const some = gone.slice(from, from + tagsAtOnce);
    await db.insertInto("award_tag_past").values(some.map((tag) => ({ ...tag, until: at }))).execute();
    await db
      .deleteFrom("award_tag")
      .where((eb) => eb.or(some.map(({ award_id, list_code, code }) => eb.and({ award_id, list_code, code }))))
      .execute();
  }
  for (let from = 0; from < fresh.length; from += tagsAtOnce)
    await db.insertInto("award_tag").values(fresh.slice(from, from + tagsAtOnce).map((tag) => ({ ...tag, since: at }))).execute();
}

/** Owners and editors of the groups who can be written to: the account works and its address is confirmed. */
export async function listRecipients(db: Kysely<DB>, organisationIds: readonly string[]) {
  if (organisationIds.length === 0) return [];
  return db
    .selectFrom("role_held as held")
    .innerJoin("person", "person.id", "held.person_id")
    .select(["held.organisation_id", "person.id as person_id", "person.email", "person.name"])
    .where("held.organisation_id", "in", [...organisationIds])
    .where("held.role", "in", ["owner", "editor"])
    .where("held.ended_at", "is", null)
    .where("person.disabled_at", "is", null)
    .where("person.email_confirmed_at", "is not", null)
    .distinct()
    .orderBy("person.name")
    .orderBy("person.id")
    .execute();
}

/** Sends one letter to everybody who answers for the group. `dedupe` names the thing said: nobody is told it twice. */
export async function writeToGroup(tx: TransactionContext, organisationId: string, template: string, dedupe: string, letter: Letter): Promise<number> {
  const recipients = await listRecipients(tx.db, [organisationId]);
  for (const person of recipients)
    await queueMessage(tx, { to_email: person.email, to_person_id: person.person_id, template, ...letter, dedupe_key: `${dedupe}:${person.person_id}` });
  return recipients.length;
}

/** Today in London when the request began to arrive, by the database's clock. */
export async function londonToday(tx: TransactionContext): Promise<{ today: string; at: Date }> {
  const { rows } = await sql<{ today: string; at: Date }>`
    select ((at at time zone 'Europe/London')::date)::text as today, at
      from (select clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond' as at) clock`.execute(tx.db);
  return rows[0]!;
}
