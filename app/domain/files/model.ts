/** What a kept document is: its kinds, its types, its size and its name. Pure. */
import type { StoredFileTable } from "#db/types.ts";
import { Invalid } from "../kernel/errors.ts";

export type DocumentKind = StoredFileTable["kind"];

/** What a group keeps once in its profile, so that no fund asks for it twice. */
export const documentKinds: Record<DocumentKind, { title: string; hint: string }> = {
  "governing-document": { title: "Governing document", hint: "Your constitution, or the rules that your group goes by" },
  accounts: { title: "Accounts", hint: "Your latest yearly accounts, or a record of what came in and went out" },
  "partnership-letter": { title: "Letter of partnership", hint: "From the group that will hold the grant for you, signed" },
};

/** The kinds a group is asked for: only one without a constitution has a host that writes a letter. */
export const kindsFor = (group: { hasHost: boolean }): DocumentKind[] => (group.hasHost ? ["governing-document", "accounts", "partnership-letter"] : ["governing-document", "accounts"]);
export const isDocumentKind = (text: string): text is DocumentKind => Object.hasOwn(documentKinds, text);

/** Bytes of one file. */
export const largestFile = 10 * 1024 * 1024;
/** Documents that a group keeps at a time. */
export const mostDocuments = 20;

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
  const stem = (ending ? name.slice(0, -ending.length - 1) : name).replace(/^\.+/, "").trim();
  return `${Array.from(stem || "document").slice(0, longestName).join("")}.${ending || endings[0]!}`;
}

/** Why a file isn't taken, for beside the field it was chosen in. */
export const refusal = (message: string): Invalid => new Invalid({ file: message });
