/** Plans, actions and the Partnership's aims: what may be typed about them. Pure. */
import { z } from "zod";

/** The plan that is meant where none is named. */
export const defaultPlan = "2023-2025";

/** What an address says of its plan: nothing for the first one, so that addresses that were cited keep their meaning when a later plan numbers anew. */
export const ofPlan = (code: string): { plan?: string } => (code === defaultPlan ? {} : { plan: code });

export const titleBases = {
  "official-short-label": "The plan's own short title",
  "our-words": "In our words",
  "not-found": "Known by its number only: its title is not known yet",
} as const;

const words = (limit: number) => z.string().trim().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`);

export const actionWordingSchema = z.object({
  /** What the page was drawn from, so that another person's change is not lost. */
  seen: z.string().max(100),
  title: words(200).min(1, "Enter a short title"),
  title_basis: z.enum(["official-short-label", "our-words"], "Say whose words the title is in"),
  official_wording: words(4000),
});
export type ActionWording = z.output<typeof actionWordingSchema>;

export const crosswalkSchema = z.object({
  aim: z.string().regex(/^\d{1,3}$/, "Open the page again").transform(Number),
  priorities: z.array(z.string().regex(/^\d{1,3}$/, "Choose priorities from the list").transform(Number)),
  outcomes: z.array(z.string().regex(/^\d{1,3}$/, "Choose outcomes from the list").transform(Number)),
  note: words(500),
});
export type Crosswalk = z.output<typeof crosswalkSchema>;
