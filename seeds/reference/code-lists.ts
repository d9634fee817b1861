/**
 * The code lists and their versions. Titles are names and stand as their sources print them; an item is unconfirmed where the
 * source that was read simplified its wording, cut it off, or names it only for one area.
 */

interface Item {
  code: string;
  title: string;
  confirmed?: false;
  note?: string;
  /** Other wordings of the same code, each with the document that used it. */
  variants?: readonly (readonly [label: string, usedIn: string])[];
}

interface Version {
  version: number;
  valid_from: string;
  valid_to?: string;
  title: string;
  note?: string;
  items: readonly Item[];
}

export interface List {
  code: string;
  title: string;
  choice: "one" | "many";
  description: string;
  versions: readonly Version[];
}

const simplified = "Worded as in the easy-read guidance, which simplifies: check against the full guidance.";

const focusGroups: readonly Item[] = [
  { code: "women", title: "Women (particularly young women, and those women affected by gender-based sexual violence)" },
  { code: "long-term-condition-or-disability", title: "People with a long term health condition or disability" },
  {
    code: "highest-risk-list",
    title: "People who are or have been on the highest risk (previously shielding) list",
    variants: [["People at higher risk from COVID", "Year 2 monitoring and reporting summary"]],
  },
  {
    code: "minority-ethnic",
    title: "People from a Minority Ethnic background",
    variants: [["minority ethnic families", "Delivery plan progress update, 2025"]],
  },
  { code: "refugees-and-no-recourse", title: "Refugees and those with no recourse to public funds" },
  { code: "socio-economic-disadvantage", title: "People facing socio-economic disadvantage" },
  { code: "severe-and-multiple-disadvantage", title: "People experiencing severe and multiple disadvantage" },
  { code: "diagnosed-mental-illness", title: "People with diagnosed mental illness" },
  {
    code: "psychological-trauma",
    title: "People affected by psychological trauma (including adverse childhood experiences)",
    confirmed: false,
    note: "The wording was cut off in the source: check against the full guidance.",
  },
  { code: "bereavement-or-loss", title: "People who have experienced bereavement or loss", confirmed: false, note: simplified },
  {
    code: "geographical-disadvantage",
    title: "People disadvantaged by geographical location (particularly remote and rural areas)",
    confirmed: false,
    note: simplified,
  },
  { code: "older-people", title: "Older people (aged 50 and above)", confirmed: false, note: simplified },
  {
    code: "lgbti",
    title: "Lesbian, Gay, Bisexual and Transgender and Intersex (LGBTI) communities",
    confirmed: false,
    note: simplified,
  },
];

const laterAddition = "Named by one area's body for the fund's fifth round, in a list that did not claim to be complete.";

export const codeLists: readonly List[] = [
  {
    code: "focus-group",
    title: "Focus groups",
    choice: "many",
    description: "The groups of people that a project means to reach. An award can have more than one focus, so the counts do not add up to the awards.",
    versions: [
      {
        version: 1,
        valid_from: "2021-04-01",
        valid_to: "2025-03-31",
        title: "Target groups of the fund's first four years",
        note: "The guidance speaks of target or at-risk groups. Wording drifted between documents; the codes here stay.",
        items: focusGroups,
      },
      {
        version: 2,
        valid_from: "2025-04-01",
        title: "Target groups with the additions of round five",
        note: "The thirteen earlier groups are carried over; that they stand unchanged is not confirmed.",
        items: [
          ...focusGroups.map(({ variants: _, ...item }) => item),
          { code: "young-people", title: "Young people (aged 16 to 24)", confirmed: false, note: laterAddition },
          { code: "neurodivergent-people", title: "Neurodivergent people", confirmed: false, note: laterAddition },
        ],
      },
    ],
  },
  {
    code: "priority-issue",
    title: "Priority issues",
    choice: "many",
    description: "The issues that the fund asks projects to work on. A project can work on more than one.",
    versions: [
      {
        version: 1,
        valid_from: "2021-04-01",
        title: "The fund's three priority issues",
        items: [
          { code: "social-isolation-and-loneliness", title: "Social isolation and loneliness" },
          { code: "suicide-prevention", title: "Suicide prevention" },
          { code: "poverty-and-inequality", title: "Poverty and inequality" },
        ],
      },
    ],
  },
  {
    code: "family-group",
    title: "Priority family groups",
    choice: "many",
    description: "The six groups of families most at risk of child poverty. A family can belong to several, and some families in poverty belong to none.",
    versions: [
      {
        version: 1,
        valid_from: "2021-04-01",
        title: "The six priority family groups",
        note: "Names exactly as in the Scottish Government's guidance on child poverty.",
        items: [
          { code: "lone-parent-families", title: "Lone parent families" },
          { code: "minority-ethnic-families", title: "Minority ethnic families" },
          { code: "families-with-a-disabled-adult-or-child", title: "Families with a disabled adult or child" },
          { code: "families-with-a-mother-under-25", title: "Families with a mother aged under 25" },
          { code: "families-with-a-child-under-one", title: "Families with a child under one" },
          { code: "larger-families", title: "Larger families (3+ children)" },
        ],
      },
    ],
  },
  {
    code: "project-type",
    title: "Project types",
    choice: "one",
    description: "What a project mainly does: the one type that fits best, so the counts add up to the awards.",
    versions: [
      {
        version: 1,
        valid_from: "2021-04-01",
        valid_to: "2023-10-31",
        title: "Types as printed in September 2024",
        note: "First printed for the awards of 2023-24. In June 2025 the same awards were sorted again into version 2, which has no 'Group activities': figures on either side of that break are not comparable. How earlier years were sorted is not known.",
        items: [
          { code: "group-activities", title: "Group activities" },
          { code: "social-activities", title: "Social activities" },
          { code: "peer-support", title: "Peer support" },
          { code: "other", title: "Other" },
          { code: "therapeutic-activities", title: "Therapeutic activities" },
          { code: "sport-or-physical-activity", title: "Sport or physical activity" },
          { code: "financial-inclusion", title: "Financial inclusion/cost of living" },
        ],
      },
      {
        version: 2,
        valid_from: "2023-11-01",
        title: "Types as printed in June 2025",
        note: "Holds for awards from the fund's third year on, as restated in June 2025.",
        items: [
          { code: "arts-and-craft", title: "Arts and Craft" },
          { code: "education-and-training", title: "Education and Training" },
          { code: "equipment-maintenance-and-training", title: "Equipment Maintenance and Training" },
          { code: "financial-inclusion", title: "Financial Inclusion/Cost of Living" },
          { code: "other", title: "Other" },
          { code: "peer-support-and-befriending", title: "Peer Support and Befriending" },
          { code: "social", title: "Social" },
          { code: "sport-or-physical-activity", title: "Sport or Physical Activity" },
          {
            code: "counselling-or-therapy",
            title: "Counselling or therapy",
            confirmed: false,
            note: "The name was cut off in the source after 'Counselling or Therape', and so was its count: for 2023-24 it is the remainder.",
          },
        ],
      },
    ],
  },
  {
    code: "legal-form",
    title: "Legal forms",
    choice: "one",
    description: "How a group is constituted.",
    versions: [
      {
        version: 1,
        valid_from: "2021-04-01",
        title: "Legal forms",
        note: "As one area's eligibility check lists them.",
        items: [
          { code: "scio", title: "Scottish Charitable Incorporated Organisation (SCIO)" },
          { code: "company-limited-by-guarantee", title: "Company limited by guarantee" },
          { code: "cic-limited-by-guarantee", title: "Community interest company limited by guarantee" },
          { code: "cic-limited-by-shares", title: "Community interest company limited by shares" },
          { code: "trust", title: "Trust" },
          { code: "unincorporated-association", title: "Voluntary group or unincorporated association" },
          { code: "community-council", title: "Community council" },
          { code: "parent-council", title: "Parent council" },
          { code: "co-operative", title: "Co-operative" },
          { code: "community-benefit-society", title: "Community benefit society" },
          { code: "community-amateur-sports-club", title: "Community amateur sports club (CASC)" },
          { code: "friendly-society", title: "Friendly society" },
          { code: "industrial-and-provident-society", title: "Industrial and provident society" },
          { code: "unconstituted-group", title: "Unconstituted group" },
        ],
      },
    ],
  },
];
