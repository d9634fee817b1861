/** Who publishes, under which licence and identifiers, and how our codes read in the vocabulary of others. Pure. */
import { openGovernmentLicence } from "../figures/tables/model.ts";

/**
 * The publisher's prefix, which every grant id begins with. 360Giving issues prefixes to those who register; this one has not been
 * issued and stands in until one is. It is in published ids: change it before the first registration, never after.
 */
export const publisherPrefix = "360G-lade";
export const publisher = { name: "Lade", identifier: publisherPrefix } as const;
export const licence = openGovernmentLicence;
/** The version of the standard that the files follow, as the package names it: major and minor only. */
export const standardVersion = "1.4";
/** The version of the extension for diversity, equity and inclusion. */
export const deiVersion = "1.1";

/** The code lists that go out as classifications, in this order. */
export const classifiedLists = ["focus-group", "priority-issue", "family-group", "project-type"] as const;

/**
 * Focus groups that have a counterpart among the population groups of the DEI taxonomy (ThreeSixtyGiving/360-dei, CC BY 4.0). The others
 * have none: no code for bereavement, trauma, shielding, severe and multiple disadvantage, or where people live. Families are households,
 * not people, so family groups have none either.
 */
export const deiCodes: Readonly<Record<string, { code: string; title: string; note?: string }>> = {
  women: { code: "DEI090000", title: "Women and girls", note: "Ours are adults." },
  "long-term-condition-or-disability": { code: "DEI020000", title: "Disabled people", note: "Their group holds long-standing conditions too." },
  "minority-ethnic": { code: "DEI010000", title: "Communities experiencing racial inequity" },
  "refugees-and-no-recourse": { code: "DEI050000", title: "Migrants", note: "Theirs is wider." },
  "socio-economic-disadvantage": { code: "DEI080000", title: "People who are educationally or economically disadvantaged" },
  "diagnosed-mental-illness": { code: "DEI020200", title: "Mental Health" },
  "older-people": { code: "DEI060000", title: "Older People", note: "Ours begin at 50, theirs typically at 60." },
  lgbti: { code: "DEI040000", title: "LGBT+ People" },
  "young-people": { code: "DEI070100", title: "Young adults" },
  "neurodivergent-people": { code: "DEI020330", title: "Neurodivergent" },
};

/** What the rules of quality find, and the data can't honestly avoid; the page and the tests name them. */
export const knownFindings = {
  RecipientOrg360GPrefix: "A group without a charity or company number has an identifier of ours: there is no other.",
  NoRecipientOrgCompanyCharityNumber: "A group without a charity or company number has none to publish.",
  FundingOrg360GPrefix: "The bodies that make the awards have an identifier of ours: their numbers on public registers are not held here, and are not guessed.",
} as const;
