/** Who may read and record figures. Pure. */
import { allowed, holdsNationally, refused, type Actor, type Verdict } from "../kernel/actor.ts";

const national = (actor: Actor, because: string): Verdict => (holdsNationally(actor, "official", "publisher") ? allowed : refused(because));

export const may = {
  /** Figures down to the awards, decided ones too. */
  readNational: (actor: Actor): Verdict => national(actor, "These pages are for national officials."),
  /** Counts of people from returns: for officials until a publication has passed disclosure control. */
  readPeople: (actor: Actor): Verdict => national(actor, "Counts of people are seen by national officials only."),
  defineMeasure: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("Only a national official says what a measure counts.")),
  writeEasyRead: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("Only a national official writes the Easy Read pages.")),
  loadLookups: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("Only a national official loads look-ups.")),
  recordObservation: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("Only a national official records what was reported.")),
};
