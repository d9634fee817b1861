/** Who may do what with a pot: pure functions of the actor and the place the pot is in. */
import { allowed, hidden, holdsInArea, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";

/** The fund and the area: where roles are held. */
export interface Place {
  fund_id: string;
  area_code: string;
}

export const may = {
  /** The pot's own page: money and dates, no applications. */
  seePot: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, ["administrator", "chair", "finance"]) ? allowed : hidden),
  /** Dates, limits, allocation, guidance, criteria. */
  changePot: (actor: Actor, place: Place): Verdict => administratorOf(actor, place, "Only this fund's administrator in this area changes these settings"),
  /** Sharing a round's money out over the areas, and raising it in the year. */
  allocate: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("Only an official shares out a round's money")),
  /** The applications to the pot; each one is asked about again, because one may be closed to this person. */
  seeApplications: (actor: Actor, place: Place): Verdict => administratorOf(actor, place, "Only this fund's administrator in this area sees its applications"),
};

function administratorOf(actor: Actor, place: Place, because: string): Verdict {
  if (holdsInArea(actor, place, ["administrator"])) return allowed;
  return holdsInArea(actor, place) ? refused(because) : hidden;
}
