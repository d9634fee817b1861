/** One row of a file of awards made elsewhere, read strictly: an award, or every problem with its column and what to do. Pure. */
import type { CodeLists } from "../../forms/model.ts";
import { formatPence, parsePounds } from "../../kernel/money.ts";
import { formatDay, isDay } from "../../kernel/time.ts";
import { readCharityNumber, readCompanyNumber } from "../../organisations/model.ts";
import type { Tags } from "../model.ts";
import { columns, plainWords, type ColumnKey, type Header } from "./columns.ts";

export interface Problem {
  /** As the spreadsheet numbers it; 0 is the file as a whole. */
  row: number;
  /** The column's name; "" is the row as a whole. */
  column: string;
  message: string;
}

/** What rows are checked against: the round's lists, the area of the page, the days that an award of the round can have. */
export interface Against {
  lists: CodeLists;
  area: { code: string; name: string };
  areas: readonly { code: string; name: string }[];
  /** Superseded council code → today's. */
  superseded: Readonly<Record<string, string>>;
  first_day: string;
  today: string;
}

export const coverages = { "part-of-area": "Part of the area", "whole-area": "Whole area", "several-areas": "Several areas", scotland: "Scotland" } as const;
export type Coverage = keyof typeof coverages;
const reaches = { general: "general", "open-with-a-focus": "open with a focus", targeted: "targeted" } as const;
const standings = { new: "new", existing: "existing" } as const;

export interface RowAward {
  row: number;
  reference: string;
  organisation: { name: string; charity_number: string | null; company_number: string | null; legal_form: string | null };
  recipient_income_pence: number | null;
  coverage: Coverage | null;
  title: string;
  description: string;
  amount_pence: number;
  capital_pence: number | null;
  awarded_on: string;
  starts_on: string | null;
  ends_on: string | null;
  reach: keyof typeof reaches;
  project_standing: keyof typeof standings;
  tags: Tags;
  /** The reference of the award that it adds to. */
  tops_up: string | null;
}

type Fault = { message: string };
const isFault = (value: unknown): value is Fault => typeof value === "object" && value !== null && "message" in value;

/** Reads a row. Either every cell was good, or all that was wrong is named. */
export function readRow(row: number, cells: readonly string[], { places }: Header, against: Against): { award: RowAward } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const cell = (key: ColumnKey): string => (places[key] === undefined ? "" : (cells[places[key]] ?? "")).trim();
  const take = <T>(key: ColumnKey, value: T | Fault): T => {
    if (isFault(value)) problems.push({ row, column: columns[key].name, message: value.message });
    return value as T;
  };
  const past = cells.slice(Math.max(-1, ...Object.values(places)) + 1).find((text) => text.trim() !== "");
  if (past !== undefined) problems.push({ row, column: "", message: `There are more cells than columns (“${past.trim().slice(0, 40)}”). A cell that holds a comma or a semicolon has to stand in quotation marks` });

  const amount_pence = take("amount", readPounds(cell("amount"), "Enter what was awarded in pounds, like 2500"));
  const award: RowAward = {
    row,
    reference: take("reference", words(cell("reference"), 60, "Give the award a reference of your own, like CF-001: it tells the award again when the file is sent again")),
    organisation: {
      name: take("organisation", words(cell("organisation"), 200, "Enter the name of the organisation")),
      charity_number: take("charity_number", number(readCharityNumber(cell("charity_number")))),
      company_number: take("company_number", number(readCompanyNumber(cell("company_number")))),
      legal_form: take("legal_form", optional(cell("legal_form"), (text) => oneOf(text, listed(against, "legal-form")))),
    },
    recipient_income_pence: take("income", optional(cell("income"), (text) => readPounds(text, "Enter the yearly income in pounds, like 18500, or leave it empty", 0))),
    coverage: take("coverage", optional(cell("coverage"), (text) => oneOf(text, coverages))),
    title: take("title", words(cell("title"), 200, "Enter the name of the project")),
    description: take("description", words(cell("description"), 2_000, "Say in a sentence what the money is for: it is published")),
    amount_pence,
    capital_pence: take("capital", optional(cell("capital"), (text) => readPounds(text, "Enter the capital part in pounds, 0 if there is none, or leave it empty", 0))),
    awarded_on: take("awarded_on", readDay(cell("awarded_on"), "Enter the day of the award, like 14/02/2024")),
    starts_on: take("starts_on", optional(cell("starts_on"), (text) => readDay(text, ""))),
    ends_on: take("ends_on", optional(cell("ends_on"), (text) => readDay(text, ""))),
    reach: take("reach", required(cell("reach"), "Write general, open with a focus, or targeted", (text) => oneOf(text, reaches))),
    project_standing: take("standing", required(cell("standing"), "Write new or existing", (text) => oneOf(text, standings))),
    tags: {
      "focus-group": take("focus_groups", many(cell("focus_groups"), listed(against, "focus-group"))),
      "priority-issue": take("issues", many(cell("issues"), listed(against, "priority-issue"))),
      "family-group": take("families", noFamilies(cell("families")) ? [] : many(cell("families"), listed(against, "family-group"))),
      "project-type": [take("project_type", required(cell("project_type"), "Choose the one type that fits best", (text) => oneOf(text, listed(against, "project-type"))))],
    },
    tops_up: cell("tops_up") === "" ? null : cell("tops_up"),
  };
  take("area", optional(cell("area"), (text) => inArea(text, against)));
  if (problems.length === 0) checkTogether(award, against, (key, message) => problems.push({ row, column: columns[key].name, message }));
  return problems.length > 0 ? { problems } : { award };
}

/** What has to hold between the cells of a row. */
function checkTogether(award: RowAward, against: Against, complain: (key: ColumnKey, message: string) => void): void {
  if (award.awarded_on > against.today) complain("awarded_on", `${formatDay(award.awarded_on)} is still to come. Enter the day on which the award was made`);
  if (award.awarded_on < against.first_day) complain("awarded_on", `${formatDay(award.awarded_on)} is before this round's money existed (${formatDay(against.first_day)}). Look at the year, or load the award into its own round`);
  if (award.starts_on && award.ends_on && award.ends_on < award.starts_on) complain("ends_on", "The project ends before it starts. Look at both days");
  if (award.capital_pence !== null && award.capital_pence > award.amount_pence) complain("capital", `The capital part is more than the award of ${formatPence(award.amount_pence)}. It is a part of the amount, not beside it`);
  if (award.tops_up !== null && sameReference(award.tops_up, award.reference)) complain("tops_up", "An award can't top up itself. Give the reference of the earlier award, or leave it empty");
  if (award.reach === "targeted" && award.tags["focus-group"].length === 0) complain("focus_groups", "A targeted project is for somebody: name at least one focus group, or change the reach");
}

export const sameReference = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const words = (text: string, most: number, missing: string): string | Fault => {
  if (text === "") return { message: missing };
  return text.length <= most ? text.toWellFormed() : { message: `That is ${text.length.toLocaleString("en-GB")} characters. Use ${most.toLocaleString("en-GB")} or fewer` };
};
const optional = <T>(text: string, read: (text: string) => T | Fault): T | null | Fault => (text === "" ? null : read(text));
const required = <T>(text: string, missing: string, read: (text: string) => T | Fault): T | Fault => (text === "" ? { message: missing } : read(text));
const number = (found: { value: string | null } | Fault): string | null | Fault => ("value" in found ? found.value : found);

/** Pence. A comma may only part thousands: "2500,50" would else be read as a quarter of a million. */
function readPounds(text: string, missing: string, least = 1): number | Fault {
  const bare = text.replace(/[£\s]/g, "");
  if (bare === "") return { message: missing };
  if (bare.includes(",") && !/^\d{1,3}(,\d{3})+(\.\d{1,2})?$/.test(bare)) return { message: `“${text.slice(0, 30)}” can be read in two ways. Write pounds without commas and pence after a full stop, like 2500.50` };
  const pence = parsePounds(bare);
  if (pence === undefined) return { message: `“${text.slice(0, 30)}” is not an amount. ${missing}` };
  return pence >= least ? pence : { message: missing };
}

/** "2024-02-14" from 14/02/2024, 14.2.2024 or 2024-02-14. Nothing is guessed: a year of two figures and a month above 12 are refused. */
function readDay(text: string, missing: string): string | Fault {
  if (text === "") return { message: missing };
  const how = "Write it as day/month/year, like 14/02/2024";
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$/.exec(text);
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?$/.exec(text);
  if (/^\d{5}$/.test(text)) return { message: `“${text}” is how a spreadsheet counts days. Format the column as a date before you save the file` };
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$/.test(text)) return { message: `“${text}” has a year of two figures. ${how}` };
  const day = iso ? `${iso[1]}-${iso[2]}-${iso[3]}` : british ? `${british[3]}-${british[2]!.padStart(2, "0")}-${british[1]!.padStart(2, "0")}` : "";
  if (isDay(day)) return day;
  if (british && Number(british[2]) > 12 && Number(british[1]) <= 12) return { message: `There is no month ${Number(british[2])}: the day comes first here. ${how}` };
  return { message: `“${text.slice(0, 30)}” is not a day of the calendar. ${how}` };
}

type Names<Code extends string> = Readonly<Record<Code, string>>;
const listed = ({ lists }: Against, list: string): Names<string> => Object.fromEntries((lists[list]?.items ?? []).map(({ code, title }) => [code, title]));

/** The code that the words mean: the code itself, or its name. */
function oneOf<Code extends string>(text: string, names: Names<Code>): Code | Fault {
  const wanted = plainWords(text);
  const entries = Object.entries(names) as [Code, string][];
  const found = entries.find(([code]) => plainWords(code) === wanted) ?? entries.find(([, title]) => plainWords(title) === wanted);
  if (found) return found[0];
  return { message: `“${text.slice(0, 60)}” is not on the list. Write one of: ${entries.map(([code]) => code).join(", ")}` };
}

function many(text: string, names: Names<string>): string[] | Fault {
  const codes: string[] = [];
  for (const part of text.split(/[;|\n]/).map((one) => one.trim()).filter(Boolean)) {
    const code = oneOf(part, names);
    if (isFault(code)) return code;
    if (!codes.includes(code)) codes.push(code);
  }
  return codes;
}
const noFamilies = (text: string): boolean => ["none of these", "none", "not known"].includes(plainWords(text));

/** Superseded council codes are translated: an area keeps its awards whatever its code was at the time. */
function inArea(text: string, { area, areas, superseded }: Against): string | Fault {
  const code = text.toUpperCase();
  const now = superseded[code] ?? code;
  const found = areas.find((one) => one.code === now || plainWords(one.name) === plainWords(text));
  if (!found) return { message: `“${text.slice(0, 40)}” is not a council area. Write ${area.name} or ${area.code}, or leave the column out` };
  return found.code === area.code ? found.code : { message: `This is ${found.name}, and the page is for ${area.name}. Load the award on the page of ${found.name}` };
}
