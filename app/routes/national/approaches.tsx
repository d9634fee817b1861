/** How each action helps, in whose reading, for an official to change. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { approaches, readingInWords } from "#app/domain/strategy/approach.ts";
import { standingReadings } from "#app/domain/strategy/approach.server.ts";
import { may as mayStrategy } from "#app/domain/strategy/policy.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { listActions } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("How each action helps");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const plan = await getPlan(lade.db);
  const { byAction } = await standingReadings(lade.db, plan.id);
  const actions = (await listActions(lade.db, plan.id)).filter(({ scheme }) => scheme === "strategic");
  return { plan, actions: actions.map(({ id, ref, title: name }) => ({ ref, title: name, reading: byAction.get(id) ?? null })), mayEdit: mayStrategy.readApproach(person).allowed, done: url.searchParams.get("done") };
});

export default function Approaches() {
  const { plan, actions, mayEdit, done } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "How each action helps" }]} />
      <PageHeader title="How each action helps" lead={`Whether an action of the ${plan.title} prevents, helps early, meets a crisis or treats. No plan prints it: each reading is kept with whose it is.`} />
      {done === "saved" ? <Notice kind="success" title="Done">The reading is kept. The earlier one stays in its history.</Notice> : null}
      <Table
        caption="Actions"
        captionHidden
        columns={[{ key: "action", heading: "Action" }, { key: "approach", heading: "In the main" }, { key: "why", heading: "Whose reading, and why" }]}
        rows={actions.map(({ ref, title: name, reading }) => ({
          action: mayEdit ? <a href={paths.nationalApproach("action", ref)}>{ref} {name}</a> : `${ref} ${name}`,
          approach: reading?.approach ? approaches[reading.approach].title : "Not read",
          why: reading ? readingInWords(reading) : "",
        }))}
      />
      <p><a href={paths.partnershipApproaches()}>What members of the Partnership see of it</a></p>
    </Wide>
  );
}
