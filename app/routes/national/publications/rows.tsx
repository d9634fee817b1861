/** The rows behind a number of a statement: what it was asked, of which cut, and the awards that were counted. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Money, Notice, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { awardStates } from "#app/domain/awards/model.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { getSlotRows } from "#app/domain/publications/rows.server.ts";
import { cutsOf, sourceChoices } from "#app/domain/publications/slots.server.ts";
import { paths } from "#app/paths.ts";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Behind {${data.slot.name}}: ${data.slot.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const { id = "", statement = "", slot: name = "" } = params;
  const slot = await getSlotRows(lade.db, staff(lade), { publication: id, statement, name, page: Number(url.searchParams.get("page") ?? 1) });
  const words = (await sourceChoices(lade.db, await cutsOf(lade.db, id))).find(({ value }) => value === slot.source)?.text ?? slot.source;
  return { slot, words, statement };
});

const commas = new Intl.NumberFormat("en-GB");

export default function Rows() {
  const { slot, words, statement } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Publications", to: paths.nationalPublications() }, { text: slot.title, to: paths.nationalPublication(slot.id) }, { text: `{${slot.name}}` }]} />
      <PageHeader label={`What is behind {${slot.name}}`} title={slot.printed} />
      <Inset>{slot.sentence}</Inset>
      {slot.same ? null : <Notice kind="error" title="These are not the rows that were counted">The record has been altered since. Have it looked into before you rely on this number.</Notice>}
      <SummaryList
        rows={[
          { key: "Filled from", value: words },
          ...(slot.data_at ? [{ key: "As recorded at", value: formatInstant(new Date(slot.data_at)) }] : []),
          { key: "Rows behind it", value: commas.format(slot.rows_behind) },
          ...(slot.figure ? [{ key: "The figure", value: <a href={paths.measure(slot.figure.code)}>{slot.figure.title}</a> }, { key: "Source", value: `${slot.figure.source ?? "Not stated"}${slot.figure.source_ref ? ` (${slot.figure.source_ref})` : ""}` }] : []),
          ...(slot.note ? [{ key: "Note on the cut", value: slot.note }] : []),
        ]}
      />
      {slot.awards.length > 0 ? (
        <Table
          caption="The awards as they stood in the cut"
          columns={[{ key: "title", heading: "Project" }, { key: "organisation", heading: "Awarded to" }, { key: "area", heading: "Area" }, { key: "day", heading: "Awarded on" }, { key: "amount", heading: "Amount then", numeric: true }, { key: "state", heading: "State now" }]}
          rows={slot.awards.map((row) => ({
            title: <><a href={paths.nationalAward(row.reference)}>{row.title}</a>{row.synthetic ? <p><SyntheticMark /></p> : null}</>,
            organisation: row.organisation,
            area: row.area,
            day: formatDay(row.awarded_on),
            amount: <Money pence={row.amount_pence} />,
            state: <Tag colour={awardStates[row.status].colour}>{awardStates[row.status].staff}</Tag>,
          }))}
        />
      ) : null}
      <Pagination page={slot.page} pages={slot.pages} to={(number) => paths.publicationRows(slot.id, statement, slot.name, { page: number === 1 ? undefined : number })} />
    </Wide>
  );
}
