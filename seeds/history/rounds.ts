/** The rounds that are known from publications: their money, their totals as each document printed them, their allocations. */

export interface RoundFacts {
  code: string;
  fund: string;
  title: string;
  financial_year: string;
  year_number: number | null;
  budget_pence: number;
  /** Paid to the bodies for running the round, beside the budget. */
  administration_pence?: number;
  lists: Record<string, number>;
  note: string;
}

const lists = { "focus-group": 1, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };
const communities = "communities-adults";

export const rounds: readonly RoundFacts[] = [
  {
    code: "communities-2021-22", fund: communities, title: "Communities Fund for adults, year 1 (2021-22)", financial_year: "2021-22", year_number: 1,
    budget_pence: 2_100_000_000, lists: { ...lists, "project-type": 1 },
    note: "£15 million at first and £6 million more in February 2022. Some awards of the second part topped up a project that had one already.",
  },
  {
    code: "communities-2022-23", fund: communities, title: "Communities Fund for adults, year 2 (2022-23)", financial_year: "2022-23", year_number: 2,
    budget_pence: 1_500_000_000, administration_pence: 110_000_000, lists: { ...lists, "project-type": 1 }, note: "",
  },
  {
    code: "communities-2023-24", fund: communities, title: "Communities Fund for adults, year 3 (2023-24)", financial_year: "2023-24", year_number: 3,
    budget_pence: 1_500_000_000, administration_pence: 73_400_000, lists,
    note: "The published allocations add up to two pence less than the £15 million: lost to rounding.",
  },
  {
    code: "communities-2024-25", fund: communities, title: "Communities Fund for adults, year 4 (2024-25)", financial_year: "2024-25", year_number: 4,
    budget_pence: 1_500_000_000, lists, note: "Known from a secondary source only.",
  },
  {
    code: "communities-2025-26", fund: communities, title: "Communities Fund for adults, year 5 (2025-26)", financial_year: "2025-26", year_number: 5,
    budget_pence: 1_500_000_000, lists: { ...lists, "focus-group": 2 }, note: "The first round with grants for two years. What was awarded had not been found.",
  },
  {
    code: "perinatal-infant-2024", fund: "perinatal-infant", title: "Perinatal and Infant Mental Health Fund 2024", financial_year: "2024-25", year_number: null,
    budget_pence: 150_000_000, lists,
    note: "Up to £1.5 million over 18 months: six in 2024-25 and twelve in 2025-26. An earlier round also went to 16 organisations: another round, other organisations.",
  },
];

export interface TotalFacts {
  key: string;
  round: string;
  source: string;
  published_on?: string;
  published_text: string;
  superseded_by?: string;
  applications?: number;
  awards?: number;
  organisations?: number;
  projects?: number;
  amount_pence?: number;
  note: string;
}

/** In an order in which each total comes after the one that supersedes it. What a document does not say stays unknown. */
export const totals: readonly TotalFacts[] = [
  {
    key: "year-1", round: "communities-2021-22", source: "communities-year-1-summary", published_text: "Year 1 summary",
    applications: 2_691, awards: 1_842, projects: 1_775, note: "67 awards topped up a project that already had one.",
  },
  {
    key: "year-2", round: "communities-2022-23", source: "communities-year-2-summary", published_text: "Year 2 summary",
    applications: 2_585, awards: 1_458, organisations: 1_441, note: "",
  },
  {
    key: "year-3-updated", round: "communities-2023-24", source: "communities-year-3-summary-updated", published_text: "June 2025",
    applications: 2_585, awards: 1_430, organisations: 1_379,
    note: "Adds the awards of Angus, which the first summary did not have; why the total fell is not published. The number of applications is the same as a year earlier, which is worth a question.",
  },
  {
    key: "year-3", round: "communities-2023-24", source: "communities-year-3-summary", published_text: "September 2024", superseded_by: "year-3-updated",
    applications: 2_585, awards: 1_515, organisations: 1_363,
    note: "Without the awards of Angus. The number of applications is the same as a year earlier, which is worth a question.",
  },
  {
    key: "year-4", round: "communities-2024-25", source: "communities-year-4-quoted", published_on: "2025-11-24", published_text: "quoted on 24 November 2025",
    awards: 1_462, organisations: 1_446, note: "From a secondary source. How many applied was not found.",
  },
  {
    key: "perinatal-2024", round: "perinatal-infant-2024", source: "progress-update-2025", published_text: "mid-2025",
    organisations: 16, amount_pence: 150_000_000, note: "What was invested from October 2024. Which 16 organisations was not found.",
  },
];

/** Rows that were printed for two areas together, or whose printed name says more than the row holds. */
export const jointRow = {
  "2022-23": {
    label: "Clackmannanshire and Stirling", pence: 38_534_300, areas: ["S12000005", "S12000030"], note: "One row for two areas, as printed.",
  },
  "2023-24": {
    label: "Clackmannanshire and Stirling", areas: ["S12000005"],
    note: "Printed under the names of both areas, but Stirling has a row of its own: this one must be Clackmannanshire alone.",
  },
} as const;
