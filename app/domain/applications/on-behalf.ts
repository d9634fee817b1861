/** What came on paper or by telephone, as an administrator enters it. Pure. */
import { z } from "zod";
import { enteredInstant } from "../funds/model.ts";
import { parsePounds } from "../kernel/money.ts";
import { isMailbox } from "../messages/model.ts";

export const enteredHow = { paper: "On paper", telephone: "By telephone" } as const;

const field = z.string().trim().default("");
/** Every message at once. `about_pence` chooses the form; null for the longest. */
export const enterSchema = z.object({ how: field, arrived_on: field, arrived_time: field, contact_email: field, about: field }).transform((typed, context) => {
  const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const arrived = enteredInstant(typed.arrived_on, typed.arrived_time);
  const about = typed.about === "" ? null : parsePounds(typed.about);
  const how = (["paper", "telephone"] as const).find((one) => one === typed.how);
  // As accounts keep it: in another case the invitation would fit nobody.
  const contact_email = typed.contact_email.toLowerCase();
  if (!how) complain("how", "Choose how it came");
  if ("message" in arrived) complain("arrived_on", arrived.message);
  if (!isMailbox(contact_email)) complain("contact_email", "Enter the e-mail address of somebody in the group, like name@group.example. They confirm what you enter");
  if (about === undefined) complain("about", "Enter the amount in pounds, like 2,000. Leave it empty if it is not known");
  if (!how || !("instant" in arrived) || about === undefined || !isMailbox(contact_email)) return z.NEVER;
  return { how, arrived_at: arrived.instant, contact_email, about_pence: about };
});
export type EnterInput = z.output<typeof enterSchema>;

/** The address of somebody in the group, to invite anew. */
export const invitedSchema = z.object({ contact_email: field.transform((typed) => typed.toLowerCase()).refine(isMailbox, "Enter an e-mail address like name@group.example") });
