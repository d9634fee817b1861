/** The sentences of saving by itself: all in one place, as those of the form are. */
import type { AnswerState, Trouble, View } from "./view.ts";

export const deviceWords = {
  saved: (at: string) => `Saved ${at}`,
  saving: "Saving…",
  kept: "Not saved. Kept on this device",
  onlyHere: "Not saved. Only in this page",
  choose: "Not saved: two texts, below",
  tooLong: "Not saved: this is too long to be sent. Make it shorter",
  changed: (by: string, at: string) => `Changed by ${by} at ${at}`,
  changedMeanwhile: (by: string, at: string) => `${by} changed this at ${at}. You see it when you leave the box`,
  willBeSent: "It is kept on this device and will be sent.",
  keepOpen: "What you typed is only in this page: keep it open.",
  offline: "Not saved: you are offline.",
  offlineNothing: "You are offline. You can go on writing.",
  away: "Not saved: Lade can’t be reached just now.",
  signedOut: "Not saved: you have been signed out.",
  signedOutNothing: "You have been signed out.",
  otherPerson: "Not saved: somebody else is signed in here now. Nothing that you typed was sent from their account. Sign in as yourself in another tab, and this page goes on.",
  notYours: "Not saved: your account can’t change this application now. Copy what you typed before you leave this page.",
  late: "This can’t be changed any more: the application has been sent or taken back. What you type now is not part of it.",
  twoTexts: "Two texts for the same answer: choose one.",
  copy: "Not part of the application",
  copyLead: "This was typed after the application was sent or taken back. Copy it if you need it: it is no longer kept on this device.",
  receipt: "See what was sent",
  both: "Someone else wrote here at the same time",
  bothLead: "Both texts are kept. Choose one: the other stays in the history of the answer.",
  theirs: (by: string, at: string) => `${by}, saved ${at}`,
  theirsUnknown: "Saved now",
  mine: "Yours, not saved yet",
  leftBehind: "Yours, typed earlier on this device",
  useTheirs: "Keep what is saved",
  useMine: "Use my text",
  signInAgain: "Sign in again to save",
  signInHere: "You have been signed out. Sign in here and go on: nothing on this page is lost.",
  email: "E-mail address",
  password: "Password",
  signIn: "Sign in",
  signingIn: "Signing in…",
  otherWay: "Sign in another way, in a new tab",
  otherWayHint: "With a passkey or a link in an e-mail. Then come back here: this page goes on by itself.",
  wrong: "That e-mail address and password do not belong together here. Try again",
  tooOften: "That was tried too often. Wait a few minutes, or sign in another way",
  unreachable: "Lade can’t be reached just now. Try again in a minute",
  more: "The password is right. Your account asks for one more step: take it in a new tab, and come back here",
  other: "That is another account than the one that wrote here. Nothing was sent. Sign in with the account that you began with",
  here: "Here now:",
  inThisPart: "this part",
  inPart: (part: string) => `“${part}”`,
  earlier: (fund: string, on: string) => `You answered this for ${fund} on ${on}`,
  useEarlier: "Use this text",
  useEarlierHint: "It is put into this answer and saved. You can change it afterwards. What stands here now stays in the answer’s history.",
  history: "History",
  andComments: (title: string) => ` and comments: ${title}`,
} as const;
const words = deviceWords;

/** What stands beside a question: short, so that it never takes a second line on a phone unless somebody has to do something. */
export function besideAnswer(state: AnswerState | undefined, { trouble, keeps }: Pick<View<unknown>, "trouble" | "keeps">): string {
  switch (state?.kind) {
    case undefined:
      return "";
    case "saved":
      return words.saved(state.at);
    case "choose":
      return words.choose;
    case "too-long":
      return words.tooLong;
    case "changed":
      return state.pending ? words.changedMeanwhile(state.by, state.at) : words.changed(state.by, state.at);
    case "waiting":
      if (trouble === "slow") return words.saving;
      if (trouble !== undefined) return keeps ? words.kept : words.onlyHere;
      return state.was === undefined ? "" : words.saved(state.was);
  }
}

const problem: Record<Exclude<Trouble, "slow">, { unsent: string; nothing: string; kept?: true }> = {
  offline: { unsent: words.offline, nothing: words.offlineNothing, kept: true },
  away: { unsent: words.away, nothing: "", kept: true },
  "signed-out": { unsent: words.signedOut, nothing: words.signedOutNothing, kept: true },
  "other-person": { unsent: words.otherPerson, nothing: words.otherPerson },
  "not-yours": { unsent: words.notYours, nothing: words.notYours },
  late: { unsent: words.late, nothing: words.late },
};
/** What the page says of itself as a whole, and to somebody who hears it. */
export function ofThePage({ trouble, keeps, unsent, conflicts, savedAt }: View<unknown>): string {
  if (trouble !== undefined && trouble !== "slow") {
    const said = problem[trouble];
    if (unsent === 0) return said.nothing;
    return said.kept ? `${said.unsent} ${keeps ? words.willBeSent : words.keepOpen}` : said.unsent;
  }
  if (Object.keys(conflicts).length > 0) return words.twoTexts;
  return savedAt === undefined ? "" : words.saved(savedAt);
}
/** Whether it has to stay in sight. */
export const isPressing = ({ trouble, conflicts }: View<unknown>): boolean => (trouble !== undefined && trouble !== "slow") || Object.keys(conflicts).length > 0;
