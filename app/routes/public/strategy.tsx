/** The Strategy's ten priorities, with how much has been reported under each, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Stats } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { countFigures, observationsForPlan } from "#app/domain/figures/measures.server.ts";
import { getPlan, listOutcomes, listPriorities } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { Figure } from "#app/routes/parts/action-view.tsx";

export const meta: MetaFunction = () => title("The Strategy");

export const loader = page(async ({ lade }) => {
  const plan = await getPlan(lade.db);
  const figures = await countFigures(lade.db, plan.id);
  const priorities = await listPriorities(lade.db, plan.id);
  return {
    plan,
    priorities: priorities.map((priority) => ({ ...priority, figures: figures.byPriority.get(priority.id) ?? 0 })),
    outcomes: await listOutcomes(lade.db, plan.id),
    measures: await observationsForPlan(lade.db, plan.id),
  };
});

export default function Strategy() {
  const { plan, priorities, outcomes, measures } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Strategy" }]} />
      <PageHeader
        title="The Mental Health and Wellbeing Strategy"
        lead="Ten priorities, the actions under each, and everything that has been reported against them, with its source."
      />
      <Stats>
        {measures.flatMap((measure) => measure.observations.map((observation) => (
          <Figure key={observation.id} measure={measure} observation={observation} counts={paths.awardCounts} action={(ref) => paths.action(ref)} />
        )))}
      </Stats>
      <Table
        caption={`Priorities of the ${plan.title}`}
        columns={[
          { key: "priority", heading: "Priority" },
          { key: "actions", heading: "Actions known here", numeric: true },
          { key: "items", heading: "Items reported", numeric: true },
          { key: "figures", heading: "Figures reported", numeric: true },
        ]}
        rows={priorities.map((priority) => ({
          priority: <a href={paths.priority(priority.number)}>{priority.number}. {priority.title}</a>,
          actions: priority.actions,
          items: priority.items,
          figures: priority.figures,
        }))}
        empty="No plan has been loaded yet."
      />
      <p className="ds_hint-text">An item or a figure that is cited under two actions counts once under their priority. {plan.note}</p>
      <h2>Outcomes</h2>
      <ol>{outcomes.map((outcome) => <li key={outcome.number}>{outcome.title}{outcome.official_wording ? `: ${outcome.official_wording}` : ""}</li>)}</ol>
    </Wide>
  );
}
