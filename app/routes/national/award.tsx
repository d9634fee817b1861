/** One award as an official reads it: its state, what happened to it, the application and the returns behind it. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Money, SummaryList, SyntheticMark, Timeline } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { awardStates } from "#app/domain/awards/model.ts";
import { eventsInWords } from "#app/domain/figures/register-model.ts";
import { getAwardNationally } from "#app/domain/figures/registers.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { factRows } from "#app/routes/parts/award-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Award ${data.award.reference}` : "Not found");

export const loader = page(async ({ lade, params }) => ({ award: await getAwardNationally(lade.db, staff(lade), params.reference ?? "") }));

export default function Award() {
  const { award } = useLoaderData<typeof loader>();
  const state = awardStates[award.status];
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Awards", to: paths.nationalAwards() }, { text: award.reference }]} />
      <PageHeader label={`Award ${award.reference}`} title={award.title} state={{ text: state.staff, colour: state.colour }} />
      {award.synthetic ? <p><SyntheticMark /></p> : null}
      {award.status === "decided" ? <Inset>Decided and not released: nobody outside knows of this award, and it is in no figure.</Inset> : null}
      {award.description ? <Inset>{award.description}</Inset> : null}
      <SummaryList
        rows={[
          ...factRows(award),
          { key: "Asked for", value: <Money pence={award.asked_pence} /> },
          { key: "Application", value: award.application_id ? <a href={paths.nationalApplication(award.application_id)}>Read the application</a> : "Made outside Lade: there is no application here" },
        ]}
      />
      <Table
        caption="Returns"
        columns={[{ key: "return", heading: "Return" }, { key: "due", heading: "Due" }, { key: "people", heading: "People", numeric: true }, { key: "spent", heading: "Spent", numeric: true }]}
        rows={award.returns.map((one) => ({
          return: one.status === "sent" ? <a href={paths.nationalReturn(one.id)}>Sent</a> : "Not sent yet",
          due: formatDay(one.due_on),
          people: one.people_total ?? "",
          spent: one.spent_pence === null ? "" : formatPence(one.spent_pence),
        }))}
        empty="No return is due yet: it is asked for when the group accepts."
      />
      <h2>What happened</h2>
      <p>The oldest first.</p>
      <Timeline
        events={award.events.map((event) => ({
          title: `${eventsInWords[event.kind]}${event.change_pence < 0 ? `, ${formatPence(-event.change_pence)} given back to the pot` : ""}`,
          at: event.recorded_at,
          children: event.reason ? <p>{event.reason}</p> : null,
        }))}
      />
    </Article>
  );
}
