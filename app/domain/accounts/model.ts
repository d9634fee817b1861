/** People and how they sign in: what a form may hold, how long things last, what roles are called. */
import { z } from "zod";
import { Invalid } from "../kernel/errors.ts";
import { areaRoles, nationalRoles, organisationRoles, type OrganisationRole, type Role } from "../kernel/actor.ts";
import { isMailbox } from "../messages/model.ts";
import { isCommonPassword } from "./passwords.ts";

const minutes = 60_000;
const hours = 60 * minutes;
const days = 24 * hours;

/** Where a request comes from: the client's address for the budgets, a short name of the browser for the list of sessions. */
export interface From {
  client: string;
  device: string;
}

/** Where from, and which session ends with the new one's beginning. */
export interface SigningIn extends From {
  replaces?: string | undefined;
}

/** Milliseconds. Staff see other people's applications, so their sessions are short. */
export const sessionLimits = {
  staff: { idle: 30 * minutes, absolute: 12 * hours },
  others: { idle: 7 * days, absolute: 30 * days },
} as const;

/** Milliseconds after which a person shows again who they are before what they alone could not undo (ASVS 7.5.1). */
export const proofLasts = 10 * minutes;

/** Milliseconds for which a link in an e-mail can be used. */
export const linkLasts = {
  "confirm-email": 24 * hours, "reset-password": 30 * minutes, "join-organisation": 7 * days, "sign-in": 30 * minutes, register: 30 * minutes, "change-email": 24 * hours,
} as const;
export type LinkPurpose = keyof typeof linkLasts;

export const roleNames: Record<Role, string> = {
  owner: "Owner",
  editor: "Editor",
  viewer: "Viewer",
  helper: "Helper from a fund",
  administrator: "Fund administrator",
  assessor: "Assessor",
  chair: "Chair of a panel",
  finance: "Finance",
  official: "Official",
  publisher: "Publisher",
  "service-administrator": "Service administrator",
  partner: "Member of the Partnership",
};

/** Where a role is held: in an organisation, in a fund's area, for a member of the Partnership, or in the nation. */
export const placeOf = (role: Role): "organisation" | "area" | "member-body" | "nation" =>
  role === "partner" ? "member-body" :
  role === "helper" || (organisationRoles as readonly Role[]).includes(role) ? "organisation" : (areaRoles as readonly Role[]).includes(role) ? "area" : "nation";

const noControls = (text: string): boolean => !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text);

/** Lower case and trimmed: one mailbox is one account. */
export const emailField = z
  .string("Enter your e-mail address")
  .transform((typed) => typed.trim().toLowerCase())
  .refine((email) => email !== "", { error: "Enter your e-mail address", abort: true })
  .refine(isMailbox, "Enter an e-mail address like name@example.org");

export const nameField = z
  .string("Enter your name")
  .transform((typed) => typed.normalize("NFC").trim().replace(/ {2,}/g, " "))
  .refine((name) => name !== "", { error: "Enter your name", abort: true })
  .refine((name) => name.length <= 200, "Enter a name of at most 200 characters")
  .refine(noControls, "Enter your name in letters, on one line");

const characters = (text: string): number => [...text].length;
export const shortestPassword = 12;
export const longestPassword = 200;

/** A new password: any characters. Length is what makes it strong; the ones that everybody tries first are refused. */
export const newPasswordField = z
  .string("Enter a password")
  .refine((password) => characters(password) >= shortestPassword, { error: `Use at least ${shortestPassword} characters: three words are good`, abort: true })
  .refine((password) => characters(password) <= longestPassword, { error: `Use at most ${longestPassword} characters`, abort: true })
  .refine((password) => !isCommonPassword(password), "That password is one of the first that anyone would try. Three words that have nothing to do with each other are good");

/** A password that was chosen before: only its presence is checked here. */
const oldPasswordField = z.string("Enter your password").min(1, "Enter your password").max(1000, "That is longer than any password here");

/** "This is a shared computer": a box that is ticked or not sent. */
const sharedField = z.string().optional().transform((value) => value === "yes");

/** A password is not needed: without one a link signs the person in. */
export const registration = z.object({ name: nameField, email: emailField, password: z.union([z.literal(""), newPasswordField]) });
export type Registration = z.output<typeof registration>;
export const credentials = z.object({ email: emailField, password: oldPasswordField, shared_computer: sharedField });
export type Credentials = Omit<z.output<typeof credentials>, "shared_computer"> & { shared_computer?: boolean };
export const emailOnly = z.object({ email: emailField });
export const sharedOnly = z.object({ shared_computer: sharedField });
export const nameAndShared = z.object({ name: nameField, shared_computer: sharedField });
export const passwordOnly = z.object({ password: oldPasswordField });
export const newPasswordOnly = z.object({ password: newPasswordField });
export const passwordChange = z.object({ current_password: oldPasswordField.refine(Boolean, "Enter the password you use now"), password: newPasswordField });
export type PasswordChange = z.output<typeof passwordChange>;
export const nameOnly = z.object({ name: nameField });

/** A password may not be made of the person's own name or address. @throws Invalid for the field `password` */
export function refuseOwnWords(password: string, person: { name: string; email: string }): void {
  if (isCommonPassword(password, [person.name, person.email.split("@")[0]!, person.email.split("@")[1]!.split(".")[0]!]))
    throw new Invalid({ password: "Choose a password that isn't made of your name or e-mail address" });
}

export const invitation = z.object({ email: emailField, role: z.enum(organisationRoles, "Choose what they may do") });
export type Invitation = z.output<typeof invitation>;

export const memberRole = z.object({ role: z.enum(organisationRoles, "Choose what they may do") });

const optionalText = z.string().optional().transform((text) => text || null);
/** Which role, held where. */
export const roleGrant = z
  .object({ role: z.enum([...areaRoles, ...nationalRoles], "Choose a role"), fund_id: optionalText, area_code: optionalText, member_body_id: optionalText })
  .superRefine((grant, check) => {
    if (placeOf(grant.role) === "member-body" && !grant.member_body_id) check.addIssue({ code: "custom", path: ["member_body_id"], message: "Choose the member body" });
    if (placeOf(grant.role) !== "area") return;
    if (!grant.fund_id) check.addIssue({ code: "custom", path: ["fund_id"], message: "Choose the fund" });
    if (!grant.area_code) check.addIssue({ code: "custom", path: ["area_code"], message: "Choose the area" });
  })
  .transform(({ role, fund_id, area_code, member_body_id }) => ({
    role,
    fund_id: placeOf(role) === "area" ? fund_id : null,
    area_code: placeOf(role) === "area" ? area_code : null,
    member_body_id: placeOf(role) === "member-body" ? member_body_id : null,
  }));
export type RoleGrant = z.output<typeof roleGrant>;

/** "123 456" as typed from an authenticator, or a recovery code. Spaces, dashes and case do not matter. */
export const codeField = z
  .string("Enter the code")
  .transform((typed) => typed.replace(/[\s-]/g, "").toUpperCase())
  .refine((code) => /^(\d{6}|[0-9A-Z]{16})$/.test(code), "Enter the 6 digits from your authenticator, or one of your recovery codes");
export const codeOnly = z.object({ code: codeField });

/** What members of an organisation may do, in words for a form. */
export const organisationRoleHints: Record<OrganisationRole, string> = {
  owner: "Writes and sends applications, accepts offers, invites and removes people",
  editor: "Writes and sends applications and returns",
  viewer: "Reads everything, changes nothing",
};

/** Too many tries or e-mails. A page shows the message; `retryAfter` is in seconds. */
export class TooManyTries extends Invalid {
  override name = "TooManyTries";
  constructor(readonly retryAfter: number, message: string) {
    super({ "": message });
  }
}

/** A path of this site to return to, or undefined: another site's address, a script or a broken one never comes out of here. */
export function sameSitePath(typed: string | null | undefined): string | undefined {
  if (!typed || !/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(typed) || typed.length > 1000) return undefined;
  const base = "http://site.invalid";
  if (!URL.canParse(typed, base)) return undefined;
  const url = new URL(typed, base);
  // Normalising "/.//host" gives "//host", which a browser takes for another site.
  return url.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search : undefined;
}
