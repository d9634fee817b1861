/** The 32 council areas, Scotland, and the bodies that serve them. */
import { readFileSync } from "node:fs";
import { idOf } from "../kit.ts";

/** One line of council-areas.csv. Money in pence; null where the source has no row of the area's own. */
export interface AreaFacts {
  code: string;
  name: string;
  superseded: string;
  body: string;
  status: string;
  allocation_2022_23: number | null;
  allocation_2023_24: number;
  note: string;
}

export const scotland = "S92000003";

/** Splits one line of CSV; quotation marks may enclose commas. */
function cells(line: string): string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].slice(0, 8).map((match) => match[2] ?? match[1] ?? "");
}

const pence = (pounds: string): number => Math.round(Number(pounds) * 100);

/** The file's 32 lines, in its order. */
export function readAreas(): AreaFacts[] {
  const lines = readFileSync(new URL("./council-areas.csv", import.meta.url), "utf8").trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [code, name, superseded, body, status, second, third, note] = cells(line) as [string, string, string, string, string, string, string, string];
    return { code, name, superseded, body, status, allocation_2022_23: second ? pence(second) : null, allocation_2023_24: pence(third), note };
  });
}

/** Short label, column and row on the tile map: a square for each council, near to its neighbours. */
export const tiles: Record<string, readonly [short: string, column: number, row: number]> = {
  S12000027: ["Shet", 6, 1],
  S12000023: ["Ork", 5, 2],
  S12000013: ["NhES", 1, 3],
  S12000017: ["High", 3, 3],
  S12000020: ["Mor", 4, 3],
  S12000034: ["Absh", 5, 3],
  S12000033: ["Abdn", 6, 3],
  S12000035: ["A&B", 2, 4],
  S12000030: ["Stir", 3, 4],
  S12000048: ["P&K", 4, 4],
  S12000041: ["Ang", 5, 4],
  S12000042: ["Dund", 6, 4],
  S12000039: ["W Dun", 2, 5],
  S12000045: ["E Dun", 3, 5],
  S12000014: ["Falk", 4, 5],
  S12000005: ["Clac", 5, 5],
  S12000047: ["Fife", 6, 5],
  S12000018: ["Inv", 1, 6],
  S12000038: ["Renf", 2, 6],
  S12000049: ["Glas", 3, 6],
  S12000050: ["N Lan", 4, 6],
  S12000040: ["W Lo", 5, 6],
  S12000036: ["Edin", 6, 6],
  S12000010: ["E Lo", 7, 6],
  S12000021: ["N Ayr", 2, 7],
  S12000011: ["E Ren", 3, 7],
  S12000029: ["S Lan", 4, 7],
  S12000019: ["Mid", 6, 7],
  S12000028: ["S Ayr", 2, 8],
  S12000008: ["E Ayr", 3, 8],
  S12000006: ["D&G", 4, 8],
  S12000026: ["Bord", 5, 8],
};

export const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

export const bodyId = (name: string): string => idOf(`body/${name}`);

/** The body that a fund's national competitions name; that it runs the later rounds is not confirmed. */
export const nationalBody = "Inspiring Scotland";

/** Bodies that served an area before the one in the file. */
export const earlierBodies = [
  {
    area: "S12000026",
    body: "Third Sector Dumfries and Galloway (TSDG)",
    from: "2021-04-01",
    to: "2022-03-31",
    note: "Managed the Borders' share in the fund's first year.",
  },
] as const;
