/** Who fills in, sends and reads a return. */
import { allowed, hidden, holdsInArea, holdsInOrganisation, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";

interface Returned {
  organisation_id: string;
  fund_id: string;
  area_code: string;
}

export const may = {
  /** Its group; once it is sent, the fund's staff in the area and officials: nobody looks over a shoulder. */
  read(actor: Actor, thing: Returned & { status: "due" | "sent" }): Verdict {
    const sent = thing.status === "sent" && (may.readAsStaff(actor, thing).allowed || may.readNationally(actor).allowed);
    const reads = holdsInOrganisation(actor, thing.organisation_id) || sent;
    return reads ? allowed : hidden;
  },
  readAsStaff: (actor: Actor, place: { fund_id: string; area_code: string }): Verdict =>
    holdsInArea(actor, place, ["administrator", "chair", "finance"]) ? allowed : hidden,
  /** Counts of people are for officials until a publication has passed disclosure control. */
  readNationally: (actor: Actor): Verdict => (holdsNationally(actor, "official", "publisher") ? allowed : hidden),
  write(actor: Actor, thing: { organisation_id: string }): Verdict {
    if (!holdsInOrganisation(actor, thing.organisation_id)) return hidden;
    return holdsInOrganisation(actor, thing.organisation_id, ["owner", "editor"])
      ? allowed
      : refused("You can read this group's return. To change or send it, ask an owner of the group to make you an editor");
  },
};
