/** One action of the delivery plan with everything that was reported against it, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { titleBases } from "#app/domain/strategy/model.ts";
import { IssuedStatusView } from "#app/routes/parts/status-view.tsx";
import { OtherReferences } from "#app/routes/parts/references-view.tsx";
import { ofPlan } from "#app/domain/strategy/model.ts";
import { publicRemarks } from "#app/domain/partnership/read.server.ts";
import { RemarksInCard } from "#app/routes/parts/remarks-view.tsx";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { ActionReported, Wording } from "#app/routes/parts/action-view.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Action ${data.action.ref}: ${data.action.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const found = await actionPage(lade.db, url.searchParams.get("plan") || undefined, params.ref ?? "", lade.now);
  return { ...found, remarks: await publicRemarks(lade.db, found.measures.flatMap(({ observations }) => observations)) };
});

export default function Action() {
  const { plan, action, items, measures, funds, issued, references, remarks } = useLoaderData<typeof loader>();
  const inPlan = ofPlan(plan.code);
  return (
    <Wide>
      <Breadcrumbs
        trail={[
          { text: "Strategy", to: paths.strategy(inPlan) },
          ...(action.priority_number === null ? [] : [{ text: `Priority ${action.priority_number}`, to: paths.priority(action.priority_number, inPlan) }]),
          { text: `Action ${action.ref}` },
        ]}
      />
      <PageHeader label={`Action ${action.ref}, ${plan.title}`} title={action.title} />
      {action.title_basis === "official-short-label" ? null : <p className="ds_hint-text">{titleBases[action.title_basis]}.</p>}
      <Wording official={action.official_wording} note={action.note} />
      <OtherReferences references={references} />
      <IssuedStatusView issued={issued} />
      {funds.map((fund) => (
        <p key={fund.code}><a href={paths.fund(fund.code)}>{fund.title}</a> feeds this action. {fund.note}</p>
      ))}
      <ActionReported items={items} measures={measures} counts={paths.awardCounts} action={(ref) => paths.action(ref, inPlan)} beside={(measure, { id }) => <RemarksInCard remarks={remarks[id]} about={measure.title} />} />
      <p>
        The figures as a table: <a href={paths.apiActionFigures(action.ref, "csv")}>CSV</a>, <a href={paths.apiActionFigures(action.ref, "xlsx")}>XLSX</a>, <a href={paths.apiActionFigures(action.ref, "ods")}>ODS</a>.
        The same with the items <a href={paths.apiAction(action.ref, inPlan)}>for programs (JSON)</a>.
      </p>
    </Wide>
  );
}
