/** A page of the register: its filters, how many awards they leave, and the awards. */
import type { ReactNode } from "react";
import { Filters, Select, TextField, Hidden } from "#app/ui/forms.tsx";
import { Money, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { breakdowns, type TaggedList } from "#app/domain/figures/model.ts";
import { dimensions, noneRecorded, reaches, standingsOfProjects } from "#app/domain/figures/explore/model.ts";
import { figureFilters, filterQuery, secondTag, type AwardFilters, type FigureFilter } from "#app/domain/figures/register-model.ts";
import type { RegisterPage } from "#app/domain/figures/registers.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatMonth } from "#app/domain/kernel/time.ts";

type Query = Record<string, string | number | undefined>;
interface Choice {
  code: string;
  title: string;
}
export interface RegisterData {
  filters: AwardFilters;
  problems: Record<string, string>;
  choices: { funds: Choice[]; areas: Choice[]; years: string[]; lists: { list: TaggedList; items: Choice[] }[] };
  register: RegisterPage;
}
interface RegisterViewProps {
  data: RegisterData;
  /** This list with other filters. */
  list: (query: Query) => string;
  award: (reference: string) => string;
  /** The file of the awards that the filters leave, where there is one. */
  csv?: (query: Query) => string;
  /** Filters beyond those of the public register, kept in the form and in the links. */
  more?: Query;
  moreFields?: ReactNode;
  /** The state in words, where awards of several states are listed. */
  states?: Record<string, { text: string; colour?: "grey" | "blue" | "yellow" | "green" | "red" }>;
}
const commas = new Intl.NumberFormat("en-GB");

export function RegisterView({ data, list, award, csv, more = {}, moreFields, states }: RegisterViewProps) {
  const { filters, problems, choices, register } = data;
  const query: Query = { ...filterQuery(filters), ...more };
  const filtered = Object.keys(filterQuery(filters)).length > 0;
  const wrong = Object.values(problems);
  return (
    <>
      {wrong.length > 0 ? <Notice kind="warning" title="Part of what you asked for was left out">{wrong.join(". ")}.</Notice> : null}
      <Filters action={list({})} clear={filtered ? list(more) : undefined}>
        <RegisterFilters filters={filters} choices={choices} />
        {moreFields}
      </Filters>
      <p role="status">
        <strong>{commas.format(register.count)} {register.count === 1 ? "award" : "awards"}</strong>, {formatPence(register.amount_pence)}
        {filtered ? `, filtered by ${filtersInWords(filters, choices)}` : ""}
      </p>
      <Table
        caption="Awards, newest first"
        captionHidden
        columns={[
          { key: "title", heading: "Project" },
          { key: "organisation", heading: "Awarded to" },
          { key: "area", heading: "Area" },
          { key: "fund", heading: "Fund" },
          { key: "day", heading: "Awarded on" },
          { key: "amount", heading: "Amount", numeric: true },
          ...(states ? [{ key: "state", heading: "State" }] : []),
        ]}
        rows={register.awards.map((row) => ({
          title: <><a href={award(row.reference)}>{row.title}</a>{row.synthetic ? <p><SyntheticMark /></p> : null}</>,
          organisation: row.organisation,
          area: row.area,
          fund: row.fund,
          day: formatDay(row.awarded_on),
          amount: <Money pence={row.amount_pence} />,
          state: states ? <Tag colour={states[row.status]?.colour}>{states[row.status]?.text ?? row.status}</Tag> : null,
        }))}
        empty={filtered ? "No award fits these filters. Clear one of them and look again." : "No award has been released yet."}
      />
      {csv && register.count > 0 ? <p><a href={csv(query)}>Download {filtered ? "these awards" : "all awards"} as CSV</a></p> : null}
      <Pagination page={register.page} pages={register.pages} to={(page) => list({ ...query, page: page === 1 ? undefined : page })} />
    </>
  );
}

const options = (choices: readonly Choice[], all: string) => [{ value: "", text: all }, ...choices.map(({ code, title }) => ({ value: code, text: title }))];

interface RegisterFiltersProps {
  filters: AwardFilters;
  choices: RegisterData["choices"];
  /** What the financial year is of. */
  year?: string;
}
/** The boxes to filter by; what came with a figure is carried on. */
export function RegisterFilters({ filters, choices, year = "Financial year of the award" }: RegisterFiltersProps) {
  return (
    <>
      <TextField name="q" label="Organisation" value={filters.q} type="search" width="three-quarters" />
      <Select name="fund" label="Fund" options={options(choices.funds, "All funds")} value={filters.fund ?? ""} />
      <Select name="area" label="Area" options={options(choices.areas, "All areas")} value={filters.area ?? ""} />
      <Select name="year" label={year} options={options(choices.years.map((year) => ({ code: year, title: year })), "All years")} value={filters.year ?? ""} />
      {choices.lists.map(({ list, items }) =>
        list === "focus-group" || filters.tags[list] ? (
          <Select key={list} name={list} label={breakdowns[list].title} options={options(items, `All ${breakdowns[list].plural}`)} value={filters.tags[list] ?? ""} />
        ) : null,
      )}
      {figureFilters.map((name) => (filters[name] ? <Hidden key={name} name={name} value={filters[name]} /> : null))}
      {filters.with ? <Hidden name="with" value={filters.with} /> : null}
      {filters.from ? <Hidden name="from" value={filters.from} /> : null}
      {filters.to ? <Hidden name="to" value={filters.to} /> : null}
    </>
  );
}

/** The filters as a person would say them. */
export function filtersInWords(filters: AwardFilters, choices: RegisterData["choices"]): string {
  const titleIn = (list: readonly Choice[], code: string | undefined) => (code === undefined ? undefined : (list.find((one) => one.code === code)?.title ?? code));
  return [
    filters.q === undefined ? undefined : `organisations whose name holds “${filters.q}”`,
    titleIn(choices.funds, filters.fund),
    titleIn(choices.areas, filters.area),
    filters.year === undefined ? undefined : `the financial year ${filters.year}`,
    filters.from === undefined ? undefined : `from ${formatDay(filters.from)}`,
    filters.to === undefined ? undefined : `to ${formatDay(filters.to)}`,
    ...choices.lists.map(({ list, items }) => (filters.tags[list] === noneRecorded ? `no ${breakdowns[list].title.toLowerCase()} recorded` : titleIn(items, filters.tags[list]))),
    ...Object.entries(secondTag(filters.with) ?? {}).map(([list, code]) => titleIn(choices.lists.find((one) => one.list === list)?.items ?? [], code)),
    ...figureFilters.map((name) => figureFilterInWords(name, filters[name])),
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** A filter that came with a figure: "size band up-to-2000", "in November 2023". */
function figureFilterInWords(name: FigureFilter, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (name === "month") return `in ${formatMonth(value)}`;
  const { title, none } = dimensions[name];
  if (value === noneRecorded) return (none ?? `no ${title}`).toLowerCase();
  const words: Record<string, string> = name === "reach" ? reaches : name === "project-standing" ? standingsOfProjects : {};
  return `${title.toLowerCase()}: ${words[value] ?? value}`;
}
