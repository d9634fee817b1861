/** Who may bring in awards made elsewhere: the area's administrator. */
import { allowed, hidden, holdsInArea, refused, type Actor, type Verdict } from "../../kernel/actor.ts";
import type { Place } from "../policy.ts";

export const may = {
  upload(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["administrator"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only this fund's administrator in this area loads awards that were made elsewhere") : hidden;
  },
};
