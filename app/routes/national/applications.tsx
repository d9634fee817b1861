/** The applications behind a number, as an official reads them: those received, whatever became of them. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Filters } from "#app/ui/forms.tsx";
import { Money, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { listApplicationsNationally } from "#app/domain/figures/applications.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { filterQuery, readAwardFilters } from "#app/domain/figures/register-model.ts";
import { registerChoices } from "#app/domain/figures/registers.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { filtersInWords, RegisterFilters } from "#app/routes/parts/register-view.tsx";

export const meta: MetaFunction = () => title("Applications, national");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const { filters, problems } = readAwardFilters(url.searchParams);
  const found = await listApplicationsNationally(lade.db, person, filters, Number(url.searchParams.get("page") ?? 1));
  return { filters, problems, found, choices: await registerChoices(lade.db) };
});

const states = {
  submitted: { text: "Received", colour: "blue" },
  "in-assessment": { text: "In assessment", colour: "blue" },
  decided: { text: "Decided", colour: "green" },
  withdrawn: { text: "Withdrawn", colour: "grey" },
} as const;
const commas = new Intl.NumberFormat("en-GB");

export default function Applications() {
  const { filters, problems, found, choices } = useLoaderData<typeof loader>();
  const query = filterQuery(filters);
  const filtered = Object.keys(query).length > 0;
  const wrong = Object.values(problems);
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Applications" }]} />
      <PageHeader title="Applications" label="Received" lead="Each once, whatever became of it, by the day it came. Drafts are the groups’ own and are not here, nor is what assessors write." />
      {wrong.length > 0 ? <Notice kind="warning" title="Part of what you asked for was left out">{wrong.join(". ")}.</Notice> : null}
      <Filters action={paths.nationalApplications()} clear={filtered ? paths.nationalApplications() : undefined}>
        <RegisterFilters filters={filters} choices={choices} year="Financial year in which it came" />
      </Filters>
      <p role="status">
        <strong>{commas.format(found.count)} {found.count === 1 ? "application" : "applications"}</strong>, asking for {formatPence(found.asked_pence)}
        {filtered ? `, filtered by ${filtersInWords(filters, choices)}` : ""}
      </p>
      {found.closed > 0 ? <p>{commas.format(found.closed)} more {found.closed === 1 ? "is" : "are"} counted in the figures and closed to you: from a group of yours, or one in which you have declared an interest.</p> : null}
      <Table
        caption="Applications, the newest first"
        captionHidden
        columns={[
          { key: "title", heading: "Project" },
          { key: "organisation", heading: "From" },
          { key: "area", heading: "Area" },
          { key: "fund", heading: "Fund" },
          { key: "day", heading: "Came on" },
          { key: "amount", heading: "Asked for", numeric: true },
          { key: "state", heading: "State" },
        ]}
        rows={found.applications.map((row) => ({
          title: <><a href={paths.nationalApplication(row.id)}>{row.title}</a>{row.synthetic ? <p><SyntheticMark /></p> : null}</>,
          organisation: row.organisation,
          area: row.area,
          fund: row.fund,
          day: formatDay(londonDay(new Date(row.received_at))),
          amount: <Money pence={row.asked_pence} />,
          state: <Tag colour={states[row.status].colour}>{states[row.status].text}</Tag>,
        }))}
        empty={filtered ? "No application fits these filters. Clear one of them and look again." : "No application has come in yet."}
      />
      <Pagination page={found.page} pages={found.pages} to={(number) => paths.nationalApplications({ ...query, page: number === 1 ? undefined : number })} />
    </Wide>
  );
}
