/** Who may do what with a group's application. Staff read sent ones through the rooms of assessment and awards. */
import { allowed, hidden, holdsInArea, holdsInOrganisation, refused, type Actor, type Verdict } from "../kernel/actor.ts";

interface Belonging {
  organisation_id: string;
}

/** An application, and whether the fund enters it for its group. */
export interface Entered extends Belonging {
  entered_by: string | null;
  received_at: Date | null;
  reopened_at: Date | null;
  confirmed_at: Date | null;
}

/** The place that an application is made to, as its staff stands to it. */
export interface FundSide {
  fund_id: string;
  area_code: string;
  /** Whether it was ever sent: a draft is its group's own. */
  received: boolean;
  /** Whether it is closed to this person. */
  closed: boolean;
}

export const may = {
  /** The draft, the receipt, the decision: everyone in the group, and until it confirms who enters this one for it. */
  read: (actor: Actor, application: Entered): Verdict => (holdsInOrganisation(actor, application.organisation_id) || enters(actor, application) ? allowed : hidden),
  start: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "start an application"),
  /** Beginning the one that a fund enters, for a group that was just set up for it. */
  startEntered: (actor: Actor, { organisation_id }: Belonging): Verdict => (holdsInOrganisation(actor, organisation_id, ["helper"]) ? allowed : hidden),
  write: (actor: Actor, application: Entered): Verdict => writesOrEnters(actor, application, "change the answers"),
  submit: (actor: Actor, application: Entered): Verdict => writesOrEnters(actor, application, "send the application"),
  /** Sending what the fund asked to be changed: the group itself, never who entered it. */
  answerRequest: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "send the change"),
  reopen: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "change what was sent"),
  askForSignature: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "ask for a signature"),
  /** Whoever was asked, while they belong to the group: reading is enough. */
  sign: (actor: Actor, application: Belonging, asked: { person_id: string }): Verdict => {
    if (!holdsInOrganisation(actor, application.organisation_id)) return hidden;
    if (actor.kind !== "person" || actor.id !== asked.person_id) return refused("Only the person who was asked can sign");
    return actor.emailConfirmed ? allowed : refused("Before you can sign, confirm your e-mail address with the link that we sent you");
  },
  /** Whether this application wants a second person's signature. */
  wantSignature: (actor: Actor, application: Belonging): Verdict => {
    if (!holdsInOrganisation(actor, application.organisation_id)) return hidden;
    return holdsInOrganisation(actor, application.organisation_id, ["owner"]) ? allowed : refused("Only an owner of the group decides whether a second person signs");
  },
  /** Entering what came on paper or by telephone: the fund's administrator in that area. */
  enterFor: (actor: Actor, pot: { fund_id: string; area_code: string }): Verdict => {
    if (!holdsInArea(actor, pot)) return hidden;
    return holdsInArea(actor, pot, ["administrator"]) ? allowed : refused("Only the fund's administrator in this area enters an application for a group");
  },
  /** Confirming what the fund entered: an owner of the group. */
  confirmEntered: (actor: Actor, application: Belonging): Verdict => {
    if (!holdsInOrganisation(actor, application.organisation_id)) return hidden;
    return holdsInOrganisation(actor, application.organisation_id, ["owner"]) ? allowed : refused("Only an owner of the group can confirm what was entered for it");
  },
  /** The thread with the fund: everyone in the group reads it, owners and editors write. */
  writeToFund: (actor: Actor, application: Belonging): Verdict => writes(actor, application, "write to the fund"),
  /** The fund's side of the thread, and asking for changes: its administrator in that area, to whom the application is not closed. */
  writeToGroup: (actor: Actor, application: FundSide): Verdict => {
    if (!application.received || !holdsInArea(actor, application)) return hidden;
    if (application.closed) return refused("This application is closed to you, because you belong to the group that applied or declared an interest in it");
    return holdsInArea(actor, application, ["administrator"]) ? allowed : refused("Only the fund's administrator in this area writes to the group");
  },
  /** Everyone in the group may say something about a question. */
  comment: (actor: Actor, application: Belonging): Verdict => (holdsInOrganisation(actor, application.organisation_id) ? allowed : hidden),
  /** More time for one applicant or for all: the fund's administrator in that area, who is then answerable for it. */
  extend: (actor: Actor, pot: { fund_id: string; area_code: string }): Verdict => {
    if (!holdsInArea(actor, pot)) return hidden;
    return holdsInArea(actor, pot, ["administrator"]) ? allowed : refused("Only the fund's administrator in this area can give more time");
  },
  withdraw: (actor: Actor, application: Entered): Verdict => {
    if (enters(actor, application) && application.received_at === null) return allowed;
    if (!holdsInOrganisation(actor, application.organisation_id)) return hidden;
    return holdsInOrganisation(actor, application.organisation_id, ["owner"]) ? allowed : refused("Only an owner of the group can withdraw its application");
  },
};

/** Who types in what came on paper, until the group has confirmed it: this application and no other of the group. */
const enters = (actor: Actor, { organisation_id, entered_by, confirmed_at }: Entered): boolean =>
  actor.kind === "person" && actor.id === entered_by && confirmed_at === null && holdsInOrganisation(actor, organisation_id, ["helper"]);

/** What counts from when it came on paper is written by who entered it; the group by itself from then on. */
function writesOrEnters(actor: Actor, application: Entered, what: string): Verdict {
  if (enters(actor, application)) return application.reopened_at === null ? allowed : refused("The group has opened this application again and writes it itself now");
  const verdict = writes(actor, application, what);
  if (!verdict.allowed || application.entered_by === null || application.received_at !== null) return verdict;
  return refused("The fund's team is typing this in for your group, as it came. You can read it here, and confirm it when it is sent");
}

function writes(actor: Actor, { organisation_id }: Belonging, what: string): Verdict {
  if (!holdsInOrganisation(actor, organisation_id)) return hidden;
  if (!holdsInOrganisation(actor, organisation_id, ["owner", "editor"])) return refused(`You can read this group's applications. To ${what} you need to be an editor: ask an owner of the group`);
  if (actor.kind === "person" && !actor.emailConfirmed) return refused(`Before you can ${what}, confirm your e-mail address with the link that we sent you`);
  return allowed;
}
