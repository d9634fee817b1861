/** Who may check, assign, declare, read and score: pure functions of the actor and what stands between them and an application. */
import { allowed, hidden, holdsInArea, refused, type Actor, type Verdict } from "../kernel/actor.ts";

/** An application as one person stands to it. */
export interface Standing {
  fund_id: string;
  area_code: string;
  status: "draft" | "submitted" | "in-assessment" | "decided" | "withdrawn";
  /** Whether it was ever sent: a draft is its group's own, withdrawn or not. */
  received: boolean;
  /** Belongs to the applying organisation, or declared an interest. */
  conflicted: boolean;
  /** Holds an assignment that has not ended. */
  assigned: boolean;
  /** What was declared: an interest, none, or nothing yet. */
  has_interest: boolean | null;
}

export const closedToYou = "This application is closed to you, because you belong to the group that applied or declared an interest in it";

/** Whether nothing of the application may reach this person in their work. */
export const isClosedTo = (standing: Pick<Standing, "conflicted" | "has_interest">): boolean => standing.conflicted || standing.has_interest === true;

export const may = {
  /** The administrator's view of an application, with the checks, the assignments and the scores that were sent. */
  administer(actor: Actor, standing: Standing): Verdict {
    if (!standing.received) return hidden;
    if (!holdsInArea(actor, standing, ["administrator"]))
      return holdsInArea(actor, standing) ? refused("Only this fund's administrator in this area works on its applications") : hidden;
    return isClosedTo(standing) ? refused(closedToYou) : allowed;
  },

  /** Declaring an interest, or that there is none: whoever was asked to assess, and the administrator. */
  declare(actor: Actor, standing: Standing): Verdict {
    if (!standing.received) return hidden;
    const asked = (standing.assigned && holdsInArea(actor, standing, ["assessor", "chair"])) || holdsInArea(actor, standing, ["administrator"]);
    if (!asked) return hidden;
    return isClosedTo(standing) ? refused(closedToYou) : allowed;
  },

  /** The application beside its criteria: an assessor who was asked and has declared that there is no interest. */
  read(actor: Actor, standing: Standing): Verdict {
    if (!standing.received || !holdsInArea(actor, standing, ["assessor", "chair"])) return hidden;
    if (isClosedTo(standing)) return refused(closedToYou);
    if (!standing.assigned) return hidden;
    return standing.has_interest === false ? allowed : refused("Say first whether you have an interest in this application");
  },

  /** Saving and sending scores. Whether the application still takes scores is a matter of its state. */
  score: (actor: Actor, standing: Standing): Verdict => may.read(actor, standing),
};
