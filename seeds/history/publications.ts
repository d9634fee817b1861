/**
 * The two publications of the Communities Fund's third year and the summary of progress of mid-2025, made from the invented ledgers as
 * they were recorded at each data date. Numbers as published; days within the month, awards and the reasons for withdrawals invented.
 */
import { publicPagesChanged, record } from "#app/domain/audit/change.server.ts";
import { takeCut } from "#app/domain/figures/cuts.server.ts";
import { releaseInstant, usualStyles, type Styles, type TableBreakdown } from "#app/domain/publications/model.ts";
import { freeze, putOut } from "#app/domain/publications/release.server.ts";
import { cutsOf, resolveSlot } from "#app/domain/publications/slots.server.ts";
import { fillTemplate, slotNames } from "#app/domain/publications/template.ts";
import { idOf, type SeedContext } from "../kit.ts";
import { fundId } from "../reference/load.ts";
import { items } from "./items.ts";
import { itemId, observationId } from "./load.ts";
import { communitiesStatement, fromLedgers, statements } from "./statements.ts";

const invented = "Invented for the demonstration";
const third = { from: "2023-11-01", to: "2024-03-31" };

interface Cut {
  key: string;
  fund: string;
  data_on: string;
  from: string;
  to: string;
  groups_known?: boolean;
  note?: string;
  replaces?: string;
}
interface Statement {
  heading: string;
  template: string;
  styles?: Partial<Styles>;
  sources: Record<string, string>;
  item?: string;
}
interface Brought {
  key: string;
  code: string;
  title: string;
  summary: string;
  period: { from: string; to: string };
  data_on: string;
  release_on: string;
  label?: string;
  replaces?: { key: string; reason: string };
  cuts: readonly Cut[];
  statements: readonly Statement[];
  tables?: readonly { title: string; cut: string; by: TableBreakdown }[];
}

const september: Cut = {
  key: "communities-2024-09", fund: "communities-adults", data_on: "2024-08-30", ...third, groups_known: false,
  note: `It holds 116 entries that were withdrawn later; that they are these, and why, is invented.`,
};
const june: Cut = { key: "communities-2025-06", fund: "communities-adults", data_on: "2025-05-30", ...third, replaces: "communities-2024-09" };
const perinatal: Cut = { key: "perinatal-2025-06", fund: "perinatal-infant", data_on: "2025-05-30", from: "2024-10-01", to: "2025-03-31" };

const totals: Statement = {
  heading: "",
  template: "From {from} to {to} the fund made {awards} awards to {organisations} organisations.",
  sources: { from: "period:from", to: "period:to", awards: "communities-adults:awards", organisations: "communities-adults:organisations" },
};

const first: Brought = {
  key: "communities-2024-09", code: "communities-fund-year-3", title: "Communities Fund for adults, year 3: awards",
  summary: `What the fund awarded in its third year. The totals are as published in September 2024. ${invented}: the awards themselves, and the day of the month.`,
  period: third, data_on: september.data_on, release_on: "2024-09-24", label: "Without Angus, whose awards had not been reported.",
  cuts: [september], statements: [totals], tables: [{ title: "Awards by council area", cut: september.key, by: "area" }],
};
const second: Brought = {
  key: "communities-2025-06", code: "communities-fund-year-3-restated", title: "Communities Fund for adults, year 3: awards, restated",
  summary: `What the fund awarded in its third year, with the awards of Angus. The totals and the three groups named are as published in June 2025. ${invented}: the awards themselves, and the day of the month.`,
  period: third, data_on: june.data_on, release_on: "2025-06-17",
  replaces: {
    key: first.key,
    reason: `The awards of Angus, which were not in the first publication, are added. Why the total fell is not published. ${invented}: 101 awards had been entered twice and 15 groups gave their grant back.`,
  },
  cuts: [june],
  statements: [totals, { heading: "", template: communitiesStatement, styles: { number_style: "plain" }, sources: fromLedgers }],
  tables: [
    { title: "Awards by focus group", cut: june.key, by: "focus-group" },
    { title: "Awards by project type", cut: june.key, by: "project-type" },
    { title: "Awards by council area", cut: june.key, by: "area" },
  ],
};

/** `{S10.1a}` as a slot that is asked of that figure; `{=S24.1a}` of its bare number; `{year-of-S12.3a}` of its year. */
function asStatement(heading: string, line: number, written: string, styles: Partial<Styles> | undefined): Statement {
  const sources: Record<string, string> = {};
  const template = written.replace(/\{(=|year-of-)?(S[\d.]+[a-z])\}/g, (_, how: string | undefined, id: string) => {
    const name = `${how === "=" ? "number-" : (how ?? "")}${id.toLowerCase().replaceAll(".", "-")}`;
    sources[name] = `${how === "=" ? "figure-number" : how ? "figure-year" : "figure"}:${observationId(id)}`;
    return `{${name}}`;
  });
  for (const name of slotNames(template)) sources[name] ??= fromLedgers[name]!;
  return { heading, template, sources, item: itemId(line), ...(styles ? { styles } : {}) };
}

const progress: Brought = {
  key: "progress-2025-06", code: "progress-2025", title: "What has been done: progress in mid-2025",
  summary: `Each item of the official progress update of mid-2025 in our own words, its figures as reported there. The two funds with a ledger here are counted from it. ${invented}: their awards, and the day of the month.`,
  period: { from: "2023-11-01", to: "2025-03-31" }, data_on: "2025-05-30", release_on: "2025-06-24",
  cuts: [june, perinatal],
  statements: items.map(({ line, programme, summary }) => {
    const worded = statements.find((one) => one.line === line);
    return asStatement(programme, line, worded?.template ?? summary, worded?.styles);
  }),
};

const publicationId = (key: string): string => idOf(`publication/${key}`);
const cutId = (key: string): string => idOf(`award-cut/${key}`);

/** Brings in what the loaded ledgers allow: each ledger's seed calls this, the last of them completes it. */
export async function bringInPublications(context: SeedContext): Promise<void> {
  const { db } = context;
  const loaded = async (code: string) =>
    (await db.selectFrom("award").innerJoin("round", "round.id", "award.round_id").select("award.id").where("round.code", "=", code).limit(1).executeTakeFirst()) !== undefined;
  if (!(await loaded("communities-2023-24"))) return;
  await bringIn(context, first);
  await bringIn(context, second);
  if (await loaded("perinatal-infant-2024")) await bringIn(context, progress);
}

async function bringIn(context: SeedContext, brought: Brought): Promise<void> {
  const { db } = context;
  const id = publicationId(brought.key);
  if (await db.selectFrom("publication").select("id").where("id", "=", id).executeTakeFirst()) return;
  const { code, title, summary, period, data_on, release_on } = brought;
  const release_at = releaseInstant(release_on)!;
  for (const cut of brought.cuts) await bringInCut(context, cut);
  await db
    .insertInto("publication")
    .values({
      id, code, title, summary, state: "embargoed", origin: "brought-in", period_from: period.from, period_to: period.to, data_on, release_on, release_at, announced_at: release_at,
      completeness_label: brought.label ?? "", replaces_id: brought.replaces ? publicationId(brought.replaces.key) : null, restatement_reason: brought.replaces?.reason ?? "",
      drafted_at: release_at, synthetic: true,
    })
    .execute();
  await db.insertInto("publication_cut").values(brought.cuts.map((cut) => ({ publication_id: id, cut_id: cutId(cut.key) }))).execute();
  for (const [index, statement] of brought.statements.entries()) await write(context, brought, id, index + 1, statement);
  for (const [index, table] of (brought.tables ?? []).entries())
    await db
      .insertInto("publication_table")
      .values({ id: idOf(`publication-table/${brought.key}/${index}`), publication_id: id, position: index + 1, title: table.title, cut_id: cutId(table.cut), measure: "awards", by_code: table.by, across_areas: false })
      .execute();
  await freeze(context, id);
  await putOut(context, { id, title, release_on, state: "embargoed" }, release_at);
  await publicPagesChanged(context);
  await record(context, "publication.brought-in", { type: "publication", id }, { synthetic: true });
}

async function bringInCut(context: SeedContext, cut: Cut): Promise<void> {
  const { db } = context;
  if (await db.selectFrom("award_cut").select("id").where("id", "=", cutId(cut.key)).executeTakeFirst()) return;
  const data_at = new Date(`${cut.data_on}T17:00:00Z`);
  await takeCut(context, {
    id: cutId(cut.key), fund_id: fundId(cut.fund), data_at, taken_at: data_at, period_from: cut.from, period_to: cut.to,
    groups_known: cut.groups_known ?? true, note: cut.note ?? "", replaces_id: cut.replaces ? cutId(cut.replaces) : null,
  });
}

async function write({ db }: SeedContext, { key, period }: Brought, publication_id: string, position: number, statement: Statement): Promise<void> {
  const id = idOf(`publication-statement/${key}/${position}`);
  const styles: Styles = { ...usualStyles, ...statement.styles };
  const asked = { period_from: period.from, period_to: period.to, cuts: await cutsOf(db, publication_id) };
  const slots = [];
  for (const name of slotNames(statement.template)) slots.push({ name, ...(await resolveSlot(db, asked, statement.sources[name]!, styles)) });
  const printed = fillTemplate(statement.template, Object.fromEntries(slots.map((slot) => [slot.name, slot.printed])));
  await db.insertInto("publication_statement").values({ id, publication_id, position, heading: statement.heading, template: statement.template, ...styles, printed, item_id: statement.item ?? null }).execute();
  if (slots.length > 0) await db.insertInto("publication_slot").values(slots.map((slot) => ({ statement_id: id, ...slot, query: JSON.stringify(slot.query) }))).execute();
}
