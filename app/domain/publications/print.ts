/** A publication's content as files: the same content always gives the same bytes. Everything that people wrote is escaped, never markup. Pure. */
import { csvFile } from "../figures/csv.ts";
import { completenessInWords } from "../figures/words.ts";
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";
import { cellInWords, marks, marksUsed, type Content, type ContentTable } from "./content.ts";

export interface PrintedFile {
  format: "html" | "csv" | "json";
  media_type: string;
  body: string;
}

export const printFiles = (content: Content): PrintedFile[] => [
  { format: "html", media_type: "text/html; charset=utf-8", body: printHtml(content) },
  { format: "csv", media_type: "text/csv; charset=utf-8; header=present", body: printCsv(content) },
  { format: "json", media_type: "application/json; charset=utf-8", body: `${JSON.stringify(content, null, 2)}\n` },
];

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (written: string): string => written.replace(/[&<>"']/g, (character) => entities[character]!);
const paragraphs = (written: string): string[] => written.split(/\n{2,}/).filter((part) => part.trim() !== "").map((part) => `<p>${text(part.trim()).replaceAll("\n", "<br>")}</p>`);

/** One article, with headings, lists and tables and no style of its own: it reads the same in any page. */
export function printHtml(content: Content): string {
  const used = marksUsed(content);
  const lines = [
    `<article lang="en-GB">`,
    `<h1>${text(content.title)}</h1>`,
    `<p>${text(content.badge)}${content.synthetic ? ". Invented for the demonstration" : ""}</p>`,
    `<p>Released at 9.30am on ${formatDay(content.release_on)}. Covers ${formatDay(content.period.from)} to ${formatDay(content.period.to)}. Data as recorded on ${formatDay(content.data_on)}.</p>`,
    ...(content.replaces ? [`<p>Replaces “${text(content.replaces.title)}”.</p>`, ...paragraphs(content.replaces.reason)] : []),
    ...paragraphs(content.summary),
    ...content.statements.flatMap((statement) => [...(statement.heading ? [`<h2>${text(statement.heading)}</h2>`] : []), ...paragraphs(statement.text)]),
    ...content.tables.flatMap((table) => [printTable(table), ...paragraphs(table.note)]),
    ...(used.length === 0 ? [] : [`<h2>Shorthand</h2>`, `<ul>`, ...used.map((mark) => `<li>[${mark}] ${text(marks[mark])}</li>`), `</ul>`]),
    `<h2>What this rests on</h2>`,
    `<ul>`,
    ...content.basis.map((basis) => `<li>${text(basis.title)}: ${text(basisInWords(basis))}</li>`),
    `</ul>`,
    ...paragraphs(content.completeness_label),
    ...(content.disclosure ? [`<p>Counts of fewer than ${content.disclosure.threshold} people are not shown, nor what would give them away.</p>`] : []),
    ...(content.notes.length === 0 ? [] : [`<h2>Notes on quality</h2>`, `<ul>`, ...content.notes.map((note) => `<li>${text(note.finding)} ${text(note.answer)}</li>`), `</ul>`]),
    `<p>${text(content.licence.title)}: ${text(content.licence.url)}</p>`,
    `</article>`,
  ];
  return `${lines.join("\n")}\n`;
}

/** "32 of 32 areas had reported", "31 of 32 areas had reported; missing: Angus". */
export function basisInWords({ completeness, note }: Content["basis"][number]): string {
  return [`${completenessInWords(completeness, { had: true })}.`, note].filter(Boolean).join(" ");
}

function printTable(table: ContentTable): string {
  const row = (title: string, cells: ContentTable["total"]) =>
    `<tr><th scope="row">${text(title)}</th>${cells.map((cell, index) => `<td>${text(cellInWords(cell, table.columns[index]!.unit, formatPence))}</td>`).join("")}</tr>`;
  return [
    `<table>`,
    `<caption>${text(table.title)}</caption>`,
    `<thead><tr><th scope="col">${text(table.heading)}</th>${table.columns.map((column) => `<th scope="col">${text(column.title)}</th>`).join("")}</tr></thead>`,
    `<tbody>`,
    ...table.rows.map((one) => row(one.title, one.cells)),
    `</tbody>`,
    ...(table.total.length > 0 ? [`<tfoot>${row("All", table.total)}</tfoot>`] : []),
    `</table>`,
  ].join("\n");
}

/** One row a value, the statements first: table, row, column, value, qualifier. Money is in pence. */
export function printCsv(content: Content): string {
  const invented = content.synthetic ? " synthetic" : "";
  const rows: (string | number | null)[][] = [["table", "row_code", "row", "column_code", "column", "unit", "value", "text", "qualifier"]];
  content.statements.forEach((statement, index) => {
    for (const slot of statement.slots) rows.push([`statement-${index + 1}`, "", statement.heading, slot.name, slot.source, "", slot.value, slot.printed, invented.trim()]);
  });
  for (const table of content.tables) {
    const add = (code: string, title: string, cells: ContentTable["total"]) =>
      cells.forEach((cell, index) => {
        const column = table.columns[index]!;
        rows.push([table.title, code, title, column.code, column.title, column.unit, cell.value, "", `${cell.marks.map((mark) => `[${mark}]`).join(" ")}${invented}`.trim()]);
      });
    for (const row of table.rows) add(row.code, row.title, row.cells);
    add("all", "All", table.total);
  }
  return csvFile(rows);
}
