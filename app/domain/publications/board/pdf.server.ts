/** The pack as tagged PDF: a structure that screen readers follow, table heads named as such, the language and the title set, fonts inside. */
import PDFDocument from "pdfkit";
import { drawable, replacement, wideFont } from "../../kernel/wide-font.server.ts";
import type { Pack } from "./pack.ts";
import { packFacts, packSections, type PackTable } from "./sections.ts";

const margin = 50;

/**
 * Draws the pack on A4, lying, so that its tables have room. The dates in the file are those given.
 * @param at when it was made, for the file's own record
 */
export async function packPdf(pack: Pack, at: Date): Promise<Buffer> {
  const { regular, bold } = wideFont;
  // The types know neither a first font nor the title's display; both are documented options.
  const options = { size: "A4", layout: "landscape", margin, pdfVersion: "1.7", subset: "PDF/UA", tagged: true, lang: "en-GB", displayTitle: true, font: regular, info: { Title: pack.report.title, Subject: "Report to the Leadership Board", Creator: "Lade", Producer: "Lade", CreationDate: at, ModDate: at } } as const;
  const doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
  doc.registerFont("regular", regular);
  doc.registerFont("bold", bold);
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
  const root = doc.struct("Document", { title: pack.report.title });
  doc.addStructure(root);
  let lost = 0;
  const legible = (text: string): string => drawable(text, (point) => fontOf(doc).hasGlyphForCodePoint(point), () => (lost += 1));
  const write = (tag: string, text: string, font: "regular" | "bold", size: number, gap: number) =>
    root.add(doc.struct(tag, {}, () => void doc.font(font).fontSize(size).fillColor("#000000").text(legible(text), margin, undefined, { paragraphGap: gap })));
  write("H1", pack.report.title, "bold", 22, 8);
  for (const [label, text] of packFacts(pack)) write("P", `${label}: ${text}`, "regular", 11, 2);
  if (pack.report.note) write("P", pack.report.note, "regular", 11, 2);
  for (const { heading, lines, tables } of packSections(pack)) {
    doc.moveDown(0.8);
    if (doc.y > doc.page.height - 140) doc.addPage();
    write("H2", heading, "bold", 15, 4);
    for (const line of lines) write("P", line, "regular", 10, 2);
    for (const table of tables) {
      if (doc.y > doc.page.height - 140) doc.addPage();
      write("P", table.caption, "bold", 11, 4);
      drawTable(doc, root, table, legible);
      doc.moveDown(0.5);
    }
  }
  if (lost > 0) write("P", `${lost === 1 ? "1 sign" : `${lost} signs`} of the text can’t be drawn in this file and ${lost === 1 ? "stands" : "stand"} here as ${replacement}. The HTML and the ODS of this report have the text as it was written.`, "regular", 10, 2);
  root.end();
  doc.end();
  return whole;
}

interface Drawn {
  font: { hasGlyphForCodePoint(point: number): boolean };
}
/** The font that is in use: its types keep it to themselves. */
const fontOf = (doc: PDFKit.PDFDocument): Drawn["font"] => (doc as unknown as { _font: Drawn })._font.font;

function drawTable(doc: PDFKit.PDFDocument, root: PDFKit.PDFStructureElement, { columns, rows }: PackTable, legible: (text: string) => string): void {
  const width = doc.page.width - 2 * margin;
  const weights = columns.map(({ wide }) => (wide ? 3 : 1));
  const unit = width / weights.reduce((sum, weight) => sum + weight, 0);
  doc.font("regular").fontSize(9);
  const head = columns.map(({ heading }) => ({ type: "TH" as const, scope: "Column" as const, text: legible(heading), font: { src: "bold", size: 9 } }));
  const body = rows.map((cells) => cells.map((cell, index) => ({ text: legible(String(cell ?? "")), align: columns[index]?.numeric ? ({ x: "right", y: "top" } as const) : ({ x: "left", y: "top" } as const), ...(index === 0 && { type: "TH" as const, scope: "Row" as const }) })));
  doc.x = margin;
  doc.table({ structParent: root, columnStyles: weights.map((weight) => ({ width: weight * unit })), defaultStyle: { padding: 4, border: { bottom: 0.5, top: 0, left: 0, right: 0 } }, data: [head, ...body] } as unknown as PDFKit.Mixins.TableOptionsWithData);
  doc.x = margin;
}
