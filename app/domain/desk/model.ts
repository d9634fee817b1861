/** What a desk says: the sentences of a timeline. Pure. */
import type { JsonValue } from "#db/types.ts";

const sentences: Record<string, string> = {
  "application.started": "Application started",
  "application.form-changed": "Gone on in the longer form",
  "application.submitted": "Application sent",
  "application.withdrawn": "Application withdrawn",
  "application.reopened": "Opened again by the group",
  "application.left-as-sent": "Left as it was sent",
  "application.entered-for-group": "Begun by the fund’s team for the group",
  "application.confirmed-by-group": "Confirmed by the group",
  "application.change-asked": "Asked the group for a change",
  "application.change-request-taken-back": "Took back the request for a change",
  "application.change-answered": "The group sent the change that was asked for",
  "application.checked": "Checks recorded",
  "application.assured": "What was seen while checking recorded",
  "application.flag-raised": "Raised a flag for {person} to follow up",
  "application.flag-passed-on": "Passed a flag on to {person}",
  "application.flag-resolved": "Resolved a flag",
  "application.assigned": "Asked {person} to assess",
  "application.unassigned": "Ended the assessment by {person}",
  "application.moved": "Moved to {to}",
  "scores.sent": "Scores sent",
  "scores.changed": "Changed scores that were sent",
  "scores.cannot": "Said that they can't assess it",
  "scores.resumed": "Took the assessment up again",
  "moderation.opened": "Opened a moderation of the scores",
  "moderation.finished": "Finished the moderation of the scores",
  "application.decided": "Decided",
  "application.decision-taken-back": "Decision taken back",
  "application.decision-confirmed": "Decision confirmed by a second person",
  "application.decision-returned": "Decision given back by a second person",
  "application.condition-met": "The condition of the award is met",
  "application.placed": "Placed in a part of the pot",
  "application.decision-released": "Decision released to the group",
};
/** Events that say nothing to a reader: each keeping of a draft. */
export const quietActions = ["scores.saved", "moderation.noted", "application.saved", "application.answers-saved", "application.section-saved"];

/** One event as a sentence. @param personName whom the event is about, where it names one */
export function sentence(action: string, detail: JsonValue, personName: string | undefined): string {
  const facts = typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : {};
  if (action === "interest.declared") return facts.has_interest === true ? "Declared an interest: the application is closed to them" : "Declared that there is no interest";
  if (action === "application.message-sent") return facts.side === "group" ? "The group wrote a message" : "Wrote a message to the group";
  const known = sentences[action];
  if (known) return known.replace("{person}", personName ?? "somebody").replace("{to}", String(facts.to ?? facts.status ?? "the next stage").replaceAll("-", " "));
  const words = action.replaceAll(".", " ").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
