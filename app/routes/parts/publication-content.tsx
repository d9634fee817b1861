/** What a publication says, drawn from its content: the same for anyone after its release and for those who see it before. */
import type { ReactNode } from "react";
import { Inset, Notice, SummaryList, SyntheticMark, Details } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { cellInWords, marks, marksUsed, type Content, type ContentTable } from "#app/domain/publications/content.ts";
import { basisInWords } from "#app/domain/publications/print.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay } from "#app/domain/kernel/time.ts";

interface Props {
  content: Content;
  /** What stands beneath a table, by its place from 0: the ways to its files. */
  beneath?: (table: ContentTable, index: number) => ReactNode;
}

export function PublicationContent({ content, beneath }: Props) {
  const used = marksUsed(content);
  return (
    <>
      {content.synthetic ? <p><SyntheticMark /></p> : null}
      {content.summary ? <p className="app-prose">{content.summary}</p> : null}
      {content.completeness_label ? <Notice kind="warning" title="What is missing"><p className="app-prose">{content.completeness_label}</p></Notice> : null}
      {content.statements.map((statement, index) => (
        <section key={index}>
          {statement.heading ? <h2>{statement.heading}</h2> : null}
          <p className="app-prose">{statement.text}</p>
        </section>
      ))}
      {content.tables.map((table, index) => <ContentTableView key={table.key + table.title} table={table}>{beneath?.(table, index)}</ContentTableView>)}
      {used.length > 0 ? (
        <>
          <h2>Shorthand</h2>
          <SummaryList rows={used.map((mark) => ({ key: `[${mark}]`, value: marks[mark] }))} />
        </>
      ) : null}
      <Details summary="What this rests on" open>
        <SummaryList
          rows={[
            { key: "Standing", value: content.badge },
            { key: "Covers", value: `${formatDay(content.period.from)} to ${formatDay(content.period.to)}, by the day of award` },
            { key: "Data date", value: `${formatDay(content.data_on)}: what was recorded later is not in it` },
            ...content.basis.map((basis) => ({ key: basis.title, value: basisInWords(basis) })),
            ...(content.disclosure ? [{ key: "Disclosure control", value: `Counts of fewer than ${content.disclosure.threshold} people are not shown, nor what would give them away.` }] : []),
            { key: "Licence", value: <a href={content.licence.url}>{content.licence.title}</a> },
          ]}
        />
      </Details>
      {content.notes.length > 0 ? (
        <>
          <h2>Notes on quality</h2>
          <ul>{content.notes.map((note) => <li key={note.finding}>{note.finding} {note.answer}</li>)}</ul>
        </>
      ) : null}
    </>
  );
}

function ContentTableView({ table, children }: { table: ContentTable; children: ReactNode }) {
  const cells = (of: ContentTable["total"]) => Object.fromEntries(of.map((cell, index) => [table.columns[index]!.code, cellInWords(cell, table.columns[index]!.unit, formatPence)]));
  return (
    <>
      <Table
        caption={table.title}
        dense={table.rows.length > 15}
        columns={[{ key: "title", heading: table.heading }, ...table.columns.map((column) => ({ key: column.code, heading: column.title, numeric: true }))]}
        rows={table.rows.map((row) => ({ title: row.title, ...cells(row.cells) }))}
        total={table.total.length > 0 ? { title: "All", ...cells(table.total) } : undefined}
      />
      {table.note ? <Inset>{table.note}</Inset> : null}
      {children}
    </>
  );
}
