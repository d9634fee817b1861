/** The tables of an explored cut: cards on a phone for one dimension; for two, a table that moves inside its own frame. */
import type { ReactNode } from "react";
import { Table } from "#app/ui/table.tsx";
import type { Explored } from "#app/domain/figures/explore/query.server.ts";
import { behind } from "#app/domain/figures/explore/links.ts";
import { dimensions, factsOf, percentInWords, perThousandInHundredths, qualifiersInWords, tenthsOfPercent, type Cell, type ExploreCut } from "#app/domain/figures/explore/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";

type Query = Record<string, string | undefined>;
export interface Ways {
  /** This page with another question. */
  explore: (query: Query) => string;
  /** The register with these filters: the awards behind a number. */
  awards: (query: Query) => string;
  /** The list of applications with these filters; left out for those who don't see it. */
  applications?: (query: Query) => string;
  /** The round that money was announced for. */
  round: (code: string) => string;
  /** The same cut as a file. */
  file: (format: string, query: Query) => string;
}
const commas = new Intl.NumberFormat("en-GB");

/** A number as it is read: with its commas or as pounds; in words where there is none. */
export function cellInWords(cut: ExploreCut, { value, qualifier }: Pick<Cell, "value" | "qualifier">): string {
  if (value === null) return qualifier === "[z]" ? "not on the list" : "not known";
  return factsOf(cut.measure).money ? formatPence(value) : commas.format(value);
}

/** Where a number leads; undefined where there is nothing behind it to read. */
export function wayBehind(cut: ExploreCut, cell: Cell, ways: Ways, byCode?: string, thenCode?: string): string | undefined {
  const way = cell.base > 0 ? behind(cut, byCode, thenCode) : undefined;
  if (way === undefined) return undefined;
  return way.to === "round" ? ways.round(way.round) : ways[way.to]?.(way.query);
}

function Number_({ cut, cell, ways, of, byCode, thenCode }: { cut: ExploreCut; cell: Cell; ways: Ways; of: string; byCode?: string; thenCode?: string }) {
  const words = cellInWords(cut, cell);
  const to = wayBehind(cut, cell, ways, byCode, thenCode);
  return to ? <a href={to}>{words}<span className="visually-hidden"> {factsOf(cut.measure).unit}: {of}</span></a> : <>{words}</>;
}

export function OneTable({ answer, ways, caption }: { answer: Explored; ways: Ways; caption: ReactNode }) {
  const { cut, rows, whole, living, total } = answer;
  const facts = factsOf(cut.measure);
  const shares = facts.additive && whole.value !== null && whole.value > 0 && cut.by !== "month";
  const returns = facts.of === "returns";
  const published = rows.some((row) => row.published !== null);
  const rate = (code: string, value: number | null): string => {
    const people = living?.people[code];
    if (people === undefined || value === null) return "not known";
    const hundredths = perThousandInHundredths(value, people)!;
    return facts.money ? formatPence(Math.round(hundredths / 100)) : (hundredths / 100).toFixed(2);
  };
  return (
    <>
      <Table
        caption={caption}
        columns={[
          { key: "title", heading: dimensions[cut.by].title },
          { key: "value", heading: facts.title, numeric: true },
          ...(shares ? [{ key: "share", heading: `Share of ${cellInWords(cut, whole)}`, numeric: true }] : []),
          ...(returns ? [{ key: "base", heading: "Returns it rests on", numeric: true }] : []),
          ...(living ? [{ key: "people", heading: "People living there", numeric: true }, { key: "rate", heading: `${facts.title} for 1,000 people`, numeric: true }] : []),
          ...(published ? [{ key: "published", heading: "Printed elsewhere, not counted here", numeric: true }] : []),
        ]}
        rows={rows.map((row) => ({
          title: row.title,
          value: <Number_ cut={cut} cell={row.cell!} ways={ways} of={row.title} byCode={row.code} />,
          share: row.cell!.value === null ? qualifiersInWords[row.cell!.qualifier] : percentInWords(tenthsOfPercent(row.cell!.value, whole.value ?? 0) ?? 0),
          base: commas.format(row.cell!.base),
          people: living?.people[row.code] === undefined ? "not known" : commas.format(living.people[row.code]!),
          rate: rate(row.code, row.cell!.value),
          published: row.published === null ? "not stated" : cellInWords(cut, { value: row.published, qualifier: "" }),
        }))}
        total={"sum" in total && rows.length > 1 ? { title: "All rows, each record once", value: <Number_ cut={cut} cell={{ ...whole, value: total.sum }} ways={ways} of="all rows" />, base: commas.format(whole.base) } : undefined}
      />
      {"why" in total ? <p>{total.why}</p> : null}
    </>
  );
}

export function CrossTable({ answer, ways, caption }: { answer: Explored; ways: Ways; caption: ReactNode }) {
  const { cut, rows, columns } = answer;
  const byTotals = rows.some((row) => row.cell !== null);
  const thenTotals = columns.some((column) => column.cell !== null);
  const then = dimensions[cut.then!];
  const partly = rows.some((row) => row.cells.some((cell) => cell.qualifier === "[x]"));
  if (rows.length === 0 || columns.length === 0) return <p className="app-empty">Nothing is kept here of what you chose.</p>;
  return (
    <>
      <div className="app-cross" role="region" aria-labelledby="cross-caption" tabIndex={0}>
        <table className="ds_table">
          <caption id="cross-caption">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{dimensions[cut.by].title}</th>
              {columns.map((column) => <th key={column.code} scope="col" className="app-num">{column.title}</th>)}
              {byTotals ? <th scope="col" className="app-num">All {then.plural}{partly ? " that are known" : ""}</th> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <th scope="row">{row.title}</th>
                {row.cells.map((cell, index) => (
                  <td key={columns[index]!.code} className="app-num"><Number_ cut={cut} cell={cell} ways={ways} of={`${row.title}, ${columns[index]!.title}`} byCode={row.code} thenCode={columns[index]!.code} /></td>
                ))}
                {byTotals ? <td className="app-num">{row.cell ? <Number_ cut={cut} cell={row.cell} ways={ways} of={row.title} byCode={row.code} /> : null}</td> : null}
              </tr>
            ))}
          </tbody>
          {thenTotals ? (
            <tfoot>
              <tr>
                <th scope="row">All {dimensions[cut.by].plural}, each record once</th>
                {columns.map((column) => <td key={column.code} className="app-num">{column.cell ? cellInWords(cut, column.cell) : ""}</td>)}
                {byTotals ? <td className="app-num"><Number_ cut={cut} cell={answer.whole} ways={ways} of="all" /></td> : null}
              </tr>
            </tfoot>
          ) : null}
        </table>
      </div>
      {[cut.by, cut.then!].filter((dimension) => dimensions[dimension].many).map((dimension) => <p key={dimension}>There is no total over {dimensions[dimension].plural}. {dimensions[dimension].note}</p>)}
    </>
  );
}
