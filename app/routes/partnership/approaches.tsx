/** Prevention and early help on one side, crisis and treatment on the other: what is done and what money is reported under each. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { periodInWords, unitInWords, valueInWords } from "#app/domain/figures/words.ts";
import { approachesOverview } from "#app/domain/partnership/lens.server.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { approaches, focusInWords, readingInWords, sides } from "#app/domain/strategy/approach.ts";
import { paths } from "#app/paths.ts";
import { standingInWords } from "#app/routes/parts/lens-view.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Prevention apart from crisis and treatment");

export const loader = page(async ({ lade }) => {
  permit(may.read(staff(lade)));
  return approachesOverview(lade.db, undefined, lade.now);
});

type Part = ReturnType<typeof useLoaderData<typeof loader>>["parts"][number];

export default function Approaches() {
  const { plan, parts, focus } = useLoaderData<typeof loader>();
  const unread = parts.find((part) => part.code === null)!;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "The Partnership", to: paths.partnership() }, { text: "Prevention apart" }]} />
      <PageHeader title="Prevention apart from crisis and treatment" lead={`Each action of the ${plan.title} by what it does in the main.`} />
      <Inset>No plan prints this. Each reading says whose it is: most are Lade’s own, with a reason, and an official can change any of them.</Inset>
      <Table
        caption="In short"
        columns={[{ key: "approach", heading: "What it does" }, { key: "actions", heading: "Actions", numeric: true }, { key: "standing", heading: "How they stand" }, { key: "items", heading: "Items reported", numeric: true }, { key: "figures", heading: "Figures reported", numeric: true }]}
        rows={parts.map(({ code, tally }) => ({
          approach: code === null ? "Not read" : <a href={paths.partnershipApproach(code)}>{approaches[code].title}</a>,
          actions: tally.actions,
          standing: standingInWords(tally) || "No action",
          items: tally.items,
          figures: tally.figures,
        }))}
      />
      {sides.map((side) => (
        <section key={side.code} aria-labelledby={side.code}>
          <h2 id={side.code}>{side.title}</h2>
          {parts.filter((part) => part.code !== null && (side.approaches as readonly string[]).includes(part.code)).map((part) => <Approach key={part.code} part={part} />)}
        </section>
      ))}
      <h2>Not read</h2>
      {unread.actions.length === 0 ? <p>Every action has been read.</p> : <p>Of {unread.actions.map((action) => `${action.ref} (${action.title})`).join(", ")} too little is known to say how {unread.actions.length === 1 ? "it helps" : "they help"}.</p>}
      <h2>The Strategy’s own areas of focus</h2>
      <p>The Strategy names three: promote, prevent and provide. Under which of them it puts a priority is known here for some.</p>
      <Table
        caption="Areas of focus by priority"
        captionHidden
        columns={[{ key: "priority", heading: "Priority" }, { key: "focus", heading: "Areas of focus" }]}
        rows={focus.map((one) => ({ priority: `${one.number}. ${one.title}`, focus: one.focus.length > 0 ? focusInWords(one.focus) : "Not known here" }))}
      />
    </Wide>
  );
}

function Approach({ part: { code, tally, actions, money } }: { part: Part }) {
  const { title: name, says } = approaches[code!];
  return (
    <>
      <h3>{name}</h3>
      <p>{says}</p>
      <p><a href={paths.partnershipApproach(code!)}>{tally.figures === 1 ? "The figure" : `All ${tally.figures} figures`} reported here<span className="visually-hidden"> ({name})</span></a></p>
      <Table
        caption={`Actions: ${name}`}
        captionHidden
        columns={[{ key: "action", heading: "Action" }, { key: "why", heading: "Why it stands here" }, { key: "status", heading: "Last reported status" }]}
        rows={actions.map((action) => ({ action: <a href={paths.action(action.ref)}>{action.ref} {action.title}</a>, why: action.reading ? readingInWords(action.reading) : "", status: action.status ?? "None known here" }))}
      />
      {money.reported.length + money.awarded.length > 0 ? (
        <>
          <Table
            caption={`Money: ${name}`}
            columns={[{ key: "what", heading: "What" }, { key: "sum", heading: "Sum", numeric: true }, { key: "period", heading: "Period" }, { key: "source", heading: "Source and completeness" }]}
            rows={[
              ...money.reported.map((one) => ({
                what: `${one.title} (action ${one.refs.join(" and ")})`,
                sum: `${valueInWords(one)} ${unitInWords(one.unit)}`,
                period: periodInWords({ from: one.period_from, to: one.period_to, stated: one.period_stated }),
                source: `${one.source}. As reported; what is complete in it is not said`,
              })),
              ...money.awarded.map((one) => ({
                what: <a href={paths.awardCounts({ fund: one.fund.code })}>{one.fund.title}: awards in the register</a>,
                sum: one.total.amount_pence === null ? "not known" : formatPence(one.total.amount_pence),
                period: "Everything released so far",
                source: `Counted here. ${one.completeness.reported} of ${one.completeness.expected} areas have reported${one.synthetic ? ". Invented for the demonstration" : ""}`,
              })),
            ]}
          />
          <p className="ds_hint-text">These are never added up: budgets, commitments and awards are different sums over different times.</p>
        </>
      ) : <p>No money is reported under these actions.</p>}
    </>
  );
}
