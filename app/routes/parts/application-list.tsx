/** The list of a pot's applications: its views, its filters with counts, its rows with what is next and by whom. */
import type { SerializeFrom } from "@remix-run/node";
import type { ReactNode } from "react";
import { checkStates } from "#app/domain/assessment/checks-model.ts";
import { alsoStates, assessorStates, facetCounts, filterQuery, filterWords, flagStates, isFiltered, sorts, type Facet, type ListFilters, type StateCount } from "#app/domain/assessment/list.ts";
import type { ListChoices, ListedApplication } from "#app/domain/assessment/list.server.ts";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { listedStatuses, nextSteps, waitsFor } from "#app/domain/assessment/next-step.ts";
import type { SavedView } from "#app/domain/assessment/views.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, Filters, Form, Hidden, Select, TextField } from "#app/ui/forms.tsx";
import { Details, Tag, type TagColour } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import type { Refused } from "#app/web/refused.ts";

/** Those that every list has. */
const standing = [
  { name: "Everything", query: "" },
  { name: "Waits for the administrator", query: "by=administrator" },
  { name: "Waits for assessors", query: "by=assessors" },
  { name: "Ready to decide", query: "next=decide&sort=score" },
  { name: "New messages", query: "also=message" },
] as const;

export function Views({ potId, views, current, refused }: { potId: string; views: readonly SavedView[]; current: string; refused: Refused | undefined }) {
  const at = (query: string) => `${paths.potApplications(potId)}${query ? `?${query}` : ""}`;
  const removable = views.filter(({ own, shared }) => own || shared);
  return (
    <>
      <nav aria-label="Views of the list">
        <ul className="app-views">
          {[...standing, ...views].map(({ name, query, ...view }) => (
            <li key={"id" in view ? view.id : name}>
              <a href={at(query)} aria-current={query === current ? "page" : undefined}>{name}</a>
              {"shared" in view && view.shared ? <small> shared</small> : null}
            </li>
          ))}
        </ul>
      </nav>
      {current !== "" || refused ? (
        <Details summary="Save this view" open={refused !== undefined}>
          <Form action={at(current)} refused={refused}>
            <Hidden name="intent" value="save-view" />
            <TextField name="name" label="Name of the view" width={20} />
            <Checkbox name="shared" label="Share it with the other administrators of this fund in this area" small />
            <Button small secondary>Save this view</Button>
          </Form>
        </Details>
      ) : null}
      {removable.length > 0 ? (
        <Details summary="Remove a view">
          <Form action={at(current)}>
            <Hidden name="intent" value="remove-view" />
            <Select name="view" label="View" options={removable.map(({ id, name, shared }) => ({ value: id, text: shared ? `${name} (shared)` : name }))} choose="Choose a view" />
            <Button small secondary>Remove this view</Button>
          </Form>
        </Details>
      ) : null}
    </>
  );
}

interface FilterProps {
  potId: string;
  filters: ListFilters;
  counts: readonly StateCount[];
  choices: ListChoices;
  filtered: boolean;
}
export function ListFilterForm({ potId, filters, counts, choices, filtered }: FilterProps) {
  const counted = (facet: Facet, words: Readonly<Record<string, string>>) => {
    const count = facetCounts(counts, filters, facet, Object.keys(words));
    return [{ value: "", text: "Any" }, ...Object.entries(words).map(([value, text]) => ({ value, text: `${text} (${(count[value] ?? 0).toLocaleString("en-GB")})` }))];
  };
  const any = (options: readonly { value: string; text: string }[]) => [{ value: "", text: "Any" }, ...options];
  const parts = { ...Object.fromEntries(choices.parts.map(({ id, title }) => [id, title])), none: "In none" };
  const more = [filters.assessors, filters.also, filters.reader, filters.group, filters.score_from, filters.score_to, filters.asks_from, filters.asks_to].some((value) => value !== undefined) || filters.size !== 50;
  return (
    <Filters clear={filtered ? paths.potApplications(potId) : undefined} apply="Show these">
      <TextField name="search" label="Group, project or reference" value={filters.search} type="search" />
      <Select name="by" label="Waits for" value={filters.by ?? ""} options={counted("by", waitsFor)} />
      <Select name="next" label="Next" value={filters.next ?? ""} options={counted("next", Object.fromEntries(Object.entries(nextSteps).map(([step, { text }]) => [step, text])))} />
      <Select name="status" label="State" value={filters.status ?? ""} options={counted("status", listedStatuses)} />
      <Select name="checks" label="Checks" value={filters.checks ?? ""} options={counted("checks", checkStates)} />
      <Select name="flags" label="Flags" value={filters.flags ?? ""} options={counted("flags", flagStates)} />
      {choices.parts.length > 0 ? <Select name="part" label="Part of the pot" value={filters.part ?? ""} options={counted("part", parts)} /> : null}
      <Select name="sort" label="In order of" value={filters.sort} options={Object.entries(sorts).map(([value, text]) => ({ value, text }))} />
      <details className="app-filters__more" open={more}>
        <summary>More filters</summary>
        <div className="app-filters__fields">
          <Select name="assessors" label="Assessors" value={filters.assessors ?? ""} options={counted("assessors", assessorStates)} />
          <Select name="also" label="Also" value={filters.also ?? ""} options={counted("also", alsoStates)} />
          <Select name="reader" label="Read by" value={filters.reader ?? ""} options={any(choices.readers.map(({ id, name }) => ({ value: id, text: name })))} />
          {choices.groups.length > 0 ? <Select name="group" label="Focus group" value={filters.group ?? ""} options={any(choices.groups.map(({ code, title }) => ({ value: code, text: title })))} /> : null}
          <TextField name="score_from" label="Score from, in per cent" value={filters.score_from} inputMode="numeric" width={4} />
          <TextField name="score_to" label="Score up to, in per cent" value={filters.score_to} inputMode="numeric" width={4} />
          <TextField name="asks_from" label="Asks from, in pounds" value={filters.asks_from} inputMode="numeric" width={10} />
          <TextField name="asks_to" label="Asks up to, in pounds" value={filters.asks_to} inputMode="numeric" width={10} />
          <Select name="size" label="Rows on a page" value={String(filters.size)} options={[{ value: "50", text: "50" }, { value: "100", text: "100" }]} />
        </div>
      </details>
    </Filters>
  );
}

const statusColours: Record<keyof typeof listedStatuses, TagColour> = { submitted: "blue", "in-assessment": "darkblue", decided: "purple", withdrawn: "pink" };
const number = (count: number): string => count.toLocaleString("en-GB");

interface ListProps {
  potId: string;
  filters: ListFilters;
  rows: readonly SerializeFrom<ListedApplication>[];
  found: number;
  total: number;
  page: number;
  pages: number;
  choices: ListChoices;
}
export function ApplicationList({ potId, filters, rows, found, total, page, pages, choices }: ListProps) {
  const to = (changes: Partial<ListFilters>) => paths.potApplications(potId, filterQuery({ ...filters, page: 1, ...changes }));
  const sort = (key: ListFilters["sort"], direction: "ascending" | "descending") => ({ to: to({ sort: key }), direction: filters.sort === key ? direction : null });
  const pairs = Object.entries(filterQuery({ ...filters, page: 1 })).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return (
    <form method="get" action={paths.potApplicationsTogether(potId)} data-list>
      {pairs.map(([name, value]) => <Hidden key={name} name={name} value={value} />)}
      <p role="status">{countWords(found, total, filters, choices)}</p>
      {rows.length > 0 ? (
        <div className="app-list-tools">
          <div className="ds_checkbox ds_checkbox--small" data-whole-page hidden>
            <input className="ds_checkbox__input" type="checkbox" id="whole-page" />
            <label className="ds_checkbox__label" htmlFor="whole-page">All on this page</label>
          </div>
          <ButtonGroup>
            <Button small secondary>Do something with the chosen</Button>
            <Button small plain name="all" value="yes">{found === 1 ? "or with the one found" : `or with all ${number(found)} found`}</Button>
            <a href={paths.potApplicationsFile(potId, pairs)}>Download the list (CSV)</a>
          </ButtonGroup>
          <p data-chosen aria-live="polite" />
        </div>
      ) : null}
      <Table
        caption="Applications" captionHidden dense
        columns={[
          { key: "name", heading: "Group and project", sort: sort("name", "ascending") },
          { key: "asked", heading: "Asks for", numeric: true, sort: sort("amount", "descending") },
          { key: "received", heading: "Received", sort: sort("received", "ascending") },
          { key: "status", heading: "State" },
          { key: "next", heading: "Next, and by whom" },
          { key: "checks", heading: "Checks", sort: sort("flag", "ascending") },
          { key: "sheets", heading: "Scores sent", numeric: true },
          { key: "score", heading: "Score", numeric: true, sort: sort("score", "descending") },
        ]}
        rows={rows.map((row) => ({
          name: <NameCell row={row} />,
          asked: <>{formatPence(row.asked_pence)}{row.part ? <><br /><small>{row.part}</small></> : null}</>,
          received: formatDay(londonDay(new Date(row.received_at))),
          status: <><Tag colour={statusColours[row.status]}>{listedStatuses[row.status]}</Tag>{row.unconfirmed ? <><br /><small>Not confirmed by the group</small></> : null}</>,
          next: <>{nextSteps[row.next_step].text}<br /><small>{row.waits_for ?? waitsFor[nextSteps[row.next_step].by]}</small></>,
          checks: <>{checkStates[row.checks]}{row.flags_open > 0 ? <><br /><small>{row.flags_open === 1 ? "1 flag" : `${row.flags_open} flags`}{row.flag_due ? `, due ${formatDay(row.flag_due)}` : ""}</small></> : null}</>,
          sheets: `${row.sheets_sent} of ${Math.max(row.readers, row.needed)}`,
          score: row.mean_percent === null ? "–" : formatPercent(row.mean_percent),
        }))}
        empty={isFiltered(filters) ? "No application fits these filters." : "No application has been received yet."}
      />
      <Pagination page={page} pages={pages} to={(at) => to({ page: at })} label="Pages of applications" />
      {rows.length > 0 ? (
        <Details summary="With the keyboard">
          <p>While the focus is in the list: J or the down arrow goes to the next application, K or the up arrow to the one before, X chooses it, Enter opens it.</p>
        </Details>
      ) : null}
    </form>
  );
}

function NameCell({ row }: { row: SerializeFrom<ListedApplication> }): ReactNode {
  const id = `chosen-${row.reference}`;
  return (
    <div className="app-pick">
      <div className="ds_checkbox ds_checkbox--small">
        <input className="ds_checkbox__input" type="checkbox" id={id} name="chosen" value={row.reference} />
        <label className="ds_checkbox__label" htmlFor={id}><span className="visually-hidden">Choose {row.organisation_name}, {row.reference}</span></label>
      </div>
      <div>
        <a href={paths.manageApplication(row.id)}>{row.organisation_name}<span className="visually-hidden">, {row.reference}</span></a>
        <br /><small>{row.title}</small>
        {row.unread > 0 ? <><br /><small><a href={paths.manageMessages(row.id)}>{row.unread === 1 ? "1 new message" : `${row.unread} new messages`}<span className="visually-hidden"> from {row.organisation_name}</span></a></small></> : null}
      </div>
    </div>
  );
}

function countWords(found: number, total: number, filters: ListFilters, choices: ListChoices): string {
  const names = Object.fromEntries([...choices.parts.map(({ id, title }) => [id, title]), ...choices.readers.map(({ id, name }) => [id, name]), ...choices.groups.map(({ code, title }) => [code, title])]);
  const chosen = filterWords(filters, names);
  if (chosen.length === 0) return `${number(total)} application${total === 1 ? "" : "s"}`;
  return `${number(found)} ${filters.search || filters.status === "withdrawn" ? "found" : `of ${number(total)}`}, filtered by ${chosen.join(", ")}`;
}
