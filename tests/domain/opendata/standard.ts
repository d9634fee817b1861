/** The 360Giving Data Standard as the tests hold it: the schema with formats asserted, the closed codelists, the template's titles. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";

const at = (name: string) => new URL(`../../standards/360giving/${name}`, import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(at(name), "utf8").replaceAll("http://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/schema")) as Record<string, unknown>;
export const codelist = (name: string): string[] => (parse(readFileSync(at(name)), { columns: true, bom: true }) as Record<string, string>[]).map((row) => row["Code"]!);

export interface Organisation {
  id: string;
  name: string;
  charityNumber?: string;
  companyNumber?: string;
  postalCode?: string;
  location?: Place[];
  [field: string]: unknown;
}
export interface Place {
  name?: string;
  geoCode?: string;
  geoCodeType?: string;
  [field: string]: unknown;
}
export interface Grant {
  id: string;
  title: string;
  description: string;
  amountAwarded: number;
  awardDate: string;
  recipientOrganization?: Organisation[];
  recipientIndividual?: { id: string; name: string };
  fundingOrganization: Organisation[];
  beneficiaryLocation?: Place[];
  plannedDates?: { startDate?: string; endDate?: string; duration?: number }[];
  actualDates?: { startDate?: string; endDate?: string; duration?: number }[];
  classifications?: { vocabulary: string; code: string; title: string; url: string }[];
  deiDetails?: { project: { response: { taxonomyCodes: string[] } } };
  dateModified?: string;
  dataSource?: string;
  grantProgramme?: { code: string; title: string }[];
  toIndividualsDetails?: unknown;
  [field: string]: unknown;
}
export interface Package {
  grants: Grant[];
  title: string;
  description: string;
  [field: string]: unknown;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const packageSchema = json("360-giving-package-schema.json") as { properties: { grants: { items: { $ref: string }; uniqueItems?: boolean } } };
const grantSchema = json("360-giving-schema.json");
ajv.addSchema(grantSchema);
packageSchema.properties.grants.items.$ref = grantSchema["$id"] as string;
// Deep equality of every pair is slow and says little; the ids are compared by themselves.
delete packageSchema.properties.grants.uniqueItems;
const validPackage = ajv.compile(packageSchema);
const validDei = ajv.compile(json("360-giving-dei-schema.json"));

/** What the schema, the extension, the closed codelists and the identity of ids say against a package; nothing when it is valid. */
export function faultsOf(file: Package): string[] {
  const said = (errors: typeof validPackage.errors) => (errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  const faults = validPackage(file) ? [] : said(validPackage.errors);
  const ids = file.grants.map((grant) => grant.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) faults.push(`${id} stands twice`);
  const closed: [string, (grant: Grant) => unknown[]][] = [
    ["locationScope.csv", (grant) => [grant["locationScope"]]],
    ["regrantType.csv", (grant) => [grant["regrantType"]]],
    ["geoCodeType.csv", (grant) => [...(grant.beneficiaryLocation ?? []), ...(grant.recipientOrganization?.[0]?.location ?? [])].map((place) => place.geoCodeType)],
    ["dei-taxonomyCodes.csv", (grant) => grant.deiDetails?.project.response.taxonomyCodes ?? []],
  ];
  for (const [name, values] of closed) {
    const known = new Set(codelist(name));
    for (const grant of file.grants) for (const value of values(grant)) if (value !== undefined && !known.has(value as string)) faults.push(`${grant.id}: ${value as string} is not in ${name}`);
  }
  for (const grant of file.grants) if (grant.deiDetails && !validDei(grant.deiDetails)) faults.push(...said(validDei.errors));
  return faults;
}

interface Schema {
  title?: string;
  type?: string;
  $ref?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
}
const followed = (schema: Schema): Schema => (schema.$ref ? (grantSchema["$defs"] as Record<string, Schema>)[schema.$ref.split("/").at(-1)!]! : schema);

/**
 * A row of a sheet as the grant that it says, put together by the titles of the schema alone: parts joined by ":", several of one thing by
 * numbers from 0, numbers as numbers, empty cells left out. Throws where a title is none of the standard's.
 */
export function grantOfRow(row: Readonly<Record<string, string>>): Record<string, unknown> {
  const grant: Record<string, unknown> = {};
  for (const [title, cell] of Object.entries(row)) if (cell !== "") place(grant, grantSchema as Schema, title.split(":"), cell);
  return grant;
}
function place(into: Record<string, unknown>, schema: Schema, [part, ...rest]: string[], cell: string): void {
  const [name, found] = Object.entries(schema.properties!).map(([key, one]) => [key, followed(one)] as const).find(([, one]) => one.title === part) ?? [];
  if (name === undefined || found === undefined) throw new Error(`${part} is no title of ${schema.title}`);
  if (found.type !== "array") {
    into[name] = found.type === "number" ? Number(cell) : cell;
    return;
  }
  const inner = followed(found.items!);
  if (inner.type === "string") {
    into[name] = cell.split(";");
    return;
  }
  const number = /^\d+$/.test(rest[0] ?? "") ? Number(rest.shift()) : 0;
  const list = (into[name] ??= []) as Record<string, unknown>[];
  place((list[number] ??= {}), inner, rest, cell);
}

/** The titles of each sheet of the standard's template. */
export function templateTitles(): Map<string, string[]> {
  return sheetsOf(readFileSync(at("titles-2024.xlsx")), (rows, name) => (name === "Meta" ? rows.map((row) => row[0]!) : rows[0]!));
}

/** The cells of every sheet of a workbook, as text. */
export function sheetsOf<T>(bytes: Uint8Array, of: (rows: string[][], name: string) => T): Map<string, T> {
  const files = unzipSync(bytes);
  const text = (path: string) => (files[path] ? strFromU8(files[path]) : "");
  const plain = (xml: string) => xml.replace(/<[^>]+>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");
  const shared = [...text("xl/sharedStrings.xml").matchAll(/<si>([\s\S]*?)<\/si>/g)].map((match) => plain(match[1]!));
  const targets = new Map([...text("xl/_rels/workbook.xml.rels").matchAll(/<Relationship [^>]*>/g)].map(([tag]) => [/Id="([^"]+)"/.exec(tag)![1]!, /Target="([^"]+)"/.exec(tag)![1]!]));
  const sheets = new Map<string, T>();
  for (const [, name, id] of text("xl/workbook.xml").matchAll(/<sheet [^>]*name="([^"]+)"[^>]*r:id="([^"]+)"/g)) {
    const rows = [...text(`xl/${targets.get(id!)!.replace(/^\/?(xl\/)?/, "")}`).matchAll(/<row [^>]*>([\s\S]*?)<\/row>/g)].map(([, row]) => {
      const cells: string[] = [];
      for (const [, attributes, content] of row!.matchAll(/<c ([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
        const letters = /r="([A-Z]+)/.exec(attributes!)![1]!;
        const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
        const value = content ? plain(content) : "";
        cells[column] = attributes!.includes('t="s"') ? shared[Number(value)]! : value;
      }
      return Array.from(cells, (cell) => cell ?? "");
    });
    sheets.set(name!, of(rows, name!));
  }
  return sheets;
}
