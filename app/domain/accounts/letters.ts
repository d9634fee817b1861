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
  signIn: (person: { name: string }, token: string): Letter => ({
    template: "account.sign-in",
    subject: "Your link to sign in to Lade",
    body: lines(`Hello ${person.name}`, "", "Open this page and press its button to sign in:", "", paths.accountLink(token), "",
      "The link can be used once, within 30 minutes.", "", "If you did not ask for this, do nothing: without the link nobody gets in."),
  }),
  begin: (token: string): Letter => ({
    template: "account.begin",
    subject: "Your link to begin with Lade",
    body: lines("Hello", "", "Someone, probably you, wants to sign in to Lade with this address. It has no account yet. Open this page to begin:", "", paths.accountLink(token), "",
      "The link can be used once, within 30 minutes.", "", "If you have an account with another address, sign in with that one. If you did not ask for this, do nothing: no account is opened."),
  }),
  alreadyRegistered: (person: { name: string }): Letter => ({
    template: "account.already-registered",
    subject: "You already have an account with Lade",
    body: lines(`Hello ${person.name}`, "", "Someone, probably you, tried to register with this address. It already has an account. Nothing was changed.", "",
      "Sign in here. Without a password, ask there for a link:", "", paths.signIn(), "", "If you can't remember your password, choose a new one:", "", paths.forgotten()),
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
  passwordChosen: (person: { name: string }): Letter => ({
    template: "account.password-chosen",
    subject: "Your account with Lade has a password now",
    body: lines(`Hello ${person.name}`, "", "A password was chosen for your account. Everywhere else you were signed in, you have been signed out.", "", notYou, "", paths.forgotten()),
  }),
  passkeyAdded: (person: { name: string }): Letter => ({
    template: "account.passkey-added",
    subject: "A passkey was added to your account with Lade",
    body: lines(`Hello ${person.name}`, "", "From now on this passkey signs you in, without a password.", "", "If this wasn't you, choose a new password at once, then remove the passkey:", "", paths.forgotten(), "", paths.passkeys()),
  }),
  passkeyRemoved: (person: { name: string }): Letter => ({
    template: "account.passkey-removed",
    subject: "A passkey was removed from your account with Lade",
    body: lines(`Hello ${person.name}`, "", "It no longer signs you in. You can delete it in your telephone or password manager too.", "", notYou, "", paths.forgotten()),
  }),
  confirmNewEmail: (token: string): Letter => ({
    template: "account.confirm-new-email",
    subject: "Confirm your new e-mail address for Lade",
    body: lines("Hello", "", "Someone, probably you, wants to use this address for their account with Lade. Open this page, signed in, and confirm it:", "", paths.accountLink(token), "",
      "The link can be used once, within 24 hours.", "", "If this wasn't you, do nothing: the account stays with the address it has."),
  }),
  emailHasAccount: (): Letter => ({
    template: "account.email-has-account",
    subject: "This address already has an account with Lade",
    body: lines("Hello", "", "Someone, probably you, wants to use this address for another account with Lade. It has an account of its own, and a person has one account only. Nothing was changed.", "",
      "Sign in with this address here:", "", paths.signIn()),
  }),
  emailChangeAsked: (person: { name: string }): Letter => ({
    template: "account.email-change-asked",
    subject: "Your account with Lade is about to get another e-mail address",
    body: lines(`Hello ${person.name}`, "", "We sent a link to the new address. When it is used, your account goes by that address and no longer by this one.", "", "If this wasn't you, choose a new password at once: the link stops working and everybody is signed out.", "", paths.forgotten()),
  }),
  emailChanged: (person: { name: string }): Letter => ({
    template: "account.email-changed",
    subject: "Your account with Lade has another e-mail address",
    body: lines(`Hello ${person.name}`, "", "From now on you sign in with your new address, and we write to that one. Everywhere else you were signed in, you have been signed out.", "",
      "If this wasn't you, tell the team of your fund at once. Their address is on the fund's page:", "", paths.funds()),
  }),
  recoveryCodesRenewed: (person: { name: string }): Letter => ({
    template: "account.recovery-codes-renewed",
    subject: "New recovery codes were made for your account with Lade",
    body: lines(`Hello ${person.name}`, "", "The recovery codes you had before no longer work.", "", notYou, "", paths.forgotten()),
  }),
  secondFactorSetUp: (person: { name: string }): Letter => ({
    template: "account.second-factor-set-up",
    subject: "A second step was set up for signing in to Lade",
    body: lines(`Hello ${person.name}`, "", "From now on we ask for a code from your authenticator when you sign in.", "", notYou, "", paths.forgotten()),
  }),
  secondFactorRemoved: (person: { name: string }): Letter => ({
    template: "account.second-factor-removed",
    subject: "The second step for signing in to Lade was taken away",
    body: lines(`Hello ${person.name}`, "", "A service administrator took away your authenticator, your recovery codes and your passkeys. When you next sign in you set up new ones.", "",
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
  memberRoleChanged: (person: { name: string }, role: string, organisation: { id: string; name: string }): Letter => ({
    template: "account.member-role-changed",
    subject: `You are now ${role.toLowerCase()} of ${organisation.name}`,
    body: lines(`Hello ${person.name}`, "", `An owner of ${organisation.name} changed what you may do for the group in Lade. You are now: ${role}.`, "", paths.organisation(organisation.id)),
  }),
  joinOrganisation: (organisation: { name: string }, invitedBy: string, token: string): Letter => ({
    template: "account.join-organisation",
    subject: `Join ${organisation.name} on Lade`,
    body: lines("Hello", "", `${invitedBy} invites you to work on the applications of ${organisation.name}.`, "", "Open this page to join:", "", paths.accountLink(token), "",
      "The link can be used once, within 7 days. If you don't know this group, do nothing."),
  }),
  /** To the person whom the fund knows of a group that applied on paper or by telephone. */
  confirmApplication: (organisation: { name: string }, fund: string, how: "paper" | "telephone", token: string): Letter => ({
    template: "account.confirm-application",
    subject: `The application of ${organisation.name}`,
    body: lines("Hello", "", `${fund} has an application of ${organisation.name} that came ${how === "paper" ? "on paper" : "by telephone"}. The fund's team types it in here for you.`, "",
      "Open this page to join the group here. Then read what was typed in, and confirm that it is what your group said:", "", paths.accountLink(token), "",
      "The link can be used once, within 7 days. If you don't know this group, do nothing."),
  }),
};
