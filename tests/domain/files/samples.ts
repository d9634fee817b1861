/** Files to try: made byte by byte, so that each says exactly what a test is about. */
import { crc32, deflateRawSync, deflateSync } from "node:zlib";

export const pdf = (text = "A constitution"): Buffer => Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n% ${text}\ntrailer << /Root 1 0 R >>\n%%EOF\n`);

export interface Part {
  name: string;
  content?: string | Buffer;
  /** What the zip says of it, where that is not so. */
  flags?: number;
  method?: number;
  statedSize?: number;
  statedPacked?: number;
  localName?: string;
}

/** A zip with these parts, deflated; `tail` follows its end. */
export function zip(parts: readonly Part[], tail = ""): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content = "", flags = 0, method = 8, statedSize, statedPacked, localName = name } of parts) {
    const plain = Buffer.from(content);
    const packed = method === 0 ? plain : deflateRawSync(plain);
    const sizes = [crc32(plain), statedPacked ?? packed.length, statedSize ?? plain.length];
    const local = header(0x04034b50, [20, flags, method, 0, 0], sizes, [Buffer.byteLength(localName), 0], localName);
    directory.push(Buffer.concat([header(0x02014b50, [20, 20, flags, method, 0, 0], sizes, [Buffer.byteLength(name), 0, 0, 0, 0, 0, 0, at & 0xffff, at >>> 16], name)]));
    locals.push(local, packed);
    at += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end, Buffer.from(tail)]);
}

function header(magic: number, first: number[], sizes: number[], last: number[], name: string): Buffer {
  const fixed = Buffer.alloc(4 + first.length * 2 + 12 + last.length * 2);
  let at = fixed.writeUInt32LE(magic, 0);
  for (const value of first) at = fixed.writeUInt16LE(value, at);
  for (const value of sizes) at = fixed.writeUInt32LE(value, at);
  for (const value of last) at = fixed.writeUInt16LE(value, at);
  return Buffer.concat([fixed, Buffer.from(name)]);
}

const contentTypes = (main: string, more = "") => `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.${main}.main+xml"/>${more}</Types>`;
export const docx = (more: readonly Part[] = [], types = ""): Buffer =>
  zip([{ name: "[Content_Types].xml", content: contentTypes("wordprocessingml.document", types) }, { name: "_rels/.rels", content: "<Relationships/>" }, { name: "word/document.xml", content: "<w:document>Our rules</w:document>" }, ...more]);
export const xlsx = (): Buffer => zip([{ name: "[Content_Types].xml", content: contentTypes("spreadsheetml.sheet") }, { name: "xl/workbook.xml", content: "<workbook/>" }]);
export const odt = (more: readonly Part[] = [], manifest = "<manifest:manifest/>"): Buffer =>
  zip([{ name: "mimetype", content: "application/vnd.oasis.opendocument.text", method: 0 }, { name: "content.xml", content: "<office/>" }, { name: "META-INF/manifest.xml", content: manifest }, ...more]);

const chunk = (type: string, body: Buffer): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(body.length, 0);
  sizes.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([sizes.subarray(0, 4), typed, sizes.subarray(4)]);
};
/** A grey PNG of this size (only one pixel of it is there), with these further chunks before its data. */
export function png(more: Record<string, string> = {}, { width = 1, height = 1 } = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const extra = Object.entries(more).map(([type, body]) => chunk(type, Buffer.from(body)));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), ...extra, chunk("IDAT", deflateSync(Buffer.from([0, 128]))), chunk("IEND", Buffer.alloc(0))]);
}

const segment = (code: number, body: Buffer | string): Buffer => {
  const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : body;
  return Buffer.concat([Buffer.from([0xff, code, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]), bytes]);
};
/** Where the photo of the tests was taken, as Exif keeps it: the text stands in for the degrees. */
export const place = "GPS 57 28 38 N 4 13 29 W";
export function exif({ turn = 1, little = true } = {}): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(little ? "II" : "MM", 0, "latin1");
  const put16 = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  const put32 = (value: number, at: number) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
  put16(42, 2);
  put32(8, 4);
  for (const [value, at] of [[1, 8], [0x0112, 10], [3, 12], [turn, 18]] as const) put16(value, at);
  put32(1, 14);
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, Buffer.from(place)]);
}

interface JpegOptions {
  /** Segments before the picture. */
  more?: readonly Buffer[];
  tail?: string;
  width?: number;
  height?: number;
}
export const jpegSegment = segment;
/** A JPEG as a camera writes it: the drawing parts are all there, the picture itself is noise. */
export function jpeg({ more = [], tail = "", width = 8, height = 8 }: JpegOptions = {}): Buffer {
  const frame = Buffer.from([8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
    ...more,
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc2, frame),
    segment(0xc4, Buffer.alloc(20, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    // Stuffed zero, a restart, another table and a second scan: what stands between markers is not looked into.
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    segment(0xc4, Buffer.alloc(20, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x78, 0xff, 0x00]),
    Buffer.from([0xff, 0xd9]),
    Buffer.from(tail),
  ]);
}
