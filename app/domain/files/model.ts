/** What a kept document is: its kinds, its types, its size and its name. Pure. */
import type { Selectable } from "kysely";
import type { StoredFileTable } from "#db/types.ts";
import { Invalid } from "../kernel/errors.ts";

export type DocumentKind = Exclude<StoredFileTable["kind"], "answer">;

/** What a group keeps once in its profile, so that no fund asks for it twice. */
export const documentKinds: Record<DocumentKind, { title: string; hint: string }> = {
  "governing-document": { title: "Governing document", hint: "Your constitution, or the rules that your group goes by" },
  accounts: { title: "Accounts", hint: "Your latest yearly accounts, or a record of what came in and went out" },
  "signed-form": { title: "Signed form", hint: "The form as it came on paper, with its signature" },
  "partnership-letter": { title: "Letter of partnership", hint: "From the group that will hold the grant for you, signed" },
};

/** The kinds a group is asked for: only one without a constitution has a host that writes a letter, and only a fund that enters an application has a signed form. */
export const kindsFor = ({ hasHost, entering }: { hasHost: boolean; entering: boolean }): DocumentKind[] => [
  ...(entering ? ["signed-form" as const] : []), "governing-document", "accounts", ...(hasHost ? ["partnership-letter" as const] : []),
];
export const isDocumentKind = (text: string): text is DocumentKind => Object.hasOwn(documentKinds, text);

/** Bytes of one file. */
export const largestFile = 10 * 1024 * 1024;
/** Documents that a group keeps at a time. */
export const mostDocuments = 20;

/** Bytes that a group keeps in all: documents and files of its applications. */
export const mostBytes = 500 * 1024 * 1024;
/** Files in one sending, and bytes of them together. */
export const mostAtOnce = { files: 20, bytes: 40 * 1024 * 1024 };

/** What is known of a file's viruses. */
export type ScanState = Selectable<StoredFileTable>["scan"];
/** `text` beside the file's name; `served`: whether anyone gets the bytes. */
export const scanStates: Record<ScanState, { text: string; served: boolean; explains: string }> = {
  clean: { text: "Checked for viruses", served: true, explains: "" },
  "not-scanned": { text: "Not checked for viruses: no scanner was set up when it came", served: true, explains: "" },
  held: {
    text: "Being checked for viruses. Until then it can't be opened",
    served: false,
    explains: "This file is still being checked for viruses, so nobody can open it yet. It is kept safely. Try again in a few minutes",
  },
  infected: {
    text: "A virus was found in it. Nobody can open it",
    served: false,
    explains: "A virus was found in this file, so nobody can open it. Ask whoever added it for another copy",
  },
};
/** Days for which the bytes of an infected file are kept apart, in case the scanner was wrong. */
export const quarantineDays = 30;

/** What may be kept, by media type: how it is called and how its name ends. */
export const mediaTypes = {
  "application/pdf": { title: "PDF", endings: ["pdf"] },
  "image/png": { title: "PNG picture", endings: ["png"] },
  "image/jpeg": { title: "JPEG picture", endings: ["jpg", "jpeg"] },
  "application/vnd.oasis.opendocument.text": { title: "OpenDocument text", endings: ["odt"] },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": { title: "Word document", endings: ["docx"] },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": { title: "Excel workbook", endings: ["xlsx"] },
} as const;
export type MediaType = keyof typeof mediaTypes;

/** For the file input of a page: what the chooser offers first. The bytes decide, not this. */
export const acceptedEndings = Object.values(mediaTypes).flatMap(({ endings }) => endings.map((ending) => `.${ending}`)).join(",");
/** For a field that a phone's camera may answer too: with the types of photos named, phones offer it, and send a JPEG. */
export const acceptedWithCamera = `image/jpeg,image/png,${acceptedEndings}`;
export const acceptedInWords = "PDF, Word (docx), Excel (xlsx), OpenDocument text (odt), JPEG or PNG";

/** "840 bytes", "12 kB", "3.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}

const longestName = 120;
/** Controls, and the marks that turn the direction of writing: with them "fdp.exe" can look like "exe.pdf". */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A file's name as text to show and to offer when it is saved: the last part of a path, without unseen characters, ending as
 * files of its type end. Never used as a path here.
 */
export function cleanName(given: string, type: MediaType): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1)!;
  const name = last.normalize("NFC").replace(unseen, "").replace(/[<>:"|?*]/g, "_").replace(/\s+/g, " ").trim();
  const endings: readonly string[] = mediaTypes[type].endings;
  const ending = endings.find((one) => name.toLowerCase().endsWith(`.${one}`)) ?? "";
  const stem = (ending ? name.slice(0, -ending.length - 1) : name).replace(/^[.\s]+/, "").trim();
  return `${Array.from(stem || "document").slice(0, longestName).join("")}.${ending || endings[0]!}`;
}

/** Why a file isn't taken, for beside the field it was chosen in. */
export const refusal = (message: string): Invalid => new Invalid({ file: message });
