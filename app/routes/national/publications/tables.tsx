/** The tables of a draft: add one, take one out. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, Checkbox, ErrorSummary, Form, Hidden, Radios, Select, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { addTable, removeTable } from "#app/domain/publications/draft.server.ts";
import { tableBreakdowns, tableMeasures, tableSchema, type TableBreakdown } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { paths } from "#app/paths.ts";
import { formFields, parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Tables: ${data.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const publication = await getPublication(lade.db, person, params.id ?? "");
  permit(may.edit(person, publication));
  return { id: publication.id, title: publication.title, tables: publication.tables, funds: publication.cuts.map((cut) => ({ code: cut.fund, title: cut.fund_title })) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.draft(staff(lade)));
  const id = params.id ?? "";
  if (text(form, "intent") === "remove") await removeTable(lade, id, text(form, "table"));
  else await addTable(lade, id, parse(tableSchema, { title: "", fund: "", ...formFields(form) }));
  return redirect(paths.publicationTables(id));
});

const options = (words: Record<string, string>) => Object.entries(words).map(([value, each]) => ({ value, text: each }));

export default function Tables() {
  const { id, title: name, tables, funds } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.nationalPublication(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Tables: ${name}`} lead="Each is counted from the publication’s own cuts." />
      <Table
        caption="Tables of this publication"
        captionHidden
        empty="No table yet."
        columns={[{ key: "title", heading: "Table" }, { key: "counts", heading: "Counts" }, { key: "by", heading: "By" }, { key: "remove", heading: "Remove", headingHidden: true }]}
        rows={tables.map((table) => ({
          title: table.title,
          counts: `${table.fund_title}: ${tableMeasures[table.measure].toLowerCase()}`,
          by: `${tableBreakdowns[table.by_code as TableBreakdown].toLowerCase()}${table.across_areas ? " and council area" : ""}`,
          remove: <Form><Hidden name="intent" value="remove" /><Hidden name="table" value={table.id} /><Button small plain>Remove<span className="visually-hidden"> {table.title}</span></Button></Form>,
        }))}
      />
      <h2>Add a table</h2>
      <Form refused={refused}>
        <TextField name="title" label="Title of the table" />
        <Select name="fund" label="Fund" options={funds.map((fund) => ({ value: fund.code, text: fund.title }))} value={funds.length === 1 ? funds[0]!.code : undefined} />
        <Radios name="measure" legend="What is counted" options={options(tableMeasures)} value="awards" />
        <Select name="by_code" label="Counted by" options={options(tableBreakdowns)} value="focus-group" />
        <Checkbox name="across_areas" label="Set against the council areas" hint="Rows are the areas, columns the groups" />
        <Button>Add the table</Button>
      </Form>
    </Article>
  );
}
