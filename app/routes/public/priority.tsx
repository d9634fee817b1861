/** One priority of the Strategy: its wording, the outcomes it leads to, its actions, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { countFigures } from "#app/domain/figures/measures.server.ts";
import { getPlan, getPriority } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Priority ${data.priority.number}: ${data.priority.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const plan = await getPlan(lade.db);
  const priority = await getPriority(lade.db, plan.id, /^\d{1,3}$/.test(params.number ?? "") ? Number(params.number) : -1);
  const figures = await countFigures(lade.db, plan.id);
  return { plan, priority: { ...priority, actions: priority.actions.map((action) => ({ ...action, figures: figures.byAction.get(action.id) ?? 0 })) } };
});

export default function Priority() {
  const { plan, priority } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Strategy", to: paths.strategy() }, { text: `Priority ${priority.number}` }]} />
      <PageHeader label={`Priority ${priority.number}, ${plan.title}`} title={priority.title} />
      {priority.official_wording ? <Inset>{priority.official_wording}</Inset> : null}
      {priority.wording_status === "unconfirmed" ? <p className="ds_hint-text">This wording is not confirmed. {priority.note}</p> : null}
      <Table
        caption="Actions"
        columns={[
          { key: "action", heading: "Action" },
          { key: "items", heading: "Items reported", numeric: true },
          { key: "figures", heading: "Figures reported", numeric: true },
        ]}
        rows={priority.actions.map((action) => ({
          action: <a href={paths.action(action.ref)}>{action.ref} {action.title}</a>,
          items: action.items,
          figures: action.figures,
        }))}
        empty="No action of this priority is known here yet."
      />
      <h2>Outcomes it leads to</h2>
      {priority.outcomes.length > 0 ? (
        <ul>{priority.outcomes.map((outcome) => <li key={outcome.number}>{outcome.number}. {outcome.title}</li>)}</ul>
      ) : (
        <p>Which outcomes the plan maps to this priority is not known here.</p>
      )}
    </Article>
  );
}
