/** Who may open a group's documents and who may add and remove them: pure functions of the actor and how they stand to the group. */
import { allowed, hidden, holdsInArea, holdsInOrganisation, refused, type Actor, type Verdict } from "../kernel/actor.ts";

/** One application that the group sent and has not withdrawn, as one person stands to it. */
export interface SentApplication {
  fund_id: string;
  area_code: string;
  /** Belongs to the group, or declared an interest. */
  conflicted: boolean;
  /** Was asked to assess it and declared that there is no interest. */
  cleared: boolean;
}

export const may = {
  /**
   * The group's own people; and the staff of a fund and area that it applied to, unless that application is closed to them. An
   * assessor only with an application that they may read. Nobody else is told that the document is there.
   */
  open(actor: Actor, document: { organisation_id: string; applications: readonly SentApplication[] }): Verdict {
    if (holdsInOrganisation(actor, document.organisation_id)) return allowed;
    const opens = document.applications.some(
      (sent) => !sent.conflicted && (holdsInArea(actor, sent, ["administrator", "chair", "finance"]) || (sent.cleared && holdsInArea(actor, sent, ["assessor"]))),
    );
    return opens ? allowed : hidden;
  },

  /** Adding and removing: the group's owners and editors. */
  change(actor: Actor, { organisation_id }: { organisation_id: string }): Verdict {
    if (!holdsInOrganisation(actor, organisation_id)) return hidden;
    if (holdsInOrganisation(actor, organisation_id, ["owner", "editor"])) return allowed;
    return refused("You can open your group's documents. To add or remove one you need to be an editor: ask an owner of the group");
  },
};
