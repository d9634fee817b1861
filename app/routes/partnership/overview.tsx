/** Where a member of the Partnership starts: the Strategy's progress through the six aims, and what its body has said. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit, speaksFor } from "#app/domain/kernel/actor.ts";
import { getBody } from "#app/domain/partnership/bodies.server.ts";
import { aimsOverview } from "#app/domain/partnership/lens.server.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { listRemarks } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { standingInWords } from "#app/routes/parts/lens-view.tsx";
import { RemarkLinks } from "#app/routes/parts/remarks-view.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("The Partnership");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(may.read(person));
  const body = speaksFor(person);
  const remarks = await listRemarks(lade.db, person);
  return {
    ...(await aimsOverview(lade.db)),
    body: body === undefined ? null : (await getBody(lade.db, body)).name,
    own: remarks.filter((remark) => remark.member_body_id === body).slice(0, 5),
    open: remarks.filter((remark) => remark.state === "open").length,
  };
});

export default function Overview() {
  const { plan, aims, body, own, open } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "The Partnership" }]} />
      <PageHeader title="Progress through the six aims" label={body ? `You speak for ${body}` : "Scotland’s Mental Health Partnership"} lead={`What the ${plan.title} has done, read by the aims of Scotland’s Mental Health Partnership. Every figure here is public; each can be added to or disputed.`} />
      <Table
        caption="The six aims"
        captionHidden
        columns={[{ key: "aim", heading: "Aim" }, { key: "meets", heading: "Meets the Strategy in" }, { key: "actions", heading: "Actions", numeric: true }, { key: "standing", heading: "How they stand" }, { key: "items", heading: "Items reported", numeric: true }, { key: "figures", heading: "Figures reported", numeric: true }]}
        rows={aims.map((aim) => ({
          aim: <a href={paths.partnershipAim(aim.number)}>{aim.number}. {aim.title}</a>,
          meets: aim.priorities.length > 0 ? `${aim.priorities.length === 1 ? "Priority" : "Priorities"} ${aim.priorities.map(({ number }) => number).join(", ")}` : "No priority yet",
          actions: aim.tally.actions,
          standing: standingInWords(aim.tally) || "No action",
          items: aim.tally.items,
          figures: aim.tally.figures,
        }))}
      />
      <p className="ds_hint-text">Where an aim meets the Strategy is a proposal, open to editing, and no official mapping. A priority can serve two aims, so these do not add up.</p>
      <ul>
        <li><a href={paths.partnershipApproaches()}>Prevention and early help, apart from crisis and treatment</a></li>
        <li><a href={paths.partnershipPublications()}>Publications, to add to or to dispute</a></li>
        <li><a href={paths.remarks()}>All remarks and answers</a>{open > 0 ? `: ${open === 1 ? "1 waits" : `${open} wait`} for an answer` : ""}</li>
        {body ? <li><a href={paths.interests()}>What your body has declared</a></li> : null}
        <li><a href={paths.strategyEasyRead()}>The Strategy in Easy Read</a></li>
      </ul>
      {body ? (
        <>
          <h2>What {body} has said</h2>
          {own.length > 0 ? <RemarkLinks remarks={own} about /> : <p>Nothing yet. Open an aim or a publication, find the figure, and add to it or dispute it.</p>}
        </>
      ) : null}
    </Wide>
  );
}
