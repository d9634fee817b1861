/** The Board's pack as a page: the same headings, sentences and tables as in its files. */
import { SummaryList } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import type { Pack } from "#app/domain/publications/board/pack.ts";
import { packFacts, packSections } from "#app/domain/publications/board/sections.ts";

export function PackView({ pack }: { pack: Pack }) {
  return (
    <>
      <SummaryList rows={packFacts(pack).map(([key, value]) => ({ key, value }))} />
      {pack.report.note ? <p>{pack.report.note}</p> : null}
      {packSections(pack).map(({ heading, lines, tables }) => (
        <section key={heading}>
          <h2>{heading}</h2>
          {lines.map((line) => <p key={line}>{line}</p>)}
          {tables.map(({ caption, columns, rows }) => (
            <Table
              key={caption}
              caption={caption}
              columns={columns.map(({ heading: name, numeric }, index) => ({ key: String(index), heading: name, numeric }))}
              rows={rows.map((cells) => Object.fromEntries(cells.map((cell, index) => [String(index), cell])))}
            />
          ))}
        </section>
      ))}
    </>
  );
}
