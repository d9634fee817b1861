/** The national return: what it says of each award, in which bands with which edges, and what a signature states. Pure. */
import { z } from "zod";
import { penceAsTyped } from "../../kernel/money.ts";
import { coverages, type Coverage } from "../elsewhere/check.ts";

/** Yearly income of an organisation, in pence; `to` is included. Our own bands: no published set was found. */
export const incomeBands = [
  { code: "up-to-25000", title: "£25,000 or less", to: 2_500_000 },
  { code: "25000-to-100000", title: "More than £25,000, up to £100,000", to: 10_000_000 },
  { code: "100000-to-250000", title: "More than £100,000, up to £250,000", to: 25_000_000 },
  { code: "250000-to-1000000", title: "More than £250,000, up to £1 million", to: 100_000_000 },
  { code: "over-1000000", title: "More than £1 million", to: null },
] as const;
export const edgeRule = "A band holds both of the amounts that it names: exactly £10,000 is in “up to £10,000”, and the next band begins a penny above.";
export const notKnown = "[x]";
export const notKnownMeans = "[x] stands for what nobody has said: it is not nought.";

/** The income band; undefined where the income is not known. @param pence at least 0 */
export const incomeBand = (pence: number | null) => (pence === null ? undefined : incomeBands.find((band) => band.to === null || pence <= band.to));

export interface AmountBand {
  title: string;
  from_pence: number;
  to_pence: number | null;
}
export const amountBand = (pence: number, bands: readonly AmountBand[]): AmountBand | undefined =>
  bands.find((band) => pence >= band.from_pence && (band.to_pence === null || pence <= band.to_pence));

export const reachWords = { general: "For the general population", "open-with-a-focus": "Open to all with a focus", targeted: "Aimed directly at groups" } as const;

/** One award as the national return has it. Words, not codes, where a reader needs them. */
export interface ReturnRow {
  reference: string;
  own_reference: string | null;
  organisation: string;
  charity_number: string | null;
  company_number: string | null;
  income_pence: number | null;
  coverage: Coverage | null;
  title: string;
  amount_pence: number;
  band: string | null;
  capital_pence: number | null;
  awarded_on: string;
  project_type: string | null;
  focus_groups: string[];
  issues: string[];
  families: string[];
  project_standing: "new" | "existing" | null;
  reach: keyof typeof reachWords | null;
  tops_up: string | null;
  origin: "lade" | "elsewhere";
  synthetic: boolean;
}

type Cell = string | number;
interface ReturnColumn {
  heading: string;
  /** Characters wide in a workbook. */
  width: number;
  cell: (row: ReturnRow) => Cell | null;
}
const listed = (titles: readonly string[]): string => titles.join("; ");
const pounds = (pence: number | null): number | null => (pence === null ? null : Number(penceAsTyped(pence)));

/** The columns of the file, in order. What is not known is `[x]`; an empty list of groups says that there are none. */
export const returnColumns: readonly ReturnColumn[] = [
  { heading: "Award reference", width: 16, cell: (row) => row.reference },
  { heading: "Body's own reference", width: 18, cell: (row) => row.own_reference ?? "" },
  { heading: "Organisation name", width: 36, cell: (row) => row.organisation },
  { heading: "Charity number", width: 14, cell: (row) => row.charity_number ?? "" },
  { heading: "Company number", width: 14, cell: (row) => row.company_number ?? "" },
  { heading: "Organisation size (yearly income)", width: 30, cell: (row) => incomeBand(row.income_pence)?.title ?? null },
  { heading: "Coverage", width: 18, cell: (row) => (row.coverage ? coverages[row.coverage] : null) },
  { heading: "Project title", width: 36, cell: (row) => row.title },
  { heading: "Awarded on", width: 12, cell: (row) => row.awarded_on },
  { heading: "Amount (£)", width: 12, cell: (row) => pounds(row.amount_pence) },
  { heading: "Amount band", width: 30, cell: (row) => row.band },
  { heading: "Capital (£)", width: 12, cell: (row) => pounds(row.capital_pence) },
  { heading: "Project type", width: 28, cell: (row) => row.project_type },
  { heading: "Focus groups", width: 40, cell: (row) => listed(row.focus_groups) },
  { heading: "Priority issues", width: 30, cell: (row) => listed(row.issues) },
  { heading: "Priority family groups", width: 30, cell: (row) => listed(row.families) },
  { heading: "New or existing project", width: 20, cell: (row) => row.project_standing },
  { heading: "Reach", width: 26, cell: (row) => (row.reach ? reachWords[row.reach] : null) },
  { heading: "Tops up", width: 16, cell: (row) => row.tops_up ?? "" },
  { heading: "Made", width: 14, cell: (row) => (row.origin === "lade" ? "in Lade" : "elsewhere") },
  { heading: "Qualifier", width: 12, cell: (row) => (row.synthetic ? "synthetic" : "") },
];

export const returnCells = (rows: readonly ReturnRow[]): Cell[][] => rows.map((row) => returnColumns.map(({ cell }) => cell(row) ?? notKnown));

export interface ReturnTotals {
  awards: number;
  projects: number;
  organisations: number;
  amount_pence: number;
}

/** What whoever signs states. Kept with the signature, word for word. */
export function statementOf({ nil, totals, area, round, money }: { nil: boolean; totals: ReturnTotals; area: string; round: string; money: (pence: number) => string }): string {
  if (nil) return `No awards were made in ${area} from ${round}. This return is complete.`;
  const count = (number: number, one: string, many: string) => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
  return `The ${count(totals.awards, "award", "awards")} listed here (${count(totals.projects, "project", "projects")}, ${count(totals.organisations, "organisation", "organisations")}, ${money(totals.amount_pence)}) are all the awards that were made in ${area} from ${round}. This return is complete.`;
}

const typed = z.string().default("").transform((text) => text.trim());
/** The signature. `seen_*` are what the page showed. */
export const signForm = z.object({
  signatory_name: typed.pipe(z.string().min(1, "Enter your name as you sign it").max(200, "Use 200 characters or fewer")),
  applications: typed.transform((text, at): number | null => {
    if (text === "") return null;
    if (/^\d{1,6}$/.test(text.replace(",", ""))) return Number(text.replace(",", ""));
    at.addIssue({ code: "custom", message: "Enter how many applications came in, in figures, or leave it empty if that is not known" });
    return z.NEVER;
  }),
  agreed: z.literal("yes", { error: "Tick the box to sign that the return is complete" }),
  nil: z.enum(["yes", ""]).default("").transform((text) => text === "yes"),
  seen_awards: typed.pipe(z.string().regex(/^\d{1,9}$/, "Open the page again")).transform(Number),
  seen_pence: typed.pipe(z.string().regex(/^\d{1,15}$/, "Open the page again")).transform(Number),
});
export type SignInput = Omit<z.output<typeof signForm>, "agreed">;
export const takeBackForm = z.object({ reason: typed.pipe(z.string().min(1, "Say why the return is taken back").max(2_000, "Use 2,000 characters or fewer")) });
