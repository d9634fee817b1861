/** The Strategy in Easy Read: what it is, and its ten parts, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { easyReadContents } from "#app/domain/figures/easy-read/read.server.ts";
import { ofPlan } from "#app/domain/strategy/model.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("The Strategy in Easy Read");

export const loader = page(async ({ lade, url }) => {
  const plan = await getPlan(lade.db, url.searchParams.get("plan") || undefined);
  return { plan, priorities: await easyReadContents(lade.db, plan.id) };
});

export default function EasyRead() {
  const { plan, priorities } = useLoaderData<typeof loader>();
  const inPlan = ofPlan(plan.code);
  const written = priorities.filter((one) => one.title !== null);
  return (
    <div className="app-easy">
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Strategy", to: paths.strategy(inPlan) }, { text: "Easy Read" }]} />
      <PageHeader label="Easy Read" title="Our plan for good mental health" />
      <p>Mental health is how we think and feel.</p>
      <p>Scotland has a plan to make mental health better.</p>
      <p>The plan is called a Strategy.</p>
      <p>These pages tell you how the plan is going.</p>
      <h2>The parts of the plan</h2>
      <p>The plan has {priorities.length} parts.</p>
      <p>Choose the part you want to read about.</p>
      {written.length > 0 ? (
        <ol className="app-easy__parts">
          {priorities.map((one) => <li key={one.number} value={one.number}>{one.title === null ? <>Part {one.number} is not written yet.</> : <a href={paths.strategyEasyReadPriority(one.number, inPlan)}>{one.title}</a>}</li>)}
        </ol>
      ) : <p>The parts are not written yet.</p>}
      <h2>Other ways to read this</h2>
      <p><a href={paths.strategy(inPlan)}>The same with all the numbers</a></p>
    </div>
  );
}
