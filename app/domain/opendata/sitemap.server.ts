/** The addresses that search engines may know, after sitemaps.org 0.9: an index, a file of pages, and files of awards of bounded size. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { easyReadContents } from "../figures/easy-read/read.server.ts";
import { xml } from "../figures/tables/xml.ts";
import { listFunds } from "../funds/read.server.ts";
import { NotFound } from "../kernel/errors.ts";
import { getPlan, listPriorities } from "../strategy/read.server.ts";
import { countPublicAwards, listAwardReferences } from "./awards.server.ts";

/** A file may hold 50,000. */
const awardsInFile = 25_000;
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const schema = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const urls = (addresses: readonly string[]): string => `${head}<urlset ${schema}>\n${addresses.map((address) => `<url><loc>${xml(address)}</loc></url>\n`).join("")}</urlset>\n`;

/** The index of the others. */
export async function sitemapIndex(db: Kysely<DB>, origin: string): Promise<string> {
  const files = Math.ceil((await countPublicAwards(db)) / awardsInFile);
  const names = ["pages.xml", ...Array.from({ length: files }, (_, index) => `awards-${index + 1}.xml`)];
  return `${head}<sitemapindex ${schema}>\n${names.map((name) => `<sitemap><loc>${xml(`${origin}/sitemaps/${name}`)}</loc></sitemap>\n`).join("")}</sitemapindex>\n`;
}

/** One of the files that the index names. Throws NotFound. */
export async function sitemapFile(db: Kysely<DB>, name: string, origin: string): Promise<string> {
  if (name === "pages.xml") return urls((await pagesOf(db)).map((path) => `${origin}${path}`));
  const number = Number(/^awards-(\d{1,5})\.xml$/.exec(name)?.[1] ?? 0);
  const references = number > 0 ? await listAwardReferences(db, (number - 1) * awardsInFile, awardsInFile) : [];
  if (references.length === 0) throw new NotFound();
  return urls(references.map((reference) => `${origin}${paths.award(reference)}`));
}

async function pagesOf(db: Kysely<DB>): Promise<string[]> {
  const plan = await getPlan(db);
  const priorities = await listPriorities(db, plan.id);
  const actions = await db.selectFrom("action").select("ref").where("plan_id", "=", plan.id).orderBy("sort_order").orderBy("ref").execute();
  const rounds = await db.selectFrom("round").select("code").orderBy("code").execute();
  const pots = await db
    .selectFrom("pot")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("area", "area.code", "pot.area_code")
    .select(["round.code", "area.slug"])
    .where("round.kind", "=", "live")
    .orderBy("round.code")
    .orderBy("area.slug")
    .execute();
  const publications = await db.selectFrom("publication").select("code").where("state", "=", "released").orderBy("release_at").orderBy("code").execute();
  return [
    paths.home(), paths.funds(), paths.awards(), paths.figures(), paths.awardCounts(), paths.explore(), paths.strategy(), paths.publications(), paths.releaseCalendar(), paths.openData(), paths.about(), paths.accessibility(), paths.privacy(), paths.cookies(),
    ...(await listFunds(db)).map((fund) => paths.fund(fund.code)),
    ...rounds.map((round) => paths.round(round.code)),
    ...pots.map((pot) => paths.pot(pot.code, pot.slug)),
    ...priorities.map((priority) => paths.priority(priority.number)),
    paths.strategyEasyRead(),
    ...(await easyReadContents(db, plan.id)).filter(({ version }) => version > 0).map(({ number }) => paths.strategyEasyReadPriority(number)),
    ...[...new Set(actions.map((action) => action.ref))].map((ref) => paths.action(ref)),
    ...publications.map(({ code }) => paths.publication(code)),
  ];
}
