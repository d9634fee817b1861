/** A publication's tables, counted from its cuts; and every count of people in them as the cells that disclosure control decides on. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { areasOfCut, codesOfCut, monthsOfCut, totalOfCut } from "../figures/cuts.server.ts";
import { isTaggedList, monthsBetween } from "../figures/model.ts";
import { formatMonth } from "../kernel/time.ts";
import type { ContentCell, ContentTable } from "./content.ts";
import type { TableBreakdown } from "./model.ts";
import { tableBreakdowns } from "./model.ts";

export interface TableWanted {
  title: string;
  cut_id: string;
  measure: "awards" | "people";
  by_code: string;
  across_areas: boolean;
  fund: string;
  fund_id: string;
  groups_known: boolean;
  period_from: string;
  period_to: string;
}

export async function tablesOf(db: Kysely<DB>, publicationId: string): Promise<TableWanted[]> {
  return db
    .selectFrom("publication_table as t")
    .innerJoin("award_cut as c", "c.id", "t.cut_id")
    .innerJoin("fund", "fund.id", "c.fund_id")
    .select(["t.title", "t.cut_id", "t.measure", "t.by_code", "t.across_areas", "fund.code as fund", "fund.id as fund_id", "c.groups_known", "c.period_from", "c.period_to"])
    .where("t.publication_id", "=", publicationId)
    .orderBy("t.position")
    .execute();
}

/** How a count of people is named in every publication: the cut, the group, the area; "all" for everybody and for Scotland. */
export const peopleKey = (cutId: string, code: string, area: string): string => `${cutId}/${code}/${area}`;

interface Named {
  code: string;
  title: string;
}
const everybody: Named = { code: "all", title: "All people" };

/** The codes of a list in the versions that the cut's awards or returns use; else the newest. */
async function codesFor(db: Kysely<DB>, table: TableWanted): Promise<Named[]> {
  const used = table.measure === "people" ? sql<{ v: number }>`select distinct list_version as v from award_cut_people where cut_id = ${table.cut_id} and list_code = ${table.by_code}` : sql<{ v: number }>`select distinct list_version as v from award_cut_tag where cut_id = ${table.cut_id} and list_code = ${table.by_code}`;
  const versions = (await used.execute(db)).rows.map((row) => row.v);
  const items = await db.selectFrom("code_item").select(["code", "title", "version"]).where("list_code", "=", table.by_code).orderBy("version", "desc").orderBy("position").execute();
  const newest = items[0]?.version;
  const wanted = items.filter((item) => (versions.length > 0 ? versions.includes(item.version) : item.version === newest));
  return wanted.filter((item, index) => wanted.findIndex((other) => other.code === item.code) === index).map(({ code, title }) => ({ code, title }));
}

/** The areas from which awards were expected at the cut, with whether they had reported. */
const areasFor = (db: Kysely<DB>, cutId: string) =>
  db.selectFrom("award_cut_area as c").innerJoin("area", "area.code", "c.area_code").select(["area.code", "area.name as title", "c.reported"]).where("c.cut_id", "=", cutId).orderBy("area.position").execute();

const cell = (value: number | null): ContentCell => ({ value, marks: value === null ? ["x"] : [] });

/** The table as it is before marks for what is confidential, provisional or revised. */
export async function countTable(db: Kysely<DB>, table: TableWanted): Promise<ContentTable> {
  const named = { key: `${table.fund}/${table.measure}/${table.by_code}${table.across_areas ? "/area" : ""}`, title: table.title, fund: table.fund, measure: table.measure };
  if (table.measure === "people") return { ...named, ...(await peopleTable(db, table)) };
  return { ...named, ...(table.across_areas ? await awardsAcross(db, table) : await awardsBy(db, table)) };
}

type Body = Omit<ContentTable, "key" | "title" | "fund" | "measure">;

async function awardsBy(db: Kysely<DB>, table: TableWanted): Promise<Body> {
  const { cut_id, by_code } = table;
  const columns: Body["columns"] = [{ code: "awards", title: "Awards", unit: "count" }, { code: "amount", title: "Amount", unit: "pence" }];
  const total = await totalOfCut(db, cut_id);
  const known = table.groups_known || !isTaggedList(by_code);
  const counted = isTaggedList(by_code) ? await codesOfCut(db, cut_id, by_code) : by_code === "area" ? await areasOfCut(db, cut_id) : await monthsOfCut(db, cut_id);
  const areas = by_code === "area" ? await areasFor(db, cut_id) : [];
  const unreported = new Set(areas.filter((area) => !area.reported).map((area) => area.code));
  const names: Named[] = isTaggedList(by_code) ? await codesFor(db, table) : by_code === "area" ? areas : monthsBetween(table.period_from, table.period_to).map((code) => ({ code, title: formatMonth(code) }));
  return {
    heading: tableBreakdowns[by_code as TableBreakdown],
    columns,
    rows: names.map(({ code, title }) => {
      const found = counted.filter((row) => row.code === code);
      const sum = (pick: (row: { awards: number; amount_pence: number }) => number) => (known && !unreported.has(code) ? found.reduce((all, row) => all + pick(row), 0) : null);
      return { code, title, cells: [cell(sum((row) => row.awards)), cell(sum((row) => row.amount_pence))] };
    }),
    total: [cell(total.awards), cell(total.amount_pence)],
    note: overlapNote(by_code),
  };
}

const overlapNote = (by: string): string =>
  by === "focus-group" || by === "family-group" || by === "priority-issue" ? "An award can be counted under more than one of these, or under none: they do not add up to all." : "";

async function awardsAcross(db: Kysely<DB>, table: TableWanted): Promise<Body> {
  const codes = await codesFor(db, table);
  const areas = await areasFor(db, table.cut_id);
  const { rows } = await sql<{ area: string; code: string; n: number }>`
    select c.area_code as area, t.code, count(*)::int as n from award_cut_award c join award_cut_tag t on t.cut_id = c.cut_id and t.award_id = c.award_id
     where c.cut_id = ${table.cut_id} and t.list_code = ${table.by_code} group by 1, 2`.execute(db);
  const counted = new Map(rows.map((row) => [`${row.area}/${row.code}`, row.n]));
  const total = await totalOfCut(db, table.cut_id);
  const byArea = new Map((await areasOfCut(db, table.cut_id)).map((row) => [row.code, row.awards]));
  const at = (area: (typeof areas)[number], code: string) => cell(table.groups_known && area.reported ? (counted.get(`${area.code}/${code}`) ?? 0) : null);
  return {
    heading: "Council area",
    columns: [...codes, { code: "all", title: "All awards" }].map((one) => ({ ...one, unit: "count" })),
    rows: areas.map((area) => ({ code: area.code, title: area.title, cells: [...codes.map(({ code }) => at(area, code)), cell(area.reported ? (byArea.get(area.code) ?? 0) : null)] })),
    total: [...codes.map(({ code }) => cell(table.groups_known ? rows.filter((row) => row.code === code).reduce((sum, row) => sum + row.n, 0) : null)), cell(total.awards)],
    note: overlapNote(table.by_code),
  };
}

/** People by group and area, "all" included on both sides. */
export async function peopleCounts(db: Kysely<DB>, cutId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ code: string; area: string; people: number }>`
    select code, coalesce(area_code, 'all') as area, sum(people)::int as people from award_cut_people
     where cut_id = ${cutId} group by grouping sets ((code, area_code), (code))`.execute(db);
  return new Map(rows.map((row) => [peopleKey(cutId, row.code, row.area), row.people]));
}

async function peopleTable(db: Kysely<DB>, table: TableWanted): Promise<Body> {
  const counted = await peopleCounts(db, table.cut_id);
  const { awards, returns } = await returnsOf(db, table.cut_id);
  const groups = table.by_code === "area" ? [] : await codesFor(db, table);
  const at = (code: string, area: string) => cell(returns === 0 ? null : (counted.get(peopleKey(table.cut_id, code, area)) ?? 0));
  const note = `From ${returns} returns of ${awards} awards. Somebody helped by two projects counts twice${groups.length > 0 ? "; a person can be in more than one group, so the groups do not add up to all people" : ""}.`;
  const byArea = table.across_areas || table.by_code === "area";
  if (!byArea)
    return { heading: "Group", columns: [{ code: "people", title: "People", unit: "count" }], rows: groups.map((group) => ({ ...group, cells: [at(group.code, "all")] })), total: [at("all", "all")], note };
  const columns = [...groups, everybody];
  return {
    heading: "Council area",
    columns: columns.map((one) => ({ ...one, unit: "count" })),
    rows: (await areasFor(db, table.cut_id)).map((area) => ({ code: area.code, title: area.title, cells: columns.map((one) => at(one.code, area.code)) })),
    total: columns.map((one) => at(one.code, "all")),
    note,
  };
}

async function returnsOf(db: Kysely<DB>, cutId: string): Promise<{ awards: number; returns: number }> {
  const { rows } = await sql<{ awards: number; returns: number }>`
    select (select count(*)::int from award_cut_award where cut_id = ${cutId}) as awards, (select count(distinct return_id)::int from award_cut_people where cut_id = ${cutId}) as returns`.execute(db);
  return rows[0]!;
}

/** Each count of people that a table shows, by its key and where it stands. */
export function peopleCellsOf(table: ContentTable, cutId: string): { key: string; value: number; total: boolean; at: [row: number | "total", column: number] }[] {
  if (table.measure !== "people") return [];
  const acrossAreas = table.heading === "Council area";
  const keyAt = (row: string, column: string) => (acrossAreas ? peopleKey(cutId, column, row) : peopleKey(cutId, row, "all"));
  const lines = [...table.rows.map((row, index) => ({ code: row.code, cells: row.cells, at: index as number | "total" })), { code: "all", cells: table.total, at: "total" as const }];
  return lines.flatMap(({ code, cells, at }) =>
    cells.flatMap((one, column) => (one.value === null ? [] : [{ key: keyAt(code, table.columns[column]!.code), value: one.value, total: at === "total", at: [at, column] as [number | "total", number] }])),
  );
}
