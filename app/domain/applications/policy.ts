/** Who may do what with a group's application. Staff read sent ones through the rooms of assessment and awards. */
import { allowed, hidden, holdsInOrganisation, refused, type Actor, type Verdict } from "../kernel/actor.ts";

interface Belonging {
  organisation_id: string;
}

export const may = {
  /** The draft, the receipt, the decision: everyone in the group. */
  read: (actor: Actor, application: Belonging): Verdict => (holdsInOrganisation(actor, application.organisation_id) ? allowed : hidden),
  start: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "start an application"),
  write: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "change the answers"),
  submit: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "send the application"),
  withdraw: (actor: Actor, application: Belonging): Verdict => {
    if (!holdsInOrganisation(actor, application.organisation_id)) return hidden;
    return holdsInOrganisation(actor, application.organisation_id, ["owner"]) ? allowed : refused("Only an owner of the group can withdraw its application");
  },
};

function writes(actor: Actor, { organisation_id }: Belonging, what: string): Verdict {
  if (!holdsInOrganisation(actor, organisation_id)) return hidden;
  if (!holdsInOrganisation(actor, organisation_id, ["owner", "editor"])) return refused(`You can read this group's applications. To ${what} you need to be an editor: ask an owner of the group`);
  if (actor.kind === "person" && !actor.emailConfirmed) return refused(`Before you can ${what}, confirm your e-mail address with the link that we sent you`);
  return allowed;
}
