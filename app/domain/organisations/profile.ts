/** What a group tells us once and confirms from time to time: the facts of its profile, how each is typed and how it reads. */
import { z } from "zod";
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";
import { unconstituted } from "./model.ts";

export const facts = ["identity", "contact", "income", "people", "safeguarding", "bank", "documents"] as const;
export type Fact = (typeof facts)[number];
export const isFact = (text: string): text is Fact => (facts as readonly string[]).includes(text);

export const factTitles: Record<Fact, string> = {
  identity: "What your group is",
  contact: "How to reach it",
  income: "Its income",
  people: "Who runs it",
  safeguarding: "How it keeps people safe",
  bank: "Its bank account",
  documents: "Its documents",
};

/** Without these nobody can be given public money; a small new group may have no income yet, and a fund asks for documents itself. */
export const neededFacts: readonly Fact[] = ["identity", "contact", "people", "safeguarding", "bank"];
/** Days after which a fact is looked at once more before it is sent with an application. */
export const factsHoldFor = 90;
/** The instant since which a fact must have been told, or confirmed, to be sent now. */
export const toldSince = (now: Date): Date => new Date(now.getTime() - factsHoldFor * 86_400_000);

export const policyStates = { agreed: "Yes, we have one", "being-written": "We are writing one", none: "No" } as const;
export const bankStates = {
  "two-signatories": "Yes, in the group's own name, and two people who are not related sign for money going out",
  "one-signatory": "Yes, in the group's own name, and one person can send money",
  host: "No: another group holds the money for us",
  none: "Not yet",
} as const;
const keys = <T extends object>(of: T) => Object.keys(of) as [keyof T & string, ...(keyof T & string)[]];

const count = (message: string) => z.string().trim().regex(/^\d{1,3}$/, message).transform(Number).refine((number) => number <= 500, "Enter a number up to 500");

/** The facts that have a form of their own; the others stand in the group's details. */
export const partSchemas = {
  people: z
    .object({ people_running: count("Enter how many people run the group, like 5"), people_unrelated: count("Enter how many of them are not related to each other, like 4") })
    .superRefine(({ people_running, people_unrelated }, issues) => {
      if (people_running === 0) issues.addIssue({ code: "custom", path: ["people_running"], message: "Enter at least 1: count yourself if you help to run it" });
      if (people_unrelated > people_running) issues.addIssue({ code: "custom", path: ["people_unrelated"], message: "This can't be more than the number of people who run the group" });
    }),
  safeguarding: z
    .object({
      safeguarding_policy: z.enum(keys(policyStates), "Choose whether you have a policy"),
      safeguarding_lead: z.string().trim().max(200, "Use 200 characters or fewer"),
    })
    .superRefine((said, issues) => {
      if (said.safeguarding_policy === "agreed" && said.safeguarding_lead === "") issues.addIssue({ code: "custom", path: ["safeguarding_lead"], message: "Enter who people go to when they are worried: a role is enough, like “our secretary”" });
    }),
  bank: z.object({ bank_account: z.enum(keys(bankStates), "Choose what fits your group's bank account") }),
} as const;
export type Part = keyof typeof partSchemas;
export const isPart = (text: string | null): text is Part => text !== null && Object.hasOwn(partSchemas, text);

export interface ProfileOf {
  legal_form: string;
  legal_form_title: string;
  charity_number: string | null;
  company_number: string | null;
  founded_year: number | null;
  area_name: string;
  address: string;
  postcode: string;
  telephone: string;
  website: string;
  annual_income_pence: number | null;
  host_name: string;
  people_running: number | null;
  people_unrelated: number | null;
  safeguarding_policy: keyof typeof policyStates | null;
  safeguarding_lead: string;
  bank_account: keyof typeof bankStates | null;
}
export interface KeptDocument {
  title: string;
  name: string;
  /** "YYYY-MM-DD" */
  day: string;
}

/** Whether the group has said anything under a fact. */
export function isTold(fact: Fact, group: ProfileOf, documents: readonly KeptDocument[] = []): boolean {
  switch (fact) {
    case "identity": return true;
    case "contact": return group.address !== "" && (group.telephone !== "" || group.website !== "" || group.postcode !== "");
    case "income": return group.annual_income_pence !== null;
    case "people": return group.people_running !== null && group.people_unrelated !== null;
    case "safeguarding": return group.safeguarding_policy !== null;
    case "bank": return group.bank_account !== null;
    case "documents": return documents.length > 0;
  }
}

type Line = [name: string, value: string];
const said = (lines: readonly (readonly [string, string | number | null])[]): Line[] => lines.filter(([, value]) => value !== null && value !== "").map(([name, value]) => [name, String(value)]);

/** A fact as it reads: what was left empty is left out. */
export function describeFact(fact: Fact, group: ProfileOf, documents: readonly KeptDocument[] = []): Line[] {
  switch (fact) {
    case "identity":
      return said([
        ["Kind of group", group.legal_form_title], ["Charity number", group.charity_number], ["Company or society number", group.company_number],
        ["Began in", group.founded_year], ["Based in", group.area_name], ["Host", group.legal_form === unconstituted ? group.host_name : ""],
      ]);
    case "contact": return said([["Address", [group.address, group.postcode].filter(Boolean).join("\n")], ["Telephone", group.telephone], ["Web address", group.website]]);
    case "income": return said([["Income last year", group.annual_income_pence === null ? "" : formatPence(group.annual_income_pence)]]);
    case "people": return said([["People who run it", group.people_running], ["Not related to each other", group.people_unrelated]]);
    case "safeguarding": return said([["Safeguarding policy", group.safeguarding_policy && policyStates[group.safeguarding_policy]], ["Who to go to", group.safeguarding_lead]]);
    case "bank": return said([["Bank account", group.bank_account && bankStates[group.bank_account]]]);
    case "documents": return documents.map(({ title, name, day }) => [title, `${name}, added ${formatDay(day)}`]);
  }
}
