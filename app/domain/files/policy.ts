/** Who may open a group's documents and who may add and remove them: pure functions of the actor and how they stand to the group. */
import { allowed, hidden, holdsInArea, holdsInOrganisation, holdsNationally, organisationRoles, refused, type Actor, type Verdict } from "../kernel/actor.ts";

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
    if (holdsInOrganisation(actor, document.organisation_id, [...organisationRoles, "helper"])) return allowed;
    return document.applications.some((sent) => readsFor(actor, sent)) ? allowed : hidden;
  },

  /**
   * A file that came with an application, for everyone outside the group: those who may read what was sent. Officials where an award rests
   * on it.
   * @param sent `counts`: it is in the copy that counts; `application`: how the person stands to it, undefined where it is not sent or taken back
   */
  openSent(actor: Actor, { counts, awarded, application }: { counts: boolean; awarded: boolean; application: SentApplication | undefined }): Verdict {
    if (!counts || !application) return hidden;
    return readsFor(actor, application) || (awarded && holdsNationally(actor, "official", "publisher")) ? allowed : hidden;
  },

  /** Whether this person keeps the signed form of an application that they enter for the group. */
  keepSigned: (actor: Actor, { organisation_id }: { organisation_id: string }): Verdict =>
    holdsInOrganisation(actor, organisation_id, ["helper"]) ? allowed : refused("A signed form is kept by the fund that enters an application for a group"),

  /** Removing one: who enters an application for the group only what they added, and the group not the form that it signed. */
  remove(actor: Actor, document: { organisation_id: string; kind: string; uploaded_by: string | null }): Verdict {
    if (holdsInOrganisation(actor, document.organisation_id, ["helper"]))
      return actor.kind === "person" && actor.id === document.uploaded_by ? allowed : refused("You can remove what you added. The rest is the group's own");
    const verdict = may.change(actor, document);
    return verdict.allowed && document.kind === "signed-form" ? refused("The signed form stays with the application that was made with it") : verdict;
  },

  /** Adding: the group's owners and editors, and who enters an application for it. */
  change(actor: Actor, { organisation_id }: { organisation_id: string }): Verdict {
    if (holdsInOrganisation(actor, organisation_id, ["owner", "editor", "helper"])) return allowed;
    if (!holdsInOrganisation(actor, organisation_id)) return hidden;
    return refused("You can open your group's documents. To add or remove one you need to be an editor: ask an owner of the group");
  },
};

const readsFor = (actor: Actor, sent: SentApplication): boolean =>
  !sent.conflicted && (holdsInArea(actor, sent, ["administrator", "chair", "finance"]) || (sent.cleared && holdsInArea(actor, sent, ["assessor"])));
