/** What a group is and how its facts are typed: legal form, numbers of the registers, the host of a group without a constitution. */
import { z } from "zod";
import { parsePounds } from "../kernel/money.ts";

/** The legal form that needs a host. */
export const unconstituted = "unconstituted-group";

type Read = { value: string | null } | { message: string };

/**
 * A Scottish charity number as the register writes it, "SC" and six digits; spaces and small letters are tolerated, and so are
 * a missing answer and nothing else: a digit too few is refused with what to do.
 */
export function readCharityNumber(typed: string): Read {
  const text = typed.replace(/[\s.-]/g, "").toUpperCase();
  if (text === "") return { value: null };
  if (/^SC\d{6}$/.test(text)) return { value: text };
  const digits = /^(?:SC)?(\d+)$/.exec(text)?.[1];
  if (digits === undefined) return { message: "A Scottish charity number is SC and six digits, like SC900123. Leave it empty if you don't have one" };
  if (digits.length < 6) return { message: `A Scottish charity number is SC and six digits. You have ${digits.length}: if it starts with a 0, put that in, like SC${digits.padStart(6, "0")}` };
  if (digits.length === 6) return { message: `Put SC before the number, if that is how the Scottish Charity Register has it: SC${digits}` };
  return { message: `A Scottish charity number is SC and six digits. You have ${digits.length}. Look at your entry in the Scottish Charity Register` };
}

/** A company or registered society number: eight digits, or two letters and six digits. */
export function readCompanyNumber(typed: string): Read {
  const text = typed.replace(/[\s.-]/g, "").toUpperCase();
  if (text === "") return { value: null };
  if (/^(?:(?:SC|SO|SL|CS|IP|SP|NI|OC)\d{6}|\d{8})$/.test(text)) return { value: text };
  const digits = /^([A-Z]{0,2})(\d+)$/.exec(text);
  if (digits && digits[2]!.length < (digits[1] ? 6 : 8)) {
    const whole = `${digits[1]}${digits[2]!.padStart(digits[1] ? 6 : 8, "0")}`;
    return { message: `A company number is eight characters long. If it starts with a 0, put that in, like ${whole}` };
  }
  return { message: "A company number is eight digits, or two letters and six digits, like SC912345. Leave it empty if you don't have one" };
}

const line = (most: number) => z.string().trim().max(most, `Use ${most} characters or fewer`);
const read = (reader: (typed: string) => Read) =>
  z.string().transform((typed, issues): string | null => {
    const result = reader(typed);
    if ("value" in result) return result.value;
    issues.addIssue({ code: "custom", message: result.message });
    return z.NEVER;
  });
const optionalPounds = z.string().transform((typed, issues): number | null => {
  if (typed.trim() === "") return null;
  const pence = parsePounds(typed);
  if (pence !== undefined) return pence;
  issues.addIssue({ code: "custom", message: "Enter your yearly income in pounds, like 12,000. Leave it empty if you don't know yet" });
  return z.NEVER;
});
const optionalYear = z.string().trim().transform((typed, issues): number | null => {
  if (typed === "") return null;
  const year = /^\d{4}$/.test(typed) ? Number(typed) : 0;
  if (year >= 1700 && year <= 2100) return year;
  issues.addIssue({ code: "custom", message: "Enter the year with four figures, like 2009" });
  return z.NEVER;
});
const optionalEmail = line(254).refine((typed) => typed === "" || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed), "Enter an e-mail address, like helper@group.example");

/** The group's form. `version` is that of the page where a group is changed. */
export const organisationSchema = z
  .object({
    name: line(200).min(1, "Enter the name of your group"),
    legal_form: z.string().min(1, "Choose what kind of group you are"),
    charity_number: read(readCharityNumber),
    company_number: read(readCompanyNumber),
    area_code: z.string().min(1, "Choose the council area where you are based"),
    address: line(500),
    postcode: line(10).transform((typed) => typed.toUpperCase().replace(/\s+/g, " ")),
    telephone: line(30),
    website: line(200).refine((typed) => typed === "" || /^(?:https?:\/\/)?[^\s/]+\.[^\s]+$/i.test(typed), "Enter a web address, like group.example"),
    purpose: line(1000),
    annual_income_pence: optionalPounds,
    founded_year: optionalYear,
    host_name: line(200),
    host_charity_number: read(readCharityNumber),
    host_contact_name: line(200),
    host_contact_email: optionalEmail,
  })
  .superRefine((group, issues) => {
    if (group.legal_form !== unconstituted) return;
    const need = (path: "host_name" | "host_contact_name" | "host_contact_email", message: string) => {
      if (group[path] === "") issues.addIssue({ code: "custom", path: [path], message });
    };
    need("host_name", "Enter the name of the group that will hold the grant for you");
    need("host_contact_name", "Enter the name of someone in that group we can speak to");
    need("host_contact_email", "Enter an e-mail address for that person");
  })
  // A host belongs to a group without a constitution only: a constituted one keeps none by mistake.
  .transform((group) => (group.legal_form === unconstituted ? group : { ...group, host_name: "", host_charity_number: null, host_contact_name: "", host_contact_email: "" }));

export type OrganisationInput = z.output<typeof organisationSchema>;
export type TypedOrganisation = Record<keyof z.input<typeof organisationSchema>, string>;
