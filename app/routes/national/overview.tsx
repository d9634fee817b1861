/** Where an official starts: each fund's figures, the Strategy's actions, and the Partnership's aims. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Stat, Stats } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { countChoices } from "#app/domain/figures/choices.server.ts";
import { countFigures } from "#app/domain/figures/measures.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { listAwardsNationally } from "#app/domain/figures/registers.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { getPlan, getPriority, listPriorities } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("National figures and the Strategy");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const { funds } = await countChoices(lade.db);
  const counted = [];
  for (const fund of funds) {
    const { total, as_at, synthetic } = await awardCounts(lade.db, { fund: fund.code, by: "focus-group" }, lade.now);
    const decided = await listAwardsNationally(lade.db, person, { fund: fund.code, tags: {} }, "decided");
    counted.push({ code: fund.code, title: fund.title, total, as_at, synthetic, decided: decided.count });
  }
  const plan = await getPlan(lade.db);
  const figures = await countFigures(lade.db, plan.id);
  const priorities = [];
  for (const { number } of await listPriorities(lade.db, plan.id)) priorities.push(await getPriority(lade.db, plan.id, number));
  const actions = priorities.flatMap((priority) =>
    priority.actions.map((action) => ({ ref: action.ref, title: action.title, priority: priority.number, items: action.items, figures: figures.byAction.get(action.id) ?? 0, worded: action.official_wording !== null })),
  );
  return { plan, funds: counted, actions };
});

export default function Overview() {
  const { plan, funds, actions } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National" }]} />
      <PageHeader title="National figures and the Strategy" lead="From a figure down to every award behind it, and from an action to everything that feeds it." />
      {funds.map((fund) => (
        <section key={fund.code} aria-labelledby={fund.code}>
          <h2 id={fund.code}>{fund.title}</h2>
          <Stats>
            <Stat value={fund.total.awards} unit="awards" period="Everything released so far" asAt={fund.as_at} to={paths.nationalAwardCounts({ fund: fund.code })} synthetic={fund.synthetic} />
            <Stat value={fund.total.organisations} unit="different organisations" period="Everything released so far" asAt={fund.as_at} to={paths.nationalAwardCounts({ fund: fund.code })} synthetic={fund.synthetic} />
            <Stat value={fund.total.amount_pence === null ? null : formatPence(fund.total.amount_pence)} unit="awarded" period="Everything released so far" asAt={fund.as_at} to={paths.nationalAwardCounts({ fund: fund.code })} synthetic={fund.synthetic} />
            <Stat value={fund.decided} unit="awards decided and not released" period="Not public, in no figure" asAt={fund.as_at} to={paths.nationalAwards({ fund: fund.code, standing: "decided" })} linkText="See them" />
          </Stats>
        </section>
      ))}
      <Table
        caption={`Actions of the ${plan.title}`}
        columns={[
          { key: "action", heading: "Action" },
          { key: "items", heading: "Items reported", numeric: true },
          { key: "figures", heading: "Figures reported", numeric: true },
          { key: "wording", heading: "Official wording" },
        ]}
        rows={actions.map((action) => ({
          action: <a href={paths.nationalAction(action.ref)}>{action.ref} {action.title}</a>,
          items: action.items,
          figures: action.figures,
          wording: action.worded ? "Entered" : "To be entered",
        }))}
      />
      <p><a href={paths.returnsOfBodies()}>Which bodies have signed their national returns</a></p>
      <p><a href={paths.nationalApplications()}>Applications received</a>, as far as they are not closed to you</p>
      <p><a href={paths.nationalExplore()}>Explore the figures by any two things</a>, people reached and applications among them</p>
      <p><a href={paths.nationalPublications()}>Prepare publications, release and restate them</a></p>
      <ul>
        <li><a href={paths.boardReports()}>Reports to the Leadership Board</a>: how each action stands, meeting by meeting</li>
        <li><a href={paths.plans()}>Plans</a>: a new plan version, and where earlier actions went</li>
        <li><a href={paths.measures()}>Measures</a>: what each figure counts</li>
        <li><a href={paths.nationalRemarks()}>Remarks of the Partnership</a>: what member bodies add to figures or dispute, and the answers</li>
        <li><a href={paths.nationalApproaches()}>How each action helps</a>: prevention apart from crisis and treatment</li>
        <li><a href={paths.nationalEasyRead()}>Easy Read pages</a>: the Strategy’s progress in short sentences</li>
      </ul>
      <p><a href={paths.aims()}>The same through the six aims of Scotland’s Mental Health Partnership</a></p>
    </Wide>
  );
}
