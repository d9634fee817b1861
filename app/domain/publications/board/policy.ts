/** Who may do what with a report to the Leadership Board. Pure. */
import { allowed, holdsNationally, refused, type Actor, type Verdict } from "../../kernel/actor.ts";

const official = (actor: Actor, because: string): Verdict => (holdsNationally(actor, "official") ? allowed : refused(because));

export const may = {
  /** Also what is not issued yet. */
  read: (actor: Actor): Verdict => (holdsNationally(actor, "official", "publisher") ? allowed : refused("Reports to the Leadership Board are prepared by national officials and publishers.")),
  prepare: (actor: Actor): Verdict => official(actor, "A national official prepares reports to the Leadership Board."),
  giveBack: (actor: Actor): Verdict => (holdsNationally(actor, "official", "publisher") ? allowed : refused("A national official or a publisher gives a report back.")),
  /** Two people stand behind each report: a publisher issues what others wrote. */
  issue: (actor: Actor, { authored }: { /** Whether the actor wrote anything in it. */ authored: boolean }): Verdict => {
    if (!holdsNationally(actor, "publisher")) return refused("A publisher issues reports to the Leadership Board.");
    return authored ? refused("You wrote a part of this report: another publisher issues it.") : allowed;
  },
};
