/** Which awards a file of open data holds: all, or those of a fund, a financial year and an area. Pure. */
import { financialYearDays } from "../figures/model.ts";
import { NotFound } from "../kernel/errors.ts";

export const formats = ["json", "csv", "xlsx"] as const;
export type Format = (typeof formats)[number];

export interface Selection {
  fund?: string;
  /** A financial year of the day of award, "2023-24". */
  year?: string;
  area?: string;
  /** One award alone. */
  reference?: string;
}

const isFund = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && !isYear(text);
const isYear = (text: string): boolean => /^\d{4}-\d{2}$/.test(text) && Number(text.slice(5)) === (Number(text.slice(0, 4)) + 1) % 100;
const isArea = (text: string): boolean => /^S\d{8}$/.test(text);

/**
 * Reads "360giving.json", "360giving/communities-adults/2023-24/S12000049.csv", "360giving.csv-metadata.json": a fund, a year and an area
 * may each be left out, their order stays. Throws NotFound for anything else.
 */
export function readSelection(path: string): { selection: Selection; format: Format; metadata: boolean } {
  const match = /^360giving((?:\/[^/.]+)*)\.(json|csv|xlsx|csv-metadata\.json)$/.exec(path);
  if (!match) throw new NotFound("There is no such file of open data: the page on open data lists what there is");
  const rest = match[1]!.split("/").slice(1);
  const take = (fits: (text: string) => boolean): string | undefined => (rest[0] !== undefined && fits(rest[0]) ? rest.shift() : undefined);
  const [fund, year, area] = [take(isFund), take(isYear), take(isArea)];
  if (rest.length > 0) throw new NotFound("There is no such file of open data: name a fund, a financial year like 2023-24 and an area like S12000049, in that order");
  const metadata = match[2] === "csv-metadata.json";
  return { selection: { ...(fund ? { fund } : {}), ...(year ? { year } : {}), ...(area ? { area } : {}) }, format: metadata ? "csv" : (match[2] as Format), metadata };
}

/** The words of a selection as they stand in addresses and names. */
export const selectionParts = ({ fund, year, area }: Selection): string[] => [fund, year, area].filter((part) => part !== undefined);
export const daysOfSelection = ({ year }: Selection): { from: string; to: string } | undefined => (year ? financialYearDays(year) : undefined);
