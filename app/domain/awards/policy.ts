/** Who may decide, release, vary, accept and read. Pages and verbs ask the same functions. */
import { allowed, hidden, holdsInArea, holdsInOrganisation, refused, type Actor, type AreaRole, type Verdict } from "../kernel/actor.ts";

/** A fund in an area. */
export interface Place {
  fund_id: string;
  area_code: string;
}
/** Something decided upon: where, by whom applied for, and whether it is closed to the one who asks, who has an interest in it. */
export interface Decidable extends Place {
  organisation_id: string;
  closed: boolean;
}

const deciders: readonly AreaRole[] = ["administrator", "chair"];

function decide(actor: Actor, thing: Decidable): Verdict {
  if (!holdsInArea(actor, thing, deciders)) return hidden;
  if (thing.closed || holdsInOrganisation(actor, thing.organisation_id))
    return refused("You have an interest in this application, so it is closed to you. Someone else decides on it");
  return allowed;
}

export const may = {
  /** The board, the list of awards and the release of one fund in one area. */
  seeBoard: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, deciders) ? allowed : hidden),
  /** What the awards should cover, at least. */
  setTargets: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, deciders) ? allowed : hidden),
  /** Open and close it, say who is there and who leaves, take notes. */
  holdMeeting: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, deciders) ? allowed : hidden),
  release: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, deciders) ? allowed : hidden),
  decide,
  takeBack: decide,
  /** The second person of a decision: may decide here, and is not the one who decided. */
  confirm(actor: Actor, thing: Decidable & { decided_by: string }): Verdict {
    const decides = decide(actor, thing);
    if (!decides.allowed || actor.kind !== "person" || actor.id !== thing.decided_by) return decides;
    return refused("You made this decision, so someone else has to confirm it");
  },
  /** Reduce, withdraw, retag. */
  vary: decide,
  seeAwards: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, ["administrator", "chair", "finance"]) ? allowed : hidden),
  /** One award with its decision: not for someone with an interest, whichever role they hold. */
  seeAward(actor: Actor, thing: Decidable): Verdict {
    if (!holdsInArea(actor, thing, ["administrator", "chair", "finance"])) return hidden;
    return thing.closed || holdsInOrganisation(actor, thing.organisation_id) ? refused("You have an interest in this award, so it is closed to you") : allowed;
  },
  /** Members of the group read its decision. */
  readDecision: (actor: Actor, thing: { organisation_id: string }): Verdict => (holdsInOrganisation(actor, thing.organisation_id) ? allowed : hidden),
  /** An owner binds the group. */
  answerOffer(actor: Actor, thing: { organisation_id: string }): Verdict {
    if (!holdsInOrganisation(actor, thing.organisation_id)) return hidden;
    return holdsInOrganisation(actor, thing.organisation_id, ["owner"]) ? allowed : refused("Only an owner of the group can answer the offer. Ask one of them to sign in");
  },
};
