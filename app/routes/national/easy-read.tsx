/** The Easy Read pages as officials see them: which are written, which have been checked with readers. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { easyReadContents } from "#app/domain/figures/easy-read/read.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Easy Read pages");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const plan = await getPlan(lade.db);
  return { plan, priorities: await easyReadContents(lade.db, plan.id), mayWrite: may.writeEasyRead(person).allowed, done: url.searchParams.get("done") };
});

export default function EasyRead() {
  const { plan, priorities, mayWrite, done } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Easy Read" }]} />
      <PageHeader title="Easy Read pages" lead={`The progress of the ${plan.title} in short sentences. Their numbers come from the figures that stand.`} />
      {done === "written" ? <Notice kind="success" title="Done">Anyone can read the new version now.</Notice> : null}
      <Table
        caption="Priorities"
        captionHidden
        columns={[{ key: "priority", heading: "Priority" }, { key: "title", heading: "Easy Read title" }, { key: "checked", heading: "Checked with readers" }]}
        rows={priorities.map((one) => ({
          priority: mayWrite ? <a href={paths.writeEasyRead(one.number)}>{one.number}. {one.priority_title}</a> : `${one.number}. ${one.priority_title}`,
          title: one.title === null ? "Not written yet" : <a href={paths.strategyEasyReadPriority(one.number)}>{one.title}</a>,
          checked: one.checked_on ? formatDay(one.checked_on) : "Not yet",
        }))}
      />
    </Wide>
  );
}
