/** What a file is, by what is in it: its name and the type that a browser states count for nothing. */
import { withoutJpegMetadata, withoutPngMetadata } from "./images.server.ts";
import { acceptedInWords, refusal, type MediaType } from "./model.ts";
import { officeType } from "./office.server.ts";

export interface Examined {
  media_type: MediaType;
  /** What to keep: the same bytes, or the picture without what it said about where and with what it was taken. */
  bytes: Buffer;
}

/** Looks into a whole file. Throws Invalid for the field `file` where it is not one of ours, damaged or not safe to pass on. */
export function examine(bytes: Buffer): Examined {
  if (bytes.length === 0) throw refusal("That file is empty. Choose the file again, and look whether it opens on your device");
  if (startsWith(bytes, "%PDF-")) return { media_type: "application/pdf", bytes: wholePdf(bytes) };
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return { media_type: "image/png", bytes: withoutPngMetadata(bytes) };
  if (startsWith(bytes, "\xff\xd8\xff")) return { media_type: "image/jpeg", bytes: withoutJpegMetadata(bytes) };
  if (startsWith(bytes, "PK\x03\x04")) return { media_type: officeType(bytes), bytes };
  throw refusal(whyRefused(bytes));
}

const startsWith = (bytes: Buffer, text: string): boolean => bytes.subarray(0, text.length).equals(Buffer.from(text, "latin1"));

function wholePdf(bytes: Buffer): Buffer {
  if (bytes.subarray(-1024).includes("%%EOF")) return bytes;
  throw refusal("That PDF is damaged or was cut off: its end is missing. Save it again and send that");
}

/** Formats that people send by mistake, in words that say what to do instead. */
function whyRefused(bytes: Buffer): string {
  const saveAs = "Save it as PDF and send that";
  if (["MZ", "\x7fELF", "#!", "\xca\xfe\xba\xbe", "\xcf\xfa\xed\xfe", "\xce\xfa\xed\xfe"].some((magic) => startsWith(bytes, magic))) return "That file is a program. Send a document or a picture instead";
  if (startsWith(bytes, "\xd0\xcf\x11\xe0")) return `That is a Word or Excel file of an old kind, or one that is locked with a password. ${saveAs}, without a password`;
  if (["heic", "heix", "mif1", "msf1", "hevc", "avif"].includes(bytes.toString("latin1", 8, 12)) && bytes.toString("latin1", 4, 8) === "ftyp") return "That picture is in a format (HEIC) that many people can't open. Send it as JPEG or PDF";
  if (["Rar!", "7z\xbc\xaf", "\x1f\x8b", "BZh", "\xfd7zXZ"].some((magic) => startsWith(bytes, magic))) return "That is a packed folder. Send each document in it by itself";
  const opening = bytes.toString("utf8", 0, 1024).replace(/^\uFEFF/, "").trimStart().toLowerCase();
  if (/<svg[\s>]/.test(opening)) return "That is an SVG drawing, which can hold a program. Send it as PDF or PNG";
  if (/^(<!doctype html|<html|<head|<body|<script|<!--)/.test(opening)) return `That is a web page, which can hold a program. ${saveAs}`;
  return `We can't use that kind of file. Send ${acceptedInWords}`;
}
