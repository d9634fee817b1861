/** Who may change people and the roles they hold. */
import { allowed, hidden, holdsInOrganisation, holdsNationally, refused, type Actor, type HeldRole, type Verdict } from "../kernel/actor.ts";

const administers = (actor: Actor): boolean => actor.kind === "system" || holdsNationally(actor, "service-administrator");

export const may = {
  /** The list of people, their roles, the audit. */
  administer: (actor: Actor): Verdict => (administers(actor) ? allowed : hidden),

  /** Give a role of a fund or of the nation. Nobody makes themselves more than they are. */
  grantRole(actor: Actor, personId: string): Verdict {
    if (!administers(actor)) return hidden;
    return actor.kind === "person" && actor.id === personId ? refused("Another service administrator has to change your own roles") : allowed;
  },

  /** End a role: a service administrator anyone else's, an owner those of the organisation, anyone their own membership of an organisation. */
  endRole(actor: Actor, held: HeldRole & { person_id: string }): Verdict {
    if (actor.kind === "system") return allowed;
    if (actor.kind !== "person") return hidden;
    if (held.organisation_id !== null) {
      if (actor.id === held.person_id || holdsInOrganisation(actor, held.organisation_id, ["owner"])) return allowed;
      if (holdsInOrganisation(actor, held.organisation_id)) return refused("Only an owner of the group can remove people");
    }
    return may.grantRole(actor, held.person_id);
  },

  /** Give somebody of an organisation another role in it: its owners. */
  changeMember(actor: Actor, held: { organisation_id: string | null }): Verdict {
    if (actor.kind === "system") return allowed;
    if (!held.organisation_id || !holdsInOrganisation(actor, held.organisation_id)) return hidden;
    return holdsInOrganisation(actor, held.organisation_id, ["owner"]) ? allowed : refused("Only an owner of the group can change what people may do");
  },

  /** Switch somebody's account off or on, or take away a second factor that they lost. */
  manageAccount: (actor: Actor, personId: string): Verdict => may.grantRole(actor, personId),

  /** Invite somebody to an organisation. */
  invite(actor: Actor, organisationId: string): Verdict {
    if (actor.kind === "system") return allowed;
    if (!holdsInOrganisation(actor, organisationId)) return hidden;
    if (!holdsInOrganisation(actor, organisationId, ["owner"])) return refused("Only an owner of the group can invite people");
    if (actor.kind === "person" && !actor.emailConfirmed) return refused("Confirm your e-mail address first: we sent you a link");
    return allowed;
  },
};
