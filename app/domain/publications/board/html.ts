/** The pack as one HTML file that stands by itself: headings in order, tables with captions and heads, nothing said by colour. Pure. */
import { xml } from "../../figures/tables/xml.ts";
import type { Pack } from "./pack.ts";
import { packFacts, packSections, type PackTable } from "./sections.ts";

const style = "body{font:1rem/1.5 sans-serif;color:#333;max-width:70rem;margin:2rem auto;padding:0 1rem}h1,h2{line-height:1.25;color:#000}table{border-collapse:collapse;width:100%;margin:1rem 0 2rem}caption{text-align:left;font-weight:700;padding:.5rem 0}th,td{border-bottom:1px solid #949494;padding:.5rem;text-align:left;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums}dt{font-weight:700}dd{margin:0 0 .5rem}";

function table({ caption, columns, rows }: PackTable): string {
  const numeric = (index: number) => (columns[index]?.numeric ? ' class="n"' : "");
  const head = columns.map(({ heading }, index) => `<th scope="col"${numeric(index)}>${xml(heading)}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell, index) => (index === 0 ? `<th scope="row">${xml(String(cell ?? ""))}</th>` : `<td${numeric(index)}>${xml(String(cell ?? ""))}</td>`)).join("")}</tr>`).join("\n");
  return `<table><caption>${xml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/** The same pack gives the same bytes. */
export function packHtml(pack: Pack): string {
  const facts = packFacts(pack).map(([label, text]) => `<dt>${xml(label)}</dt><dd>${xml(text)}</dd>`).join("\n");
  const sections = packSections(pack).map(({ heading, lines, tables }) => `<h2>${xml(heading)}</h2>\n${lines.map((line) => `<p>${xml(line)}</p>`).join("\n")}\n${tables.map(table).join("\n")}`);
  const note = pack.report.note ? `<p>${xml(pack.report.note)}</p>\n` : "";
  return `<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${xml(pack.report.title)}</title><style>${style}</style></head>\n<body><main>\n<h1>${xml(pack.report.title)}</h1>\n<dl>\n${facts}\n</dl>\n${note}${sections.join("\n")}\n</main></body>\n</html>\n`;
}
