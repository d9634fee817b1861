/** Who may do what with a publication. Pure. */
import { allowed, hidden, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";
import type { PublicationState } from "./model.ts";

interface Publication {
  state: PublicationState;
  /** Whether the actor drafted it or changed what it says. */
  authored: boolean;
}

const isPerson = (actor: Actor): boolean => actor.kind === "person";
const official = (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("A national official prepares publications."));

export const may = {
  /** The list, and everything in a publication before its release. */
  read: (actor: Actor): Verdict => (holdsNationally(actor, "official", "publisher") ? allowed : refused("Publications are prepared by national officials and publishers.")),
  draft: official,
  edit: (actor: Actor, { state }: Publication): Verdict => (state === "draft" ? official(actor) : refused("Only a draft is changed. Give it back to its authors first.")),
  submit: official,
  restate: official,
  abandon: official,
  /** Publishers only, and never somebody who drafted it or changed what it says: two people stand behind each release. */
  approve: (actor: Actor, { authored }: Publication): Verdict => {
    if (!holdsNationally(actor, "publisher")) return refused("A publisher approves: a second person, who did not draft it.");
    if (authored) return refused("You have written in this publication. Another publisher approves it.");
    return allowed;
  },
  giveBack: (actor: Actor): Verdict => (holdsNationally(actor, "publisher") ? allowed : refused("A publisher gives a publication back.")),
  /** The list of those who read before release, and when they did. */
  keepReaders: (actor: Actor): Verdict => (holdsNationally(actor, "publisher") ? allowed : refused("A publisher keeps the list of who reads before release.")),
  /** Stops every release, for example before an election. */
  hold: (actor: Actor): Verdict => (holdsNationally(actor, "publisher") ? allowed : refused("A publisher stops releases and lets them go on.")),
  /** What is under embargo: for the people named on its list. Who is not named does not learn that it exists. */
  readBeforeRelease: (actor: Actor, { state, listed }: { state: PublicationState; listed: boolean }): Verdict => (isPerson(actor) && listed && state === "embargoed" ? allowed : hidden),
  /** The service alone releases, at the moment that was approved: nobody can do it by hand. */
  release: (actor: Actor): Verdict => (actor.kind === "system" ? allowed : refused("Nobody releases by hand: it happens at 9.30am on the day that was approved.")),
};
