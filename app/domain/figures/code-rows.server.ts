/** The rows of a breakdown by code list: every code that is valid in the period, and the breaks between versions of the list. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { filled } from "./filled.ts";
import { countByCode, type Cut } from "./live-counts.server.ts";
import type { Break, CountRow, TaggedList } from "./model.ts";
import type { RoundInPeriod } from "./rounds.server.ts";

/**
 * One list version an answer; where more than one falls in the period, the later one's order first, and the break is named.
 * @param already what was counted elsewhere (a publication's cut); the register as it stands is counted where it is left out
 */
export async function codeRows(
  db: Kysely<DB>,
  cut: Cut,
  list: TaggedList,
  rounds: readonly RoundInPeriod[],
  known: boolean,
  already?: Awaited<ReturnType<typeof countByCode>>,
): Promise<{ rows: CountRow[]; breaks: Break[]; remarks: string[] }> {
  const counted = already ?? (await countByCode(db, cut, list));
  const versions = await versionsInPeriod(db, cut, list, rounds, counted.filter((row) => row.awards > 0).map((row) => row.list_version));
  if (versions.length === 0) return { rows: [], breaks: [], remarks: [] };
  const items = await db
    .selectFrom("code_item")
    .select(["version", "code", "title", "confirmed"])
    .where("list_code", "=", list)
    .where("version", "in", versions.map((version) => version.version))
    .orderBy("version", "desc")
    .orderBy("position")
    .execute();
  const codes = items.filter((item, index) => items.findIndex((other) => other.code === item.code) === index);
  const sums = codes.map(({ code }) => {
    const rows = counted.filter((row) => row.code === code);
    return { code, awards: rows.reduce((sum, row) => sum + row.awards, 0), amount_pence: rows.reduce((sum, row) => sum + row.amount_pence, 0) };
  });
  const unconfirmed = codes.filter((item) => !item.confirmed).map((item) => `“${item.title}”`);
  const breaks = breaksBetween(list, versions, items);
  return {
    rows: filled(codes, sums, known),
    breaks,
    remarks: [
      ...(unconfirmed.length === 0 ? [] : [`Not confirmed, because the source simplifies or cuts off the wording: ${unconfirmed.join(", ")}.`]),
      ...breaks.map((one) => `The list changed on ${one.to.since} (from version ${one.from.version} to ${one.to.version}): counts on the two sides are not one series.`),
    ],
  };
}

interface Version {
  version: number;
  title: string;
  valid_from: string;
}

/**
 * The versions that the period's rounds use or that its awards were tagged under; where no round says, the version that was valid
 * in the period, the newest of them.
 */
async function versionsInPeriod(db: Kysely<DB>, cut: Cut, list: TaggedList, rounds: readonly RoundInPeriod[], tagged: readonly number[]): Promise<Version[]> {
  const all = await db
    .selectFrom("code_list_version")
    .select(["version", "title", "valid_from", "valid_to"])
    .where("list_code", "=", list)
    .orderBy("version")
    .execute();
  const inUse = new Set([...tagged, ...rounds.filter((round) => round.loaded).flatMap((round) => round.lists[list] ?? [])]);
  const used = all.filter((version) => inUse.has(version.version));
  if (used.length > 0) return used;
  const valid = all.filter((version) => (!cut.to || version.valid_from <= cut.to) && (!cut.from || !version.valid_to || cut.from <= version.valid_to));
  return (valid.length > 0 ? valid : all).slice(-1);
}

function breaksBetween(list: TaggedList, versions: readonly Version[], items: readonly { version: number; code: string }[]): Break[] {
  const codesOf = (version: Version) => items.filter((item) => item.version === version.version).map((item) => item.code);
  return versions.slice(1).map((later, index) => {
    const earlier = versions[index]!;
    const [before, after] = [codesOf(earlier), codesOf(later)];
    return {
      list,
      from: { version: earlier.version, title: earlier.title },
      to: { version: later.version, title: later.title, since: later.valid_from },
      ended: before.filter((code) => !after.includes(code)),
      begun: after.filter((code) => !before.includes(code)),
    };
  });
}
