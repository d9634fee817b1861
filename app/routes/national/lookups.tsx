/** Look-ups for places: which editions are loaded, and loading another. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { isLookupKind, lookupForm, lookupKinds } from "#app/domain/figures/lookups-model.ts";
import { listLookups, loadLookup } from "#app/domain/figures/lookups.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, DateField, ErrorSummary, Form, Radios, TextArea, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Look-ups for places");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  return { editions: await listLookups(lade.db, person), mayLoad: may.loadLookups(person).allowed, done: url.searchParams.get("done") };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.loadLookups(staff(lade)));
  const { kind, ...input } = parse(lookupForm, { ...formFields(form), kind: form.get("kind") ?? "", source_date: dayFrom(form, "source_date") });
  if (!isLookupKind(kind)) throw new Invalid({ kind: "Choose what the file holds" });
  const { fresh } = await loadLookup(lade, { ...input, kind });
  return redirect(paths.lookups({ done: fresh ? "loaded" : "known" }));
});

const kinds = Object.entries(lookupKinds).map(([value, { title: text, about, columns }]) => ({ value, text, hint: `${about} Columns: ${columns.join(", ")}` }));

export default function Lookups() {
  const { editions, mayLoad, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Wide>
      <ErrorSummary errors={refused?.errors} />
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Explore", to: paths.nationalExplore() }, { text: "Look-ups" }]} />
      <PageHeader title="Look-ups for places" lead="People by council area, health boards, deprivation. Each file is kept under its edition; the one loaded last of its kind holds." />
      {done === "loaded" ? <Notice kind="success" title="The file is loaded">It holds from now on. Earlier editions are kept below.</Notice> : null}
      {done === "known" ? <Notice kind="info" title="Exactly this file was loaded before">Nothing was changed.</Notice> : null}
      <Table
        caption="Editions that are loaded"
        columns={[
          { key: "edition", heading: "Edition" }, { key: "kind", heading: "Holds" }, { key: "source", heading: "Source" },
          { key: "lines", heading: "Lines", numeric: true }, { key: "loaded", heading: "Loaded" }, { key: "state", heading: "State" },
        ]}
        rows={editions.map((edition) => ({
          edition: <>{edition.edition}{edition.synthetic ? <p><SyntheticMark /></p> : null}</>,
          kind: lookupKinds[edition.kind].title,
          source: `${edition.source}, ${formatDay(edition.source_date)}`,
          lines: edition.line_count.toLocaleString("en-GB"),
          loaded: `${formatInstant(new Date(edition.loaded_at))}${edition.loaded_by ? `, ${edition.loaded_by}` : ""}`,
          state: edition.holds ? <Tag colour="green">Holds</Tag> : <Tag colour="grey">Kept, not used</Tag>,
        }))}
        empty="Nothing is loaded yet: nothing can be counted for 1,000 people, by health board or by deprivation."
      />
      {mayLoad ? (
        <section aria-labelledby="load">
          <h2 id="load">Load a file</h2>
          <Form refused={refused}>
            <Radios legend="What the file holds" name="kind" options={kinds} />
            <TextField name="edition" label="Edition" hint="As the source calls it, with its year" width="two-thirds" />
            <TextField name="source" label="Source" hint="Who published it and where it can be found" width="two-thirds" />
            <DateField name="source_date" legend="Published on" />
            <TextArea name="lines" label="The lines of the file" hint="CSV, the names of the columns in the first line. Files that are too long to paste are loaded with npm run lookup." rows={12} />
            <Button>Load the file</Button>
          </Form>
        </section>
      ) : null}
    </Wide>
  );
}
