import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { examine } from "#app/domain/files/content.server.ts";
import { cleanName, formatBytes, mediaTypes, type MediaType } from "#app/domain/files/model.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { docx, exif, jpeg, jpegSegment, odt, pdf, place, png, xlsx, zip } from "./samples.ts";

/** What is said beside the field; undefined where the file is taken. */
function refused(bytes: Buffer): string | undefined {
  try {
    examine(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof Invalid) return error.fields.file;
    throw error;
  }
}

test("each kind of document that is allowed is taken, by what is in it", () => {
  const taken: [MediaType, Buffer][] = [
    ["application/pdf", pdf()],
    ["image/png", png()],
    ["image/jpeg", jpeg()],
    ["application/vnd.oasis.opendocument.text", odt()],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx()],
    ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx()],
  ];
  for (const [type, bytes] of taken) expect(examine(bytes)).toEqual({ media_type: type, bytes });
  expect(taken.map(([type]) => type).sort()).toEqual(Object.keys(mediaTypes).sort());
});

describe("what could harm whoever opens it is refused in words", () => {
  it.each([
    ["nothing at all", Buffer.alloc(0), /empty/],
    ["a program of Windows", Buffer.from("MZ\x90\0This program cannot be run in DOS mode"), /program/],
    ["a program of Linux", Buffer.from("\x7fELF\x02\x01\x01", "latin1"), /program/],
    ["a script", Buffer.from("#!/bin/sh\nrm -rf ~\n"), /program/],
    ["an SVG", Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), /SVG/],
    ["a web page", Buffer.from("\uFEFF <!DOCTYPE html><script>alert(1)</script>"), /web page/],
    ["a web page that goes on as JPEG", Buffer.concat([Buffer.from("<script>alert(1)</script>"), jpeg()]), /web page/],
    ["an old or locked Word file", Buffer.from("d0cf11e0a1b11ae1", "hex"), /old kind.*password/],
    ["an iPhone's HEIC", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0", "latin1"), /JPEG/],
    ["a packed folder", zip([{ name: "constitution.pdf", content: pdf() }]), /packed folder/],
    ["plain text", Buffer.from("Our rules"), /PDF, Word/],
    ["a PDF that was cut off", pdf().subarray(0, 60), /cut off/],
    ["a PDF whose header is not its beginning", Buffer.concat([Buffer.from("x"), pdf()]), /can't use/],
    ["Word with macros", docx([{ name: "word/vbaProject.bin", content: "x" }]), /macros/],
    ["Word with macros under another name", docx([{ name: "word/other.bin", content: "x" }], '<Override ContentType="application/vnd.ms-office.vbaProject"/>'), /macros/],
    ["Word made for macros", docx([], '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'), /macros/],
    ["Word with controls", docx([{ name: "word/activeX/activeX1.xml", content: "x" }]), /macros/],
    ["Excel's old macros", docx([{ name: "xl/macrosheets/sheet1.xml", content: "x" }]), /macros/],
    ["OpenDocument with macros", odt([{ name: "Basic/Standard/Module1.xml", content: "x" }]), /macros/],
    ["OpenDocument with a password", odt([], '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>'), /password/],
    ["a zip with a password", docx([{ name: "word/more.xml", content: "x", flags: 1 }]), /password/],
    ["a part outside its document", docx([{ name: "../../.bashrc", content: "x" }]), /damaged/],
    ["a part by two names", docx([{ name: "word/a.xml", localName: "word/b.xml", content: "x" }]), /damaged/],
    ["a part that is there twice", docx([{ name: "word/document.xml", content: "another" }]), /damaged/],
    ["a part that reaches into the next", docx([{ name: "word/a.xml", content: "x", statedPacked: 60 }, { name: "word/b.xml", content: Buffer.from("some more of it, and more again") }]), /damaged/],
    ["what follows the end of a zip", Buffer.concat([docx(), Buffer.from("<script>")]), /damaged/],
  ])("%s", (_name, bytes, message) => expect(refused(bytes)).toMatch(message));

  it("a part that unpacks to more than it says", () => {
    const [types, ...rest] = [{ name: "[Content_Types].xml", content: `${" ".repeat(100_000)}wordprocessingml.document.main+xml`, statedSize: 100 }, { name: "word/document.xml", content: "x" }];
    expect(refused(zip([types!, ...rest]))).toMatch(/damaged/);
  });
});

describe("a document that swells when it is opened is refused before it is unpacked, at once", () => {
  it.each([
    ["one part of 10 GB, as far as a zip can say it", docx([{ name: "word/big.xml", content: "x".repeat(5_000), statedSize: 4_000_000_000 }])],
    ["a thousandfold packing beyond what deflate can do", docx([{ name: "word/big.xml", content: "x", statedSize: 1_000_000 }])],
    ["one part of 60 MB", docx([{ name: "word/big.xml", content: Buffer.alloc(60 * 1024 * 1024) }])],
    ["parts of 45 MB, three of them", docx(Array.from({ length: 3 }, (_, part) => ({ name: `word/${part}.xml`, content: Buffer.alloc(45 * 1024 * 1024) })))],
    ["3,000 parts", docx(Array.from({ length: 3_000 }, (_, part) => ({ name: `word/${part}.xml` })))],
    ["a list of parts of 2 MB", zip([{ name: "[Content_Types].xml", content: Buffer.alloc(2 * 1024 * 1024) }])],
  ])("%s", (_name, bytes) => {
    const started = performance.now();
    expect(refused(bytes)).toMatch(/unpacks to more/);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("parts that share their bytes", () => {
    const once = docx();
    // The second entry's place in the file is made that of the first.
    const directory = once.indexOf(Buffer.from("504b0102", "hex"));
    const second = once.indexOf(Buffer.from("504b0102", "hex"), directory + 4);
    const shared = Buffer.from(once);
    shared.copy(shared, second + 42, directory + 42, directory + 46);
    expect(refused(shared)).toMatch(/damaged/);
  });

  it("a picture of 30,000 by 30,000 pixels", () => {
    expect(refused(png({}, { width: 30_000, height: 30_000 }))).toMatch(/too many pixels/);
    expect(refused(jpeg({ width: 30_000, height: 30_000 }))).toMatch(/too many pixels/);
    expect(refused(jpeg({ width: 7_000, height: 5_000 }))).toBeUndefined();
  });
});

describe("where a photo was taken stays with who took it", () => {
  const secrets = [jpegSegment(0xe1, exif()), jpegSegment(0xe1, `http://ns.adobe.com/xap/1.0/\0${place}`), jpegSegment(0xed, `Photoshop 3.0\0${place}`), jpegSegment(0xfe, place), jpegSegment(0xe2, `MPF\0${place}`)];

  it("in a JPEG: Exif, XMP, IPTC, comments, further pictures, and what follows its end", () => {
    const given = jpeg({ more: secrets, tail: place });
    expect(given.includes(place)).toBe(true);
    const { bytes } = examine(given);
    expect(bytes.includes(place)).toBe(false);
    expect(bytes).toEqual(jpeg());
  });

  it("a script in a JPEG's comment or after its end is gone too", () => {
    const script = "<script>alert(1)</script>";
    expect(examine(jpeg({ more: [jpegSegment(0xfe, script)], tail: script })).bytes).toEqual(jpeg());
  });

  it("but the turn that the telephone noted stays, or a letter would lie on its side", () => {
    for (const little of [true, false])
      for (const turn of [3, 6, 8]) {
        const { bytes } = examine(jpeg({ more: [jpegSegment(0xe1, exif({ turn, little }))] }));
        expect(bytes.includes(place)).toBe(false);
        const kept = bytes.indexOf(Buffer.from("ffe1", "hex"));
        expect(bytes.subarray(kept + 4, kept + 36).toString("hex")).toBe(`457869660000${"4d4d002a00000008"}0001011200030000000100${turn.toString(16).padStart(2, "0")}000000000000`);
        expect(examine(bytes).bytes).toEqual(bytes);
      }
    expect(examine(jpeg({ more: [jpegSegment(0xe1, exif({ turn: 77 }))] })).bytes).toEqual(jpeg());
  });

  it("a colour profile stays, because the picture would look different", () => {
    const profile = jpegSegment(0xe2, "ICC_PROFILE\0\x01\x01colours");
    expect(examine(jpeg({ more: [profile] })).bytes).toEqual(jpeg({ more: [profile] }));
  });

  it("in a PNG: every chunk that does not draw, and what follows its end", () => {
    const given = png({ eXIf: place, tEXt: `Comment\0${place}`, iTXt: place, zTXt: place, tIME: place, raNd: place });
    expect(examine(Buffer.concat([given, Buffer.from(place)])).bytes).toEqual(png());
    expect(examine(png({ pHYs: "123456789" })).bytes).toEqual(png({ pHYs: "123456789" }));
  });

  it("a damaged picture is refused, not kept as it came", () => {
    expect(refused(jpeg().subarray(0, -1))).toMatch(/damaged/);
    expect(refused(png().subarray(0, -5))).toMatch(/damaged/);
    const altered = png();
    altered[20] = 9;
    expect(refused(altered)).toMatch(/damaged/);
  });
});

test("no bytes whatever make the examination fail in another way than by a refusal", () => {
  const samples = [pdf(), png({ eXIf: place }), jpeg({ more: [jpegSegment(0xe1, exif({ turn: 6 }))] }), docx(), odt()];
  const broken = fc.record({ sample: fc.constantFrom(...samples), edits: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 6 }), cut: fc.double({ min: 0.1, max: 1, noNaN: true }) });
  fc.assert(
    fc.property(broken, ({ sample, edits, cut }) => {
      const bytes = Buffer.from(sample.subarray(0, Math.ceil(sample.length * cut)));
      for (const [where, value] of edits) bytes[Math.floor(where * bytes.length)] = value;
      const why = refused(bytes);
      expect(why === undefined || why.length > 20).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

describe("a file's name is text and ends as its content does", () => {
  it.each([
    ["../../x", "x.pdf"],
    ["C:\\fake\\Our rules.PDF", "Our rules.pdf"],
    ["rules.exe", "rules.exe.pdf"],
    ["rules\r\nSet-Cookie: a=b.pdf", "rulesSet-Cookie_ a=b.pdf"],
    ["rules\u202Efdp.exe", "rulesfdp.exe.pdf"],
    ["..", "document.pdf"],
    [".pdf", "document.pdf"],
    ["", "document.pdf"],
    ["  Riaghailtean   ùra.pdf ", "Riaghailtean ùra.pdf"],
    ["\uD800.pdf", "\uFFFD.pdf"],
    [`${"😀".repeat(300)}.pdf`, `${"😀".repeat(120)}.pdf`],
  ])("%j", (given, kept) => expect(cleanName(given, "application/pdf")).toBe(kept));

  it("a photo keeps either of its endings", () => expect(["a.jpg", "a.JPEG", "a.png"].map((name) => cleanName(name, "image/jpeg"))).toEqual(["a.jpg", "a.jpeg", "a.png.jpg"]));
});

test("sizes as people say them", () => expect([7, 2_000, 10 * 1024 * 1024, 3_500_000].map(formatBytes)).toEqual(["7 bytes", "2 kB", "10 MB", "3.3 MB"]));
