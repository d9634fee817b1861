/** Flags: something to follow up on one application, with who does so, until when, and what came of it. Pure. */
import { z } from "zod";
import { isDay } from "../kernel/time.ts";

export const risks = { low: "Low risk", medium: "Some risk", high: "High risk" } as const;
export type Risk = keyof typeof risks;

const words = (most: number, missing: string) => z.string().trim().min(1, missing).max(most, `Use ${most.toLocaleString("en-GB")} characters or fewer`);
const day = z.string().refine(isDay, "Enter a day, a month and a year, like 8 5 2027");
const id = z.string().min(1, "Choose who follows it up");

export const raiseSchema = z.object({
  title: words(120, "Say in a few words what it is about"),
  risk: z.enum(["low", "medium", "high"], { error: "Choose how great the risk is" }),
  words: words(2000, "Say what could go wrong, and what would put it right"),
  owner_id: id,
  due_on: day,
});
export type Raised = z.output<typeof raiseSchema>;

const version = z.string().regex(/^\d{1,9}$/, "Open the page again").transform(Number);
export const passOnSchema = z.object({ version, owner_id: id, due_on: day });
export type PassedOn = z.output<typeof passOnSchema>;
export const resolveSchema = z.object({ version, resolution: words(2000, "Say what came of it") });
export type Resolved = z.output<typeof resolveSchema>;
