/** Who reads, remarks, answers and makes public. Pure. */
import { allowed, hidden, holdsNationally, refused, speaksFor, type Actor, type Verdict } from "../kernel/actor.ts";

interface OfBody {
  member_body_id: string;
}
const isOfficial = (actor: Actor): boolean => holdsNationally(actor, "official", "publisher");

export const may = {
  /** The Partnership's pages, with every remark: public figures only, and nothing of any application. */
  read: (actor: Actor): Verdict => (speaksFor(actor) !== undefined || isOfficial(actor) ? allowed : refused("These pages are for members of the Partnership and for national officials.")),
  remark: (actor: Actor): Verdict => (speaksFor(actor) !== undefined ? allowed : refused("Only a member of the Partnership remarks on a figure.")),
  withdraw: (actor: Actor, remark: OfBody): Verdict => (speaksFor(actor) === remark.member_body_id ? allowed : refused("A remark is withdrawn by the body that made it.")),
  answer: (actor: Actor): Verdict => (holdsNationally(actor, "official") ? allowed : refused("A national official answers remarks.")),
  /** Two people stand behind what becomes public: a publisher, and not the one who wrote the answer. */
  release(actor: Actor, answer: { answered_by: string }): Verdict {
    if (!holdsNationally(actor, "publisher")) return refused("A publisher makes a remark and its answer public.");
    return actor.kind === "person" && actor.id === answer.answered_by ? refused("You wrote this answer. Another publisher makes it public.") : allowed;
  },
  declareInterest: (actor: Actor, body: OfBody): Verdict => (speaksFor(actor) === body.member_body_id ? allowed : refused("A body declares its interests itself.")),
  /** Which bodies are members. */
  keepBodies: (actor: Actor): Verdict => (actor.kind === "system" || holdsNationally(actor, "service-administrator") ? allowed : hidden),
};
