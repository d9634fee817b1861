/** Who may change what the Strategy's pages say. Pure. */
import { allowed, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";

const official = (actor: Actor, because: string): Verdict => (holdsNationally(actor, "official") ? allowed : refused(because));

export const may = {
  editAction: (actor: Actor): Verdict => official(actor, "Only a national official enters the wording of an action."),
  /** A new plan version, its actions, and where the old ones went. */
  preparePlan: (actor: Actor): Verdict => official(actor, "Only a national official prepares a plan."),
  /** Two people stand behind a plan: a publisher brings into force what another prepared. */
  issuePlan: (actor: Actor, plan: { prepared_by: string | null }): Verdict =>
    !holdsNationally(actor, "publisher")
      ? refused("Only a publisher brings a plan into force.")
      : actor.kind === "person" && actor.id === plan.prepared_by
        ? refused("You prepared this plan: another publisher brings it into force.")
        : allowed,
  /** How an action helps: prevention, early help, crisis, treatment. */
  readApproach: (actor: Actor): Verdict => official(actor, "Only a national official says how an action helps."),
  editCrosswalk: (actor: Actor): Verdict => official(actor, "Only a national official changes where an aim meets the Strategy."),
};
