/** Tables as an OpenDocument spreadsheet: a cover sheet, then a sheet for each table, written whole. Pure. */
import { strToU8, zipSync } from "fflate";
import { besideNumbers, coverLines, shown, type DataTable } from "./model.ts";
import { xml } from "./xml.ts";

export const odsType = "application/vnd.oasis.opendocument.spreadsheet";
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespaces = [
  ["office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"],
  ["table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"],
  ["text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"],
  ["style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"],
  ["fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"],
  ["meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"],
  ["dc", "http://purl.org/dc/elements/1.1/"],
].map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`).join(" ");

type Style = "plain" | "head" | "title";
const paragraphs = (text: string): string => text.split("\n").map((line) => `<text:p>${xml(line)}</text:p>`).join("");

function cell(value: string | number, style: Style = "plain"): string {
  const name = style === "plain" ? "" : ` table:style-name="${style}"`;
  if (typeof value === "number") return `<table:table-cell${name} office:value-type="float" office:value="${value}"><text:p>${value}</text:p></table:table-cell>`;
  return value === "" ? "<table:table-cell/>" : `<table:table-cell${name} office:value-type="string">${paragraphs(value)}</table:table-cell>`;
}
const row = (cells: readonly (string | number)[], style?: Style): string => `<table:table-row>${cells.map((value) => cell(value, style)).join("")}</table:table-row>`;
const columns = (widths: readonly ("wide" | "narrow")[]): string => widths.map((width) => `<table:table-column table:style-name="${width}"/>`).join("");
const sheet = (name: string, widths: readonly ("wide" | "narrow")[], rows: string): string => `<table:table table:name="${xml(name)}">${columns(widths)}${rows}</table:table>`;

function dataSheet(table: DataTable, name: string): string {
  const beside = table.rows.some((one) => besideNumbers(one) !== "");
  const titles = [...table.columns.map((column) => column.title), ...(beside ? ["Notes on the figures"] : [])];
  const rows = table.rows.map((one) => row([...one.map(shown), ...(beside ? [besideNumbers(one)] : [])]));
  return sheet(
    name,
    titles.map((_, index) => (index === 0 || index === table.columns.length ? "wide" : table.columns[index]?.datatype === "string" ? "wide" : "narrow")),
    // A head that is named as such is read out with every cell, and repeated on every printed page.
    `${row([table.title], "title")}<table:table-header-rows>${row(titles, "head")}</table:table-header-rows>${rows.join("")}`,
  );
}

const styles = `<office:automatic-styles>
<style:style style:name="wide" style:family="table-column"><style:table-column-properties style:column-width="9cm"/></style:style>
<style:style style:name="narrow" style:family="table-column"><style:table-column-properties style:column-width="4cm"/></style:style>
<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="title" style:family="table-cell"><style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>
</office:automatic-styles>`;

/** The sheets are called "Cover", "Table 1", "Table 2" …; the cover says which is which. The same tables give the same bytes. */
export function odsFile(tables: readonly DataTable[]): Uint8Array {
  const cover = sheet("Cover", ["narrow", "wide"], coverLines(tables).map(([label, text]) => row([label, text])).join(""));
  const content = `${head}<office:document-content ${namespaces} office:version="1.3">${styles}<office:body><office:spreadsheet>${cover}${tables
    .map((table, index) => dataSheet(table, `Table ${index + 1}`))
    .join("")}</office:spreadsheet></office:body></office:document-content>`;
  const [first] = tables;
  const meta = `${head}<office:document-meta ${namespaces} office:version="1.3"><office:meta><meta:generator>Lade</meta:generator><dc:title>${xml(first?.title ?? "")}</dc:title><dc:language>en-GB</dc:language></office:meta></office:document-meta>`;
  const manifest = `${head}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">${[
    ["/", odsType],
    ["content.xml", "text/xml"],
    ["meta.xml", "text/xml"],
  ].map(([path, type]) => `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`).join("")}</manifest:manifest>`;
  const mtime = new Date("2000-01-01T12:00:00Z");
  return zipSync(
    // The format wants its type first and uncompressed, so that a program can tell it from the first bytes.
    { mimetype: [strToU8(odsType), { level: 0 }], "content.xml": strToU8(content), "meta.xml": strToU8(meta), "META-INF/manifest.xml": strToU8(manifest) },
    { mtime },
  );
}
