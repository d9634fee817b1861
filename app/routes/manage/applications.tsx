/** The applications to one pot, to work through: filters and sorting in the address, counts beside each choice. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { checkStates } from "#app/domain/assessment/model.ts";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { manageApplications } from "#app/domain/desk/applications.server.ts";
import { assessorStates, facetCounts, filterQuery, listedStatuses, readFilters, sorts, type ListFilters } from "#app/domain/desk/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { holdsInArea, permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Filters, Select, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Tag, type TagColour } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Applications: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seeApplications(person, pot));
  const filters = readFilters(url.searchParams);
  const list = await manageApplications(lade.db, pot.id, person.id, filters);
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`,
    area_name: pot.area_name,
    assessors_needed: pot.assessors_needed,
    filters: { ...filters, page: list.page },
    ...list,
    /** Messages are between the group and who looks after the fund: nobody else is told of them. */
    administers: holdsInArea(person, pot, ["administrator"]),
    counts: {
      status: facetCounts(list.counts, filters, "status"),
      checks: facetCounts(list.counts, filters, "checks"),
      assessors: facetCounts(list.counts, filters, "assessors"),
    },
  };
});

const statusColours: Record<keyof typeof listedStatuses, TagColour> = { submitted: "blue", "in-assessment": "darkblue", decided: "purple", withdrawn: "pink" };

export default function Applications() {
  const data = useLoaderData<typeof loader>();
  const filters: ListFilters = data.filters;
  const to = (changes: Partial<ListFilters>) => paths.potApplications(data.id, filterQuery({ ...filters, page: 1, ...changes }));
  const filtered = Boolean(filters.status || filters.checks || filters.assessors || filters.search);
  const sort = (key: ListFilters["sort"], direction: "ascending" | "descending") => ({ to: to({ sort: key }), direction: filters.sort === key ? direction : null });
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: data.area_name, to: paths.managePot(data.id) }, { text: "Applications" }]} />
      <PageHeader title={`Applications: ${data.name}`} />
      {data.administers ? <p><a href={paths.enterApplication(data.id)}>Enter an application that came on paper or by telephone</a></p> : null}
      <ListFilterForm filters={filters} counts={data.counts} clear={filtered ? paths.potApplications(data.id) : undefined} />
      <p role="status">{countWords(data.found, data.total, filters)}</p>
      <Table
        caption="Applications" captionHidden dense
        columns={[
          { key: "name", heading: "Group", sort: sort("name", "ascending") },
          { key: "title", heading: "Project" },
          { key: "asked", heading: "Asks for", numeric: true, sort: sort("amount", "descending") },
          { key: "received", heading: "Received", sort: sort("received", "ascending") },
          { key: "status", heading: "State" },
          { key: "checks", heading: "Checks" },
          { key: "assessors", heading: "Assessors", numeric: true },
          { key: "score", heading: "Score", numeric: true, sort: sort("score", "descending") },
        ]}
        rows={data.rows.map((row) => ({
          name: <><a href={paths.manageApplication(row.id)}>{row.organisation_name}<span className="visually-hidden">, {row.reference}</span></a>{data.administers && row.unread > 0 ? <><br /><small><a href={paths.manageMessages(row.id)}>{row.unread === 1 ? "1 new message" : `${row.unread} new messages`}<span className="visually-hidden"> from {row.organisation_name}</span></a></small></> : null}</>,
          title: row.title,
          asked: formatPence(row.asked_pence),
          received: formatDay(londonDay(new Date(row.received_at))),
          status: <><Tag colour={statusColours[row.status]}>{listedStatuses[row.status]}</Tag>{row.unconfirmed ? <><br /><small>Not confirmed by the group</small></> : null}</>,
          checks: checkStates[row.checks],
          assessors: `${row.sheets_sent} of ${Math.max(row.assigned, data.assessors_needed)} sent`,
          score: row.mean_percent === null ? "–" : formatPercent(row.mean_percent),
        }))}
        empty={filtered ? "No application fits these filters." : "No application has been received yet."}
      />
      <Pagination page={data.page} pages={data.pages} to={(number) => to({ page: number })} label="Pages of applications" />
    </Wide>
  );
}

function countWords(found: number, total: number, filters: ListFilters): string {
  const number = (count: number) => count.toLocaleString("en-GB");
  const chosen = [
    filters.status && listedStatuses[filters.status],
    filters.checks && checkStates[filters.checks],
    filters.assessors && assessorStates[filters.assessors],
    filters.search && `“${filters.search}”`,
  ].filter((word) => word);
  if (chosen.length === 0) return `${number(total)} application${total === 1 ? "" : "s"}`;
  return `${number(found)} ${filters.search ? "found" : `of ${number(total)}`}, filtered by ${chosen.join(", ").toLowerCase()}`;
}

interface Counts {
  status: Record<string, number>;
  checks: Record<string, number>;
  assessors: Record<string, number>;
}
function ListFilterForm({ filters, counts, clear }: { filters: ListFilters; counts: Counts; clear: string | undefined }) {
  const options = (words: Record<string, string>, count: Record<string, number>) => [
    { value: "", text: "Any" },
    ...Object.entries(words).map(([value, text]) => ({ value, text: `${text} (${count[value] ?? 0})` })),
  ];
  return (
    <Filters clear={clear} apply="Show these">
      <TextField name="search" label="Group, project or reference" value={filters.search} type="search" />
      <Select name="status" label="State" value={filters.status ?? ""} options={options(listedStatuses, counts.status)} />
      <Select name="checks" label="Checks" value={filters.checks ?? ""} options={options(checkStates, counts.checks)} />
      <Select name="assessors" label="Assessors" value={filters.assessors ?? ""} options={options(assessorStates, counts.assessors)} />
      <Select name="sort" label="In order of" value={filters.sort} options={Object.entries(sorts).map(([value, text]) => ({ value, text }))} />
    </Filters>
  );
}
