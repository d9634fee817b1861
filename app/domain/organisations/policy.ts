/** Who may see and change a group's profile and its people, and look groups up in the charity register. */
import { allowed, hidden, holdsInOrganisation, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";

interface Group {
  id: string;
}

const helps = (actor: Actor, group: Group): boolean => holdsInOrganisation(actor, group.id, ["helper"]);

export const may = {
  /** Anybody signed in whose e-mail address is their own may set up a group. */
  create: (actor: Actor): Verdict => {
    if (actor.kind !== "person") return hidden;
    return actor.emailConfirmed ? allowed : refused("Before you set up a group, confirm your e-mail address with the link that we sent you");
  },
  read: (actor: Actor, group: Group): Verdict => (holdsInOrganisation(actor, group.id) || helps(actor, group) ? allowed : hidden),
  edit: (actor: Actor, group: Group): Verdict => {
    if (helps(actor, group)) return allowed;
    if (!holdsInOrganisation(actor, group.id)) return hidden;
    return holdsInOrganisation(actor, group.id, ["owner", "editor"]) ? allowed : refused("You can read about this group. To change something you need to be an editor: ask an owner of the group");
  },
  managePeople: (actor: Actor, group: Group): Verdict => {
    if (!holdsInOrganisation(actor, group.id)) return hidden;
    return holdsInOrganisation(actor, group.id, ["owner"]) ? allowed : refused("Only an owner of the group can invite or remove people");
  },

  /** The register is public; here it is for those who compare groups with it. */
  readRegister(actor: Actor): Verdict {
    const compares = actor.kind === "person" && actor.secondFactor && actor.roles.some(({ role }) => role === "administrator" || role === "service-administrator");
    return compares ? allowed : refused("The charity register is for the administrators of a fund");
  },
  /** It holds for every fund, so whoever runs the service loads it. */
  loadRegister: (actor: Actor): Verdict =>
    actor.kind === "system" || holdsNationally(actor, "service-administrator") ? allowed : refused("Whoever runs the service loads the charity register"),
};
