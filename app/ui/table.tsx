/** Tables and the ways through a long one. On a phone each row is a card with the same labels: nothing scrolls sideways. */
import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

export interface Column {
  key: string;
  heading: string;
  /** Right-aligned, in figures of one width. */
  numeric?: boolean;
  /** The heading is there for those who can't see that it isn't needed (a column of boxes to tick). */
  headingHidden?: boolean;
  /** Sorting is a link: its address, and how the rows are sorted by this column now. */
  sort?: { to: string; direction?: "ascending" | "descending" | null };
}
export type Row = Record<string, ReactNode>;

interface TableProps {
  caption: ReactNode;
  captionHidden?: boolean;
  columns: readonly Column[];
  rows: readonly Row[];
  /** What to say in place of a table without rows. */
  empty?: ReactNode;
  /** Totals: a last row set apart. */
  total?: Row;
  /** For work: tighter rows, and a head that stays while the rows move. */
  dense?: boolean;
}
/** The first column names its row. */
export function Table({ caption, captionHidden = false, columns, rows, empty = "There is nothing here yet.", total, dense = false }: TableProps) {
  if (rows.length === 0) return <p className="app-empty">{empty}</p>;
  return (
    <div className="app-table-frame">
      <table className={`ds_table app-table${dense ? " app-table--dense" : ""}`} role="table">
        <caption className={captionHidden ? "visually-hidden" : undefined}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">{columns.map((column) => <Heading key={column.key} column={column} />)}</tr>
        </thead>
        <tbody role="rowgroup">{rows.map((row, index) => <Cells key={index} columns={columns} row={row} />)}</tbody>
        {total ? <tfoot role="rowgroup"><Cells columns={columns} row={total} /></tfoot> : null}
      </table>
    </div>
  );
}

function Heading({ column }: { column: Column }) {
  const { heading, numeric, headingHidden, sort } = column;
  const direction = sort?.direction ?? undefined;
  return (
    <th scope="col" role="columnheader" className={numeric ? "app-num" : undefined} aria-sort={direction}>
      {sort ? (
        <a className="app-sort" href={sort.to}>
          {heading}
          {direction ? <Icon name="arrow_upward" size={16} className={direction === "descending" ? "app-sort__down" : ""} /> : null}
        </a>
      ) : headingHidden ? <span className="visually-hidden">{heading}</span> : heading}
    </th>
  );
}

function Cells({ columns, row }: { columns: readonly Column[]; row: Row }) {
  return (
    <tr role="row">
      {columns.map((column, index) => {
        const className = column.numeric ? "app-num" : undefined;
        return index === 0 ? (
          <th key={column.key} scope="row" role="rowheader" className={className} data-heading={column.heading}>{row[column.key]}</th>
        ) : (
          <td key={column.key} role="cell" className={className} data-heading={column.heading}><div className="app-cell">{row[column.key]}</div></td>
        );
      })}
    </tr>
  );
}

interface PaginationProps {
  page: number;
  pages: number;
  to: (page: number) => string;
  label?: string;
}
/** The pages around this one, the first and the last; nothing when one page holds all. */
export function Pagination({ page, pages, to, label = "Pages" }: PaginationProps) {
  if (pages <= 1) return null;
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((number) => number >= 1 && number <= pages);
  return (
    <nav className="ds_pagination" aria-label={label}>
      <ul className="ds_pagination__list">
        {page > 1 ? <Step to={to(page - 1)} name="Previous page" text="Previous" icon="left" /> : null}
        {shown.map((number, index) => (
          <PageLink key={number} number={number} current={number === page} to={to(number)} gap={index > 0 && number - shown[index - 1]! > 1} />
        ))}
        {page < pages ? <Step to={to(page + 1)} name="Next page" text="Next" icon="right" /> : null}
      </ul>
    </nav>
  );
}

function Step({ to, name, text, icon }: { to: string; name: string; text: string; icon: "left" | "right" }) {
  return (
    <li className="ds_pagination__item">
      <a className="ds_pagination__link ds_pagination__link--text ds_pagination__link--icon" href={to} aria-label={name}>
        {icon === "left" ? <Icon name="chevron_left" /> : null}
        <span className="ds_pagination__link-label">{text}</span>
        {icon === "right" ? <Icon name="chevron_right" /> : null}
      </a>
    </li>
  );
}

function PageLink({ number, current, to, gap }: { number: number; current: boolean; to: string; gap: boolean }) {
  return (
    <>
      {gap ? <li className="ds_pagination__item" aria-hidden="true"><span className="ds_pagination__link ds_pagination__link--ellipsis">…</span></li> : null}
      <li className="ds_pagination__item">
        <a className={`ds_pagination__link${current ? " ds_current" : ""}`} href={to} aria-label={`Page ${number}`} aria-current={current ? "page" : undefined}>
          <span className="ds_pagination__link-label">{number}</span>
        </a>
      </li>
    </>
  );
}
