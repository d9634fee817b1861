/** Single awards for machines: JSON-LD, the feed of new ones, and the addresses for the sitemap. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { NotFound } from "../kernel/errors.ts";
import { formatPence } from "../kernel/money.ts";
import { grantsAsJson } from "./fields.server.ts";

interface GrantJson {
  id: string;
  title: string;
  description: string;
  amountAwarded: number;
  awardDate: string;
  url: string;
  dateModified: string;
  recipientOrganization: { id: string; name: string; charityNumber?: string }[];
  fundingOrganization: { id: string; name: string }[];
  beneficiaryLocation: { name: string; geoCode: string }[];
}

/** An award in the words of schema.org. Throws NotFound before its release and once it no longer stands. */
export async function awardJsonLd(db: Kysely<DB>, reference: string, origin: string): Promise<Record<string, unknown>> {
  if (!/^[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(reference)) throw new NotFound();
  const { rows } = await (grantsAsJson({ reference }, origin) as ReturnType<typeof sql<Record<string, string>>>).execute(db);
  const [row] = rows;
  if (!row) throw new NotFound();
  const grant = JSON.parse(Object.values(row)[0]!.slice(1)) as GrantJson;
  const [recipient] = grant.recipientOrganization;
  const [funder] = grant.fundingOrganization;
  const [place] = grant.beneficiaryLocation;
  return {
    "@context": "https://schema.org",
    "@type": "MonetaryGrant",
    "@id": grant.url,
    url: grant.url,
    identifier: grant.id,
    name: grant.title,
    description: grant.description,
    amount: { "@type": "MonetaryAmount", currency: "GBP", value: grant.amountAwarded },
    funder: { "@type": "Organization", name: funder!.name, identifier: funder!.id },
    fundedItem: { "@type": "Organization", name: recipient!.name, identifier: recipient!.id, areaServed: { "@type": "AdministrativeArea", name: place!.name, identifier: place!.geoCode } },
    subjectOf: { "@type": "Dataset", name: "Awards as open data", url: `${origin}/open-data`, license: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" },
  };
}

/** The awards released last, newest first. */
export async function listNewAwards(db: Kysely<DB>, origin: string) {
  const awards = await db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .innerJoin("area", "area.code", "award.area_code")
    .innerJoin("fund", "fund.id", "award.fund_id")
    .select(["award.reference", "award.title", "award.amount_pence", "award.synthetic", "organisation.name as organisation", "area.name as area", "fund.title as fund"])
    .select(sql<Date>`award.released_at`.as("released_at"))
    .where("award.status", "in", ["released", "accepted"])
    .orderBy("award.released_at", "desc")
    .orderBy("award.id", "desc")
    .limit(50)
    .execute();
  return awards.map((award) => ({
    title: `${award.organisation}: ${award.title}`,
    link: `${origin}${paths.award(award.reference)}`,
    updated: award.released_at,
    summary: `${award.synthetic ? "Invented for a demonstration. " : ""}${formatPence(award.amount_pence)} from the ${award.fund}, ${award.area}.`,
  }));
}

const publicAwards = (db: Kysely<DB>) => db.selectFrom("award").where("status", "in", ["released", "accepted"]);
export async function countPublicAwards(db: Kysely<DB>): Promise<number> {
  const { awards } = await publicAwards(db).select((eb) => eb.fn.countAll<number>().as("awards")).executeTakeFirstOrThrow();
  return awards;
}
/** References of the register in a fixed order. */
export async function listAwardReferences(db: Kysely<DB>, from: number, count: number): Promise<string[]> {
  const rows = await publicAwards(db).select("reference").orderBy("awarded_on", "desc").orderBy("id", "desc").offset(from).limit(count).execute();
  return rows.map((row) => row.reference);
}
