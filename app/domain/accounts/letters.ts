/** The letters of accounts: what each says. A line that is an address of this site alone is sent with PUBLIC_URL before it. */
import { paths } from "#app/paths.ts";
import type { NewMessage } from "../messages/model.ts";

type Letter = Pick<NewMessage, "template" | "subject" | "body">;
const lines = (...parts: string[]): string => parts.join("\n");
const notYou = "If this wasn't you, choose a new password at once:";

export const letters = {
  /** Without the name: whoever registers chooses it, and may not have us carry their words to somebody else's address. */
  confirmEmail: (token: string): Letter => ({
    template: "account.confirm-email",
    subject: "Confirm your e-mail address for Lade",
    body: lines("Hello", "", "Open this page and confirm that this address is yours:", "", paths.accountLink(token), "",
      "The link can be used once, within 24 hours.", "", "If you did not register with Lade, do nothing: without you this address stays unconfirmed."),
  }),
  alreadyRegistered: (person: { name: string }): Letter => ({
    template: "account.already-registered",
    subject: "You already have an account with Lade",
    body: lines(`Hello ${person.name}`, "", "Someone, probably you, tried to register with this address. It already has an account. Nothing was changed.", "",
      "Sign in here:", "", paths.signIn(), "", "If you can't remember your password, choose a new one:", "", paths.forgotten()),
  }),
  resetPassword: (person: { name: string }, token: string): Letter => ({
    template: "account.reset-password",
    subject: "Choose a new password for Lade",
    body: lines(`Hello ${person.name}`, "", "Open this page to choose a new password:", "", paths.accountLink(token), "",
      "The link can be used once, within 30 minutes.", "", "If you did not ask for this, do nothing: your password stays as it is."),
  }),
  passwordChanged: (person: { name: string }): Letter => ({
    template: "account.password-changed",
    subject: "Your password for Lade was changed",
    body: lines(`Hello ${person.name}`, "", "The password of your account was changed. Everywhere else you were signed in, you have been signed out.", "", notYou, "", paths.forgotten()),
  }),
  secondFactorSetUp: (person: { name: string }): Letter => ({
    template: "account.second-factor-set-up",
    subject: "A second step was set up for signing in to Lade",
    body: lines(`Hello ${person.name}`, "", "From now on we ask for a code from your authenticator when you sign in.", "", notYou, "", paths.forgotten()),
  }),
  secondFactorRemoved: (person: { name: string }): Letter => ({
    template: "account.second-factor-removed",
    subject: "The second step for signing in to Lade was taken away",
    body: lines(`Hello ${person.name}`, "", "A service administrator took away your authenticator and your recovery codes. When you next sign in you set up new ones.", "",
      "If you did not ask for this, tell whoever runs your fund.", "", paths.signIn()),
  }),
  recoveryCodeUsed: (person: { name: string }, left: number): Letter => ({
    template: "account.recovery-code-used",
    subject: "A recovery code was used to sign in to Lade",
    body: lines(`Hello ${person.name}`, "", `Someone signed in with one of your recovery codes. ${left === 1 ? "One is" : `${left === 0 ? "None are" : `${left} are`}`} left.`, "", notYou, "", paths.forgotten()),
  }),
  roleGranted: (person: { name: string }, role: string, place: string): Letter => ({
    template: "account.role-granted",
    subject: `You now have the role: ${role}`,
    body: lines(`Hello ${person.name}`, "", `You were given the role of ${role}${place ? ` for ${place}` : ""} in Lade. For it we ask for a second step when you sign in.`, "", paths.desk()),
  }),
  joinOrganisation: (organisation: { name: string }, invitedBy: string, token: string): Letter => ({
    template: "account.join-organisation",
    subject: `Join ${organisation.name} on Lade`,
    body: lines("Hello", "", `${invitedBy} invites you to work on the applications of ${organisation.name}.`, "", "Open this page to join:", "", paths.accountLink(token), "",
      "The link can be used once, within 7 days. If you don't know this group, do nothing."),
  }),
};
