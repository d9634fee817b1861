/** One priority of the Strategy: its wording, the outcomes it leads to, its actions, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { countFigures } from "#app/domain/figures/measures.server.ts";
import { standingText } from "#app/domain/figures/easy-read/read.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { ofPlan } from "#app/domain/strategy/model.ts";
import { issuedStatuses } from "#app/domain/strategy/status.server.ts";
import { wordingsOfPriority } from "#app/domain/strategy/versions.server.ts";
import { getPlan, getPriority } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Priority ${data.priority.number}: ${data.priority.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const plan = await getPlan(lade.db, url.searchParams.get("plan") || undefined);
  const priority = await getPriority(lade.db, plan.id, /^\d{1,3}$/.test(params.number ?? "") ? Number(params.number) : -1);
  const figures = await countFigures(lade.db, plan.id);
  const wordings = await wordingsOfPriority(lade.db, priority.id);
  const statuses = await issuedStatuses(lade.db, plan.id);
  const asked = url.searchParams.get("wording");
  const wording = asked ? wordings.find(({ label }) => label === asked) : undefined;
  if (asked && !wording) throw new NotFound(`No document is known here whose wording is called ${asked}`);
  return { plan, wordings, wording: wording ?? null, easyRead: (await standingText(lade.db, priority.id)) !== undefined, priority: { ...priority, actions: priority.actions.map((action) => ({ ...action, figures: figures.byAction.get(action.id) ?? 0, status: statuses.get(action.id)?.words ?? null })) } };
});

export default function Priority() {
  const { plan, priority, wording, wordings, easyRead } = useLoaderData<typeof loader>();
  const inPlan = ofPlan(plan.code);
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Strategy", to: paths.strategy(inPlan) }, { text: `Priority ${priority.number}` }]} />
      <PageHeader label={`Priority ${priority.number}, ${plan.title}`} title={priority.title} />
      {wording ? <><Inset>{wording.wording}</Inset><p className="ds_hint-text">As worded in: {wording.document}.</p></> : priority.official_wording ? <Inset>{priority.official_wording}</Inset> : null}
      {wordings.length > 0 ? (
        <p>
          Also worded as in{" "}
          {wordings.filter(({ label }) => label !== wording?.label).map(({ label, document }, index) => <span key={label}>{index > 0 ? "; " : ""}<a href={paths.priority(priority.number, { ...inPlan, wording: label })}>{document}</a></span>)}
          {wording ? <>{wordings.length > 1 ? "; " : ""}<a href={paths.priority(priority.number, inPlan)}>the Strategy’s own wording here</a></> : null}.
        </p>
      ) : null}
      {priority.wording_status === "unconfirmed" ? <p className="ds_hint-text">This wording is not confirmed. {priority.note}</p> : null}
      <Table
        caption="Actions"
        columns={[
          { key: "action", heading: "Action" },
          { key: "status", heading: "Last reported status" },
          { key: "items", heading: "Items reported", numeric: true },
          { key: "figures", heading: "Figures reported", numeric: true },
        ]}
        rows={priority.actions.map((action) => ({
          action: <a href={paths.action(action.ref, inPlan)}>{action.ref} {action.title}</a>,
          status: action.status ?? "None known here",
          items: action.items,
          figures: action.figures,
        }))}
        empty="No action of this priority is known here yet."
      />
      {easyRead ? <p><a href={paths.strategyEasyReadPriority(priority.number, inPlan)}>This priority in Easy Read</a></p> : null}
      <h2>Outcomes it leads to</h2>
      {priority.outcomes.length > 0 ? (
        <ul>{priority.outcomes.map((outcome) => <li key={outcome.number}>{outcome.number}. {outcome.title}</li>)}</ul>
      ) : (
        <p>Which outcomes the plan maps to this priority is not known here.</p>
      )}
    </Article>
  );
}
