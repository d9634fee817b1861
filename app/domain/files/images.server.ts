/**
 * Pictures without what they say about where, when and with what they were taken. Only the parts that draw the picture are
 * copied; everything else, also what stands after its end, is left behind.
 * Formats: ITU-T T.81 annex B (JPEG), Exif 2.32 section 4.6 (the turn of a photo), PNG third edition sections 5 and 11.
 */
import { crc32 } from "node:zlib";
import { refusal } from "./model.ts";

/** Pixels. A page scanned at 600 dpi has 35 million; far more would only fill the memory of whoever opens it. */
const mostPixels = 100_000_000;

const damaged = () => refusal("That picture is damaged or was cut off. Look whether it opens on your device, or take it again");
function fits(width: number, height: number): void {
  if (width < 1 || height < 1) throw damaged();
  if (width * height > mostPixels) throw refusal("That picture has too many pixels. Save it smaller, or as PDF, and send that");
}

const drawing = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "bKGD", "pHYs"]);

/** A PNG with only the chunks that draw it. Throws Invalid where it is damaged or too large to draw. */
export function withoutPngMetadata(bytes: Buffer): Buffer {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw damaged();
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw damaged();
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw damaged();
    if (at === 8) {
      if (type !== "IHDR" || length !== 13) throw damaged();
      fits(bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12));
    }
    if (drawing.has(type)) parts.push(bytes.subarray(at, end));
    if (type === "IEND") return Buffer.concat(parts);
    at = end;
  }
}

const marker = { startOfScan: 0xda, endOfImage: 0xd9, comment: 0xfe, exif: 0xe1, iccProfile: 0xe2, adobe: 0xee, jfif: 0xe0, firstApp: 0xe0, lastApp: 0xef } as const;
const isFrame = (code: number): boolean => code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);

/** A JPEG without Exif, XMP, IPTC, comments and thumbnails; the turn that a phone noted is kept. Throws Invalid where it is damaged or too large to draw. */
export function withoutJpegMetadata(bytes: Buffer): Buffer {
  const start = bytes.subarray(0, 2);
  const parts: Buffer[] = [];
  let turn = 1;
  let frames = 0;
  for (let at = 2; ; ) {
    // Fill bytes may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const code = bytes[at + 1];
    if (bytes[at] !== 0xff || code === undefined) throw damaged();
    if (code === marker.endOfImage) {
      if (frames === 0) throw damaged();
      return Buffer.concat([start, ...parts.slice(0, jfifCount(parts)), ...(turn === 1 ? [] : [onlyTurned(turn)]), ...parts.slice(jfifCount(parts)), bytes.subarray(at, at + 2)]);
    }
    const length = at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0;
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw damaged();
    const body = bytes.subarray(at + 4, end);
    if (isFrame(code)) {
      if (body.length < 6) throw damaged();
      fits(body.readUInt16BE(3), body.readUInt16BE(1));
      frames += 1;
    }
    if (code === marker.exif) turn = exifTurn(body) ?? turn;
    if (code === marker.startOfScan) end = endOfScan(bytes, end);
    if (draws(code, body)) parts.push(bytes.subarray(at, end));
    at = end;
  }
}

/** A JFIF segment, where there is one, comes first in the file. */
const jfifCount = (parts: readonly Buffer[]): number => (parts[0]?.[1] === marker.jfif ? 1 : 0);

function draws(code: number, body: Buffer): boolean {
  if (code === marker.comment) return false;
  if (code < marker.firstApp || code > marker.lastApp) return true;
  // A JFIF segment of 14 bytes has no thumbnail. Colour profiles and Adobe's colour transform change how the picture looks.
  if (code === marker.jfif) return body.length === 14 && body.toString("latin1", 0, 5) === "JFIF\0";
  if (code === marker.iccProfile) return body.toString("latin1", 0, 12) === "ICC_PROFILE\0";
  return code === marker.adobe && body.length === 12 && body.toString("latin1", 0, 5) === "Adobe";
}

/** Where the compressed data ends: at the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw damaged();
}

const turnTag = 0x0112;
/** 1 to 8 as Exif counts; undefined where the segment doesn't say. */
function exifTurn(body: Buffer): number | undefined {
  if (body.toString("latin1", 0, 6) !== "Exif\0\0") return undefined;
  const tiff = body.subarray(6);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const read16 = (at: number): number | undefined => (at + 2 > tiff.length ? undefined : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = tiff.length < 8 ? 0 : little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = read16(directory) ?? 0;
  for (let entry = directory + 2; entry < directory + 2 + count * 12; entry += 12) {
    if (read16(entry) !== turnTag) continue;
    const turn = read16(entry + 8);
    return turn !== undefined && turn >= 1 && turn <= 8 ? turn : undefined;
  }
  return undefined;
}

/** An Exif segment that says how the picture is turned and nothing else. */
function onlyTurned(turn: number): Buffer {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010000000000000000", "hex");
  tiff.writeUInt16BE(turn, 18);
  const segment = Buffer.concat([Buffer.from([0xff, marker.exif, 0, 0]), Buffer.from("Exif\0\0", "latin1"), tiff]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return segment;
}
