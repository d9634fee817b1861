/** More time than the round gives: why it may be given, and what an administrator enters. Pure. */
import { z } from "zod";
import { enteredInstant } from "../funds/model.ts";

export const extensionKinds = {
  discretion: { staff: "At the fund's discretion", applicant: "The fund has given you more time." },
  "our-outage": { staff: "Because this service did not work", applicant: "This service did not work as it should, so there is more time." },
} as const;
export type ExtensionKind = keyof typeof extensionKinds;

const field = z.string().trim().default("");
/** Every message at once: nobody mends one field to hear of the next. */
export const extensionSchema = z
  .object({ whom: field, reference: field, until_on: field, until_time: field, kind: field, reason: field })
  .transform(({ whom, reference, until_on, until_time, kind, reason }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const until = enteredInstant(until_on, until_time);
    if (whom !== "one" && whom !== "all") complain("whom", "Choose who gets more time");
    if (whom === "one" && reference === "") complain("reference", "Enter the reference of the application, like LA-7KM4-Q2XW");
    if ("message" in until) complain("until_on", until.message);
    if (!isKind(kind)) complain("kind", "Choose why");
    if (reason === "") complain("reason", "Say why, for the record");
    if (reason.length > 1_000) complain("reason", "Say it in 1,000 characters or fewer");
    if (!("instant" in until) || !isKind(kind)) return z.NEVER;
    return { whom: whom === "all" ? ("all" as const) : ("one" as const), reference: reference.toUpperCase(), until: until.instant, kind, reason };
  });
const isKind = (text: string): text is ExtensionKind => Object.hasOwn(extensionKinds, text);
export type ExtensionInput = z.output<typeof extensionSchema>;
