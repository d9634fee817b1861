/** Who may check, assign, declare, read and score: pure functions of the actor and what stands between them and an application. */
import { allowed, hidden, holdsInArea, refused, type Actor, type Verdict } from "../kernel/actor.ts";

/** The fund and the area: where roles are held. */
export interface Place {
  fund_id: string;
  area_code: string;
}

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
  /** Has still to say, for the round, whether they are close to a group that applied. */
  owes_round: boolean;
}

export const closedToYou = "This application is closed to you, because you belong to the group that applied or declared an interest in it";

export const declareFirst = "Say first whether you are close to any of the groups that applied to this round";

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
    if (standing.owes_round) return refused(declareFirst);
    return standing.has_interest === false ? allowed : refused("Say first whether you have an interest in this application");
  },

  /** Saving and sending scores. Whether the application still takes scores is a matter of its state. */
  score: (actor: Actor, standing: Standing): Verdict => may.read(actor, standing),

  /** The panel of a pot: who sits on it, what they declared and how far they are. For those who answer for it. */
  seePanel(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["administrator", "chair"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only this fund's administrator and the chair see the panel") : hidden;
  },

  /** Inviting, reminding, replacing, sharing applications out, and typing in what somebody declared on paper. */
  changePanel(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["administrator"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only this fund's administrator in this area changes the panel") : hidden;
  },

  /** Saying for the round to which groups one is close: who may come to read or decide. */
  declareRound(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["assessor", "chair", "administrator"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only those who assess or decide declare for a round") : hidden;
  },

  /** How far readers agree, with their names: those who decide. What is closed to them, or owed by them, is left out of it. */
  seeAgreement(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["administrator", "chair"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only this fund's administrator and the chair see how far readers agree") : hidden;
  },

  /** Ending the time in which scores change, and opening it again. */
  closeScoring(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["chair"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only the chair closes scoring") : hidden;
  },

  /** Talking about the scores of one application, with notes: the chair leads it, or the administrator records it. */
  moderate(actor: Actor, standing: Standing): Verdict {
    if (!standing.received) return hidden;
    if (!holdsInArea(actor, standing, ["administrator", "chair"])) return holdsInArea(actor, standing) ? refused("Only this fund's administrator and the chair record a moderation") : hidden;
    if (isClosedTo(standing)) return refused(closedToYou);
    return standing.owes_round ? refused(declareFirst) : allowed;
  },
};
