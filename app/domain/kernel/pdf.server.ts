/** Tagged PDF of headings, paragraphs and lists: a structure that screen readers follow, the language and the title set, fonts inside. */
import PDFDocument from "pdfkit";
import { drawable, wideFont } from "./wide-font.server.ts";

const margin = 56;

export interface PdfOptions {
  title: string;
  subject: string;
  /** When the content was made: the dates in the file. */
  at: Date;
  /** At the foot of every page, before its number. */
  foot: string;
  /** Said at the end where a sign could not be drawn. */
  cannotDraw: string;
}
export interface PdfWriter {
  heading(level: 1 | 2 | 3, text: string): void;
  /** One paragraph for each blank line in the text; line ends stay. */
  text(text: string): void;
  list(lines: readonly string[]): void;
  /** Begins a page that readers find in the list beside the document under this name. */
  newPage(bookmark: string): void;
}

/** Draws an A4 document. What is written is given to `draw` in the order in which it is to be read. */
export async function taggedPdf({ title, subject, at, foot, cannotDraw }: PdfOptions, draw: (pdf: PdfWriter) => void): Promise<Buffer> {
  // The types know neither a first font nor the title's display; both are documented options.
  const options = { size: "A4", margin, pdfVersion: "1.7", subset: "PDF/UA", tagged: true, lang: "en-GB", displayTitle: true, bufferPages: true, font: wideFont.regular, info: { Title: title, Subject: subject, Creator: "Lade", Producer: "Lade", CreationDate: at, ModDate: at } } as const;
  const doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
  doc.registerFont("regular", wideFont.regular);
  doc.registerFont("bold", wideFont.bold);
  const whole = collect(doc);
  const root = doc.struct("Document", { title });
  doc.addStructure(root);
  let lost = false;
  const write = (text: string, font: "regular" | "bold", size: number, gap: number, indent = 0): void => {
    doc.font(font).fontSize(size).fillColor("#000000");
    const { font: drawn } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font;
    const legible = drawable(text, (point) => drawn.hasGlyphForCodePoint(point), () => (lost = true));
    doc.text(legible || " ", margin + indent, undefined, { paragraphGap: gap, lineGap: 2, width: doc.page.width - 2 * margin - indent });
  };
  const paragraphs = (text: string): void => {
    for (const paragraph of text.split(/\n{2,}/)) root.add(doc.struct("P", {}, () => write(paragraph, "regular", 11, 6)));
  };
  draw({
    heading(level, text) {
      doc.moveDown(level === 1 ? 0 : 0.7);
      if (doc.y > doc.page.height - margin - 70) doc.addPage();
      root.add(doc.struct(`H${level}`, {}, () => write(text, "bold", { 1: 20, 2: 15, 3: 11 }[level], 4)));
    },
    text: paragraphs,
    list(lines) {
      const list = doc.struct("L");
      root.add(list);
      for (const line of lines) list.add(doc.struct("LI", {}, [doc.struct("LBody", {}, () => write(`\u2022 ${line}`, "regular", 11, 3, 12))]));
      list.end();
    },
    newPage(bookmark) {
      doc.addPage();
      doc.outline.addItem(bookmark);
    },
  });
  if (lost) paragraphs(cannotDraw);
  root.end();
  numberPages(doc, foot);
  doc.end();
  return whole;
}

/** At the foot of every page, beside what is read: a screen reader passes over it. */
function numberPages(doc: PDFKit.PDFDocument, foot: string): void {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    // Below the margin, where text would otherwise begin another page.
    doc.page.margins.bottom = 0;
    doc.markContent("Artifact", { type: "Pagination" });
    doc.font("regular").fontSize(9).text(`${foot}, page ${page + 1} of ${count}`, margin, doc.page.height - margin + 16);
    doc.endMarkedContent();
  }
}

function collect(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
}
