/** What the fields for files say: all in one place, so that another language can stand beside it. */
import { acceptedInWords, formatBytes, largestFile } from "#app/domain/files/model.ts";

export const fileWords = {
  /** Said before anything is chosen. */
  limits: `${acceptedInWords}. Each file up to ${formatBytes(largestFile)}. A clear photo of a page will do: we take out where and when it was taken.`,
  /** Where the form stands by itself, before there is an application. */
  addLater: "You add files on the page of the application.",
  toPage: "Add or remove files",
  toPageHint: "This saves what you have written here and opens a page for the files.",
  choose: "Choose files, or take a photo",
  drop: "You can also drop files here.",
  full: (most: number) => (most === 1 ? "There is one file, and there is no room for more. Remove it to add another." : `There are ${most} files, and there is no room for more. Remove one to add another.`),
  noRoom: (most: number) => `There is room for ${most === 1 ? "one file" : `${most} files`} here, so this one was not sent`,
  tooLarge: (bytes: number) => `This file is ${formatBytes(bytes)}, and there is room for ${formatBytes(largestFile)} in each. Save it smaller, or scan it in black and white, and choose it again`,
  empty: "This file is empty. Look whether it opens on your device, and choose it again",
  waiting: "Waiting to be sent",
  sending: (sent: number, whole: number) => `${formatBytes(sent)} of ${formatBytes(whole)} sent`,
  checking: "Sent. We are looking at it",
  added: "Added",
  already: "You had added this file already. It is kept once",
  lost: "The connection broke off. Nothing of this file is kept yet",
  away: "We can't take files just now. Nothing of this file is kept yet. Try again in a minute",
  signedOut: "You have been signed out. Sign in again, then try again",
  removed: (name: string) => `“${name}” is removed`,
  notRemoved: (name: string) => `“${name}” could not be removed just now. Try again`,
  cancel: (name: string) => ({ text: "Cancel", what: name }),
  again: (name: string) => ({ text: "Try again", what: name }),
  remove: (name: string) => ({ text: "Remove", what: name }),
  dismiss: (name: string) => ({ text: "Clear this message", what: name }),
  progress: (name: string) => `How much of ${name} is sent`,
} as const;
