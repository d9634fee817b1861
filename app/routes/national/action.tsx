/** An action as an official reads it: what anyone sees, and the counts of people from the returns that feed it. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button, ButtonGroup } from "#app/ui/forms.tsx";
import { Money, Notice, Stat, Stats } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { peopleFromReturns } from "#app/domain/figures/people.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { titleBases } from "#app/domain/strategy/model.ts";
import { may as mayStrategy } from "#app/domain/strategy/policy.ts";
import { IssuedStatusView } from "#app/routes/parts/status-view.tsx";
import { OtherReferences } from "#app/routes/parts/references-view.tsx";
import { remarksBeside } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { ActionReported, Wording } from "#app/routes/parts/action-view.tsx";
import { RemarkLinks } from "#app/routes/parts/remarks-view.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Action ${data.action.ref}: ${data.action.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const found = await actionPage(lade.db, undefined, params.ref ?? "", lade.now);
  const people = [];
  for (const fund of found.funds) people.push({ fund: { code: fund.code, title: fund.title }, reached: await peopleFromReturns(lade.db, person, fund.id) });
  return {
    ...found,
    people,
    remarks: await remarksBeside(lade.db, person, found.measures.flatMap(({ observations }) => observations)),
    as_at: lade.now.toISOString(),
    done: url.searchParams.get("done"),
    mayRecord: may.recordObservation(person).allowed,
    mayWord: mayStrategy.editAction(person).allowed,
  };
});

const doneWords: Record<string, string> = {
  recorded: "The figure is recorded. Anyone can read it on the action's public page now.",
  worded: "The wording is saved. Anyone can read it on the action's public page now.",
};

export default function Action() {
  const data = useLoaderData<typeof loader>();
  const { plan, action, items, measures, people, done } = data;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: `Action ${action.ref}` }]} />
      <PageHeader label={`Action ${action.ref}, ${plan.title}`} title={action.title} />
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {action.title_basis === "official-short-label" ? null : <p className="ds_hint-text">{titleBases[action.title_basis]}.</p>}
      <Wording official={action.official_wording} note={action.note} />
      <OtherReferences references={data.references} />
      <IssuedStatusView issued={data.issued} />
      {data.mayRecord || data.mayWord ? (
        <ButtonGroup>
          {data.mayRecord ? <Button to={paths.newObservation(action.ref)}>Record a figure</Button> : null}
          {data.mayWord ? <Button secondary to={paths.editAction(action.ref)}>Edit the wording</Button> : null}
        </ButtonGroup>
      ) : null}
      {people.map(({ fund, reached }) => <People key={fund.code} fund={fund} reached={reached} asAt={data.as_at} />)}
      <ActionReported items={items} measures={measures} counts={paths.nationalAwardCounts} action={paths.nationalAction} beside={(_, { id }) => <RemarkLinks remarks={data.remarks[id]} to={paths.nationalRemark} />} />
      <p><a href={paths.action(action.ref)}>The public page of this action</a></p>
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function People({ fund, reached, asAt }: Data["people"][number] & { asAt: string }) {
  const heading = `people-${fund.code}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>People reached, from the returns of {fund.title}</h2>
      <p>For officials only: counts of people are not public until a publication has passed disclosure control.</p>
      <Stats>
        <Stat value={reached.people_total} unit="people, as groups count them" period={`${reached.received} of ${reached.expected} returns received`} asAt={asAt} synthetic={reached.synthetic} />
        <Stat value={<Money pence={reached.spent_pence} />} unit="spent" period={`${reached.received} of ${reached.expected} returns received`} asAt={asAt} synthetic={reached.synthetic} />
      </Stats>
      {reached.rows.length > 0 ? (
        <Table
          caption="People by focus group"
          columns={[{ key: "group", heading: "Focus group" }, { key: "people", heading: "People", numeric: true }, { key: "returns", heading: "Returns", numeric: true }]}
          rows={reached.rows.map((row) => ({ group: row.title, people: row.people.toLocaleString("en-GB"), returns: row.returns }))}
        />
      ) : null}
      <p className="ds_hint-text">One person helped by two projects counts twice, and a person can be in more than one group, so the rows do not add up to the total.</p>
      <Table
        caption="Returns behind these counts, newest first"
        columns={[
          { key: "project", heading: "Project" },
          { key: "group", heading: "Group" },
          { key: "sent", heading: "Sent" },
          { key: "people", heading: "People", numeric: true },
        ]}
        rows={reached.returns.map((one) => ({
          project: <a href={paths.nationalReturn(one.id)}>{one.title}</a>,
          group: `${one.organisation}, ${one.area}`,
          sent: one.sent_at ? formatDay(londonDay(new Date(one.sent_at))) : "",
          people: one.people_total,
        }))}
        empty="No return has been sent yet."
      />
    </section>
  );
}
