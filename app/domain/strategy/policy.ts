/** Who may change what the Strategy's pages say. Pure. */
import { allowed, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";

const official = (actor: Actor, because: string): Verdict => (holdsNationally(actor, "official") ? allowed : refused(because));

export const may = {
  editAction: (actor: Actor): Verdict => official(actor, "Only a national official enters the wording of an action."),
  editCrosswalk: (actor: Actor): Verdict => official(actor, "Only a national official changes where an aim meets the Strategy."),
};
