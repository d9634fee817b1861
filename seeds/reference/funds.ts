/** The funds, what they feed, their size bands, and the sources from which everything here is taken. */

export interface SourceFacts {
  code: string;
  title: string;
  publisher: string;
  reference: string;
  published_on?: string;
  published_text?: string;
  licence?: string;
  note?: string;
}

const ogl = "Open Government Licence v3.0";
const government = "Scottish Government";

export const sources: readonly SourceFacts[] = [
  {
    code: "delivery-plan-2023-2025",
    title: "Mental health and wellbeing: delivery plan 2023-2025",
    publisher: "Scottish Government and COSLA",
    reference: "https://www.gov.scot/publications/mental-health-wellbeing-delivery-plan-2023-2025/",
    published_on: "2023-11-07",
    published_text: "7 November 2023",
    licence: ogl,
  },
  {
    code: "progress-update-2025",
    title: "Mental health and wellbeing strategy - delivery plan and workforce action plan: progress update and next steps",
    publisher: "Scottish Government and COSLA",
    reference: "https://www.gov.scot/publications/mental-health-wellbeing-strategy-delivery-plan-workforce-action-plan-update-progress-next-steps/",
    published_text: "mid-2025",
    licence: ogl,
    note: "Its figures are kept as it printed them, with their qualifiers; none is computed here.",
  },
  {
    code: "communities-year-1-summary",
    title: "Communities Mental Health and Wellbeing Fund - year 1 (2021-22): monitoring and reporting summary",
    publisher: government,
    reference: "https://www.gov.scot/publications/communities-mental-health-wellbeing-fund-year-1-monitoring-reporting-summary/",
    licence: ogl,
    note: "Rests on what most Third Sector Interfaces reported: the reporting rules were agreed only later.",
  },
  {
    code: "communities-year-2-summary",
    title: "Communities Mental Health and Wellbeing Fund for adults - year 2: monitoring and reporting summary",
    publisher: government,
    reference: "https://www.gov.scot/publications/communities-mental-health-wellbeing-fund-adults-year-2-monitoring-reporting-summary/",
    licence: ogl,
  },
  {
    code: "communities-year-3-summary",
    title: "Communities Mental Health and Wellbeing Fund for adults - year 3: monitoring and reporting summary",
    publisher: government,
    reference: "https://www.gov.scot/publications/communities-mental-health-wellbeing-fund-adults-year-3-monitoring-reporting-summary/",
    published_text: "September 2024",
    licence: ogl,
    note: "Issued without the awards of one area (Angus); superseded in June 2025.",
  },
  {
    code: "communities-year-3-summary-updated",
    title: "Communities Mental Health and Wellbeing Fund for adults - year 3: monitoring and reporting summary, updated 2025",
    publisher: government,
    reference: "https://www.gov.scot/publications/communities-mental-health-wellbeing-fund-adults-year-3-monitoring-reporting-summary-updated-2025/",
    published_text: "June 2025",
    licence: ogl,
  },
  {
    code: "communities-year-4-quoted",
    title: "An article that quotes the fund's year 4 summary",
    publisher: "talkingupscotlandtwo.com",
    reference: "https://talkingupscotlandtwo.com/2025/11/24/",
    published_on: "2025-11-24",
    published_text: "24 November 2025",
    note: "A secondary source: the summary itself could not be read.",
  },
  {
    code: "communities-rounds-5-and-6",
    title: "Communities Mental Health and Wellbeing Fund for adults: rounds five and six",
    publisher: "Third Sector Dumfries and Galloway",
    reference: "https://www.tsdg.org.uk/cmhwf",
    published_text: "2025",
    note: "An area's page: it gives the money of the rounds, not what was awarded.",
  },
  {
    code: "perinatal-2024-call",
    title: "Perinatal and Infant Mental Health Fund 2024: announcement of the round",
    publisher: "fundsforNGOs",
    reference: "https://www2.fundsforngos.org/latest-funds-for-ngos/perinatal-and-infant-mental-health-fund-2024-uk/",
    published_text: "2024",
    note: "A secondary source for the terms of the round.",
  },
];

export interface FundFacts {
  code: string;
  title: string;
  short_title: string;
  summary: string;
  shape: "areas" | "national";
  who_can_apply: string;
  not_funded: string;
  action: string;
  actionNote: string;
  outcome?: number;
  outcomeNote?: string;
  bands: readonly (readonly [code: string, title: string, fromPence: number, toPence: number | null])[];
  bandBasis: "published" | "our-own";
}

export const funds: readonly FundFacts[] = [
  {
    code: "communities-adults",
    title: "Communities Mental Health and Wellbeing Fund for adults",
    short_title: "Communities Fund",
    summary:
      "Grants for local groups whose work helps adults to stay well, meet each other and find support early. Each council area has its own share of the money, its own dates and its own panel.",
    shape: "areas",
    who_can_apply:
      "Voluntary and community groups, charities, clubs, not-for-profit companies and community councils that work with people aged 16 and over. Small groups come first. A group without a constitution can apply together with one that has one.",
    not_funded:
      "Work that has already happened, work that a public body has to do by law, grants to individuals, profit, debts, party politics, the promotion of a religion, and VAT that can be claimed back.",
    action: "3.2",
    actionNote: "The fund is reported under this action.",
    outcome: 4,
    outcomeNote: "The fund's own reports name this outcome. The priority it is reported under does not list it, so the link is kept by itself.",
    bands: [
      ["up-to-2000", "£2,000 or less", 1, 200_000],
      ["2000-to-10000", "More than £2,000, up to £10,000", 200_001, 1_000_000],
      ["10000-to-20000", "More than £10,000, up to £20,000", 1_000_001, 2_000_000],
      ["20000-to-50000", "More than £20,000, up to £50,000", 2_000_001, 5_000_000],
      ["over-50000", "More than £50,000", 5_000_001, null],
    ],
    bandBasis: "our-own",
  },
  {
    code: "perinatal-infant",
    title: "Perinatal and Infant Mental Health Fund",
    short_title: "Perinatal Fund",
    summary:
      "Grants for third sector organisations that support babies, parents and carers through pregnancy and the first years, outside hospitals and clinics. One competition for the whole of Scotland.",
    shape: "national",
    who_can_apply:
      "Third sector organisations based in Scotland that already support babies, parents or carers and want to keep that support going or make it better.",
    not_funded: "New services, clinical treatment, work that has already happened, work that a public body has to do by law, profit, and VAT that can be claimed back.",
    action: "10.2",
    actionNote: "The fund is reported under this action.",
    bands: [
      ["band-3", "Up to £49,999", 1, 4_999_999],
      ["band-2", "£50,000 to £99,999", 5_000_000, 9_999_999],
      ["band-1", "£100,000 to £132,000", 10_000_000, 13_200_000],
    ],
    bandBasis: "published",
  },
];

