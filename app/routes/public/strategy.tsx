/** The Strategy's ten priorities, with how much has been reported under each, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Stats } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { countFigures, observationsForPlan } from "#app/domain/figures/measures.server.ts";
import { ofPlan } from "#app/domain/strategy/model.ts";
import { byReference } from "#app/domain/strategy/status.ts";
import { issuedStatuses } from "#app/domain/strategy/status.server.ts";
import { listActions, listPlans } from "#app/domain/strategy/versions.server.ts";
import { getPlan, listOutcomes, listPriorities } from "#app/domain/strategy/read.server.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { publicRemarks } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { Figure } from "#app/routes/parts/action-view.tsx";
import { RemarksInCard } from "#app/routes/parts/remarks-view.tsx";

export const meta: MetaFunction = () => title("The Strategy");

export const loader = page(async ({ lade, url }) => {
  const plan = await getPlan(lade.db, url.searchParams.get("plan") || undefined);
  const figures = await countFigures(lade.db, plan.id);
  const priorities = await listPriorities(lade.db, plan.id);
  const statuses = [...(await issuedStatuses(lade.db, plan.id)).entries()];
  const strategic = new Map((await listActions(lade.db, plan.id)).filter(({ scheme }) => scheme === "strategic").map((one) => [one.id, one]));
  const plans = await listPlans(lade.db);
  const measures = await observationsForPlan(lade.db, plan.id);
  return {
    plan,
    plans: plans.map(({ code, title: words }) => ({ code, title: words })),
    standing: statuses.flatMap(([id, issued]) => (strategic.has(id) ? [{ ref: strategic.get(id)!.ref, title: strategic.get(id)!.title, ...issued }] : [])).sort((a, b) => byReference(a.ref, b.ref)),
    priorities: priorities.map((priority) => ({ ...priority, figures: figures.byPriority.get(priority.id) ?? 0 })),
    outcomes: await listOutcomes(lade.db, plan.id),
    measures,
    remarks: await publicRemarks(lade.db, measures.flatMap(({ observations }) => observations)),
  };
});

export default function Strategy() {
  const { plan, plans, standing, priorities, outcomes, measures, remarks } = useLoaderData<typeof loader>();
  const inPlan = ofPlan(plan.code);
  const report = standing[0]?.report;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Strategy" }]} />
      <PageHeader
        title="The Mental Health and Wellbeing Strategy"
        lead="Ten priorities, the actions under each, and everything that has been reported against them, with its source."
      >
        <p><a href={paths.strategyEasyRead(inPlan)}>Read this in Easy Read</a></p>
      </PageHeader>
      <Stats>
        {measures.flatMap((measure) => measure.observations.map((observation) => (
          <Figure key={observation.id} measure={measure} observation={observation} counts={paths.awardCounts} action={(ref) => paths.action(ref, inPlan)} beside={({ title: about }, { id }) => <RemarksInCard remarks={remarks[id]} about={about} />} />
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
          priority: <a href={paths.priority(priority.number, inPlan)}>{priority.number}. {priority.title}</a>,
          actions: priority.actions,
          items: priority.items,
          figures: priority.figures,
        }))}
        empty="No plan has been loaded yet."
      />
      <p className="ds_hint-text">An item or a figure that is cited under two actions counts once under their priority. {plan.note}</p>
      {plans.length > 1 ? (
        <p>
          Other plans: {plans.filter(({ code }) => code !== plan.code).map(({ code, title: words }, index) => <span key={code}>{index > 0 ? ", " : ""}<a href={paths.strategy(ofPlan(code))}>{words}</a></span>)}.
        </p>
      ) : null}
      {report ? (
        <>
          <Table
            caption="How strategic actions stand"
            columns={[{ key: "action", heading: "Action" }, { key: "status", heading: "Last reported status" }, { key: "why", heading: "Why" }]}
            rows={standing.map((one) => ({ action: <a href={paths.action(one.ref, inPlan)}>{one.ref} {one.title}</a>, status: one.words, why: one.reason || "The reason is not known here" }))}
          />
          <p className="ds_hint-text">Judgements reported to the Leadership Board: {report.title}. Data of {report.data_stated || formatDay(report.data_on)}, for the meeting of {formatDay(report.meeting_on)}; an action that a later report leaves out keeps its earlier one. Actions that are not in the table have no status known here.</p>
        </>
      ) : null}
      <h2>Outcomes</h2>
      <ol>{outcomes.map((outcome) => <li key={outcome.number}>{outcome.title}{outcome.official_wording ? `: ${outcome.official_wording}` : ""}</li>)}</ol>
    </Wide>
  );
}
