/** Who reads an area's national return, who signs it, and who sees which bodies have. */
import { allowed, hidden, holdsInArea, holdsNationally, refused, type Actor, type Verdict } from "../../kernel/actor.ts";
import type { Place } from "../policy.ts";

export const may = {
  read: (actor: Actor, place: Place): Verdict => (holdsInArea(actor, place, ["administrator", "chair", "finance"]) ? allowed : hidden),
  sign(actor: Actor, place: Place): Verdict {
    if (holdsInArea(actor, place, ["administrator"])) return allowed;
    return holdsInArea(actor, place) ? refused("Only this fund's administrator in this area signs its national return") : hidden;
  },
  readAll: (actor: Actor): Verdict => (holdsNationally(actor, "official", "publisher") ? allowed : refused("The returns of all bodies are for officials")),
  remind: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("Only an official reminds a body")),
};
