/** One aim of the Partnership: the priorities in which it meets the Strategy, their actions, and everything reported there. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Stat, Stats } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { aimPage } from "#app/domain/partnership/lens.server.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { remarksBeside } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { ActionsInLens } from "#app/routes/parts/lens-view.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Aim ${data.aim.number}: ${data.aim.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.read(person));
  const found = await aimPage(lade.db, undefined, /^[1-9]\d?$/.test(params.number ?? "") ? Number(params.number) : -1, lade.now);
  const shown = found.priorities.flatMap(({ actions }) => actions.flatMap(({ measures }) => measures.flatMap(({ observations }) => observations)));
  return { ...found, remarks: await remarksBeside(lade.db, person, shown), mayRemark: may.remark(person).allowed };
});

export default function Aim() {
  const { plan, aim, priorities, counts, reporters, remarks, mayRemark } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "The Partnership", to: paths.partnership() }, { text: `Aim ${aim.number}` }]} />
      <PageHeader label={`Aim ${aim.number} of the Partnership, through the ${plan.title}`} title={aim.title} lead={aim.description} />
      {aim.outcomes.length > 0 ? <p>It also meets {aim.outcomes.length === 1 ? "outcome" : "outcomes"} {aim.outcomes.map((outcome) => `${outcome.number}, ${outcome.title}`).join("; ")}.</p> : null}
      {aim.note ? <p className="ds_hint-text">{aim.note}</p> : null}
      {counts.map(({ fund, total, completeness, as_at, synthetic }) => (
        <section key={fund.code} aria-labelledby={`fund-${fund.code}`}>
          <h2 id={`fund-${fund.code}`}>{fund.title}</h2>
          <Stats>
            <Stat value={total.awards} unit="awards" period="Everything released so far" asAt={as_at} to={paths.awardCounts({ fund: fund.code })} synthetic={synthetic} />
            <Stat value={total.amount_pence === null ? null : formatPence(total.amount_pence)} unit="awarded" period={`${completeness.reported} of ${completeness.expected} areas have reported`} asAt={as_at} to={paths.awardCounts({ fund: fund.code, by: "area" })} synthetic={synthetic} />
          </Stats>
        </section>
      ))}
      {priorities.map((priority) => (
        <section key={priority.number} aria-labelledby={`priority-${priority.number}`}>
          <h2 id={`priority-${priority.number}`}>Priority {priority.number}: <a href={paths.priority(priority.number)}>{priority.title}</a></h2>
          <ActionsInLens actions={priority.actions} remarks={remarks} reporters={reporters} mayRemark={mayRemark} />
          {priority.actions.length === 0 ? <p>No action of this priority is known here.</p> : null}
        </section>
      ))}
      {priorities.length === 0 ? <p>It is mapped to no priority yet.</p> : null}
    </Wide>
  );
}
