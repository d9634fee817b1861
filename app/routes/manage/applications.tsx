/** The applications to one pot, to work through: filters and sorting in the address, views by name, what is next and by whom. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { filterQuery, isFiltered, readFilters } from "#app/domain/assessment/list.ts";
import { listApplications, listChoices } from "#app/domain/assessment/list.server.ts";
import { viewQuery, viewSchema } from "#app/domain/assessment/views.ts";
import { listViews, removeView, saveView } from "#app/domain/assessment/views.server.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { ErrorSummary } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import listScript from "#app/ui/list-script.js?url&no-inline";
import { Notice } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { ApplicationList, ListFilterForm, Views } from "../parts/application-list.tsx";
import { potTrail } from "../parts/pot-trail.ts";

export const handle = { module: listScript };
export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Applications: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.seeApplications(person, pot));
  const filters = readFilters(url.searchParams);
  const list = await listApplications(db, pot.id, person.id, filters, lade.now);
  // Means are others' scores: who is asked to read one of these later must not have seen them.
  await readOthersScores(db, person.id, list.rows.filter(({ mean_percent }) => mean_percent !== null).map(({ id }) => id));
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`,
    round_title: pot.round_title,
    area_name: pot.area_name,
    filters: { ...filters, page: list.page },
    ...list,
    choices: await listChoices(db, pot),
    views: await listViews(db, pot, person.id),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form, url }) => {
  staff(lade);
  const pot = params.pot ?? "";
  const query = viewQuery(url.search);
  const back = (done: string) => redirect(paths.potApplications(pot, { ...Object.fromEntries(new URLSearchParams(query)), done }));
  const intent = text(form, "intent");
  if (intent === "save-view") {
    form.set("query", query);
    await saveView(lade, pot, parseForm(viewSchema, form));
    return back("view-saved");
  }
  if (intent !== "remove-view") throw new NotFound();
  await removeView(lade, pot, text(form, "view"));
  return back("view-removed");
});

const doneWords: Record<string, string> = { "view-saved": "The view is saved. It stands with the others, above the filters.", "view-removed": "The view is removed. No application has changed." };

export default function Applications() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const { id, filters, done } = data;
  return (
    <Wide>
      <Breadcrumbs trail={potTrail(data, { text: "Applications" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Applications: ${data.area_name}`} label={data.round_title} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <p><a href={paths.enterApplication(id)}>Enter an application that came on paper or by telephone</a></p>
      <Views potId={id} views={data.views} current={viewQuery(new URLSearchParams(Object.entries(filterQuery(filters)).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))).toString())} refused={refused} />
      <ListFilterForm potId={id} filters={filters} counts={data.counts} choices={data.choices} filtered={isFiltered(filters)} />
      <ApplicationList potId={id} filters={filters} rows={data.rows} found={data.found} total={data.total} page={data.page} pages={data.pages} choices={data.choices} />
    </Wide>
  );
}
