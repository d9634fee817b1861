/** The ranked list against the pot: what each line asks, what the money would allow, what has been decided, whom the awards reach. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { conflictedApplicationIds } from "#app/domain/assessment/read.server.ts";
import { awardStates, median, outcomes, suggestAwards } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { coverageOf, getPotProgress, listBoard, remainingIn } from "#app/domain/awards/read.server.ts";
import { listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, Stat, Stats, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Decide: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.seeBoard(person, pot));
  const lines = await listBoard(db, pot.id, person.id);
  const remaining = remainingIn(pot);
  const undecided = lines.filter((line) => line.outcome === null).map((line) => ({ id: line.application_id, asked_pence: line.asked_pence, percent: line.mean_percent }));
  const lists = await listsFor(db, { "focus-group": pot.lists["focus-group"] ?? 1 });
  const { id, round_title, area_name, allocation_pence, committed_pence, synthetic } = pot;
  return {
    pot: { id, round_title, area_name, allocation_pence, committed_pence, synthetic },
    remaining,
    lines,
    suggested: Object.fromEntries(suggestAwards(undecided, remaining, pot.min_amount_pence)),
    progress: await getPotProgress(db, pot.id),
    coverage: lists["focus-group"] ? await coverageOf(db, pot.id, lists["focus-group"]) : [],
    closed: (await conflictedApplicationIds(db, person.id, pot.id)).length,
    done: url.searchParams.get("done"),
    left: url.searchParams.get("left"),
  };
});

export default function Board() {
  const { pot, remaining, lines, suggested, progress, coverage, closed, done, left } = useLoaderData<typeof loader>();
  const middle = median(progress.amounts);
  return (
    <Wide>
      <Breadcrumbs
        trail={[{ text: "Funds you look after", to: paths.manage() }, { text: `${pot.round_title}, ${pot.area_name}`, to: paths.managePot(pot.id) }, { text: "Decide" }]}
      />
      <PageHeader title={`Decide: ${pot.round_title}, ${pot.area_name}`} lead={`${formatPence(remaining)} of ${formatPence(pot.allocation_pence)} remains.`} />
      <Done word={done} left={left} />
      <Stats>
        <Stat value={formatPence(pot.committed_pence)} unit={`committed in ${progress.amounts.length} ${progress.amounts.length === 1 ? "award" : "awards"}`} synthetic={pot.synthetic} />
        <Stat value={formatPence(remaining)} unit="remains" synthetic={pot.synthetic} />
        <Stat value={progress.decided} unit={`of ${lines.length + closed} applications decided`} period={`${progress.declined} declined`} synthetic={pot.synthetic} />
        <Stat value={middle === null ? "None yet" : formatPence(middle)} unit="median award" synthetic={pot.synthetic} />
      </Stats>
      {progress.waiting > 0 ? (
        <ButtonGroup><Button to={paths.potRelease(pot.id)}>{`Check ${progress.waiting} ${progress.waiting === 1 ? "decision" : "decisions"} before release`}</Button></ButtonGroup>
      ) : null}
      {closed > 0 ? <p>{closed === 1 ? "1 application is" : `${closed} applications are`} closed to you, because you have an interest. Someone else decides.</p> : null}
      <p><a href={paths.potShortlist(pot.id)}>Ask for a balanced shortlist</a>: the awards that reach the most score within the money, with so many at least for the groups you name.</p>
      <Table
        caption="Applications, the highest score first" dense
        columns={[
          { key: "name", heading: "Group and project" },
          { key: "score", heading: "Score", numeric: true },
          { key: "spread", heading: "Spread", numeric: true },
          { key: "asked", heading: "Asks for", numeric: true },
          { key: "suggested", heading: "The money allows", numeric: true },
          { key: "decision", heading: "Decision" },
        ]}
        rows={lines.map((line) => ({
          name: <><a href={paths.decideApplication(line.application_id)}>{line.organisation_name}</a><br />{line.title}</>,
          score: line.mean_percent === null ? "Not yet" : `${line.mean_percent}%`,
          spread: line.spread === null ? `${line.sheets_sent} of ${line.assigned} sent` : `${line.spread} points`,
          asked: formatPence(line.asked_pence),
          suggested: line.outcome === null ? allowed(suggested[line.application_id] ?? 0, line.asked_pence, line.mean_percent) : "Decided",
          decision: <Decision line={line} />,
        }))}
        empty="No application has been received yet."
      />
      <p>
        “The money allows” goes down the list: each ask in full while it fits, the next in part, then nothing. It is arithmetic, not advice. Spread is the distance between the highest and
        the lowest assessor.
      </p>
      <h2>Who the awards reach so far</h2>
      <Table
        caption="Awards by focus group" captionHidden dense
        columns={[{ key: "title", heading: "Focus group" }, { key: "awards", heading: "Awards", numeric: true }, { key: "amount", heading: "Amount", numeric: true }]}
        rows={coverage.map((row) => ({ title: row.title, awards: row.awards, amount: formatPence(row.amount_pence) }))}
        empty="This round has no list of focus groups."
      />
      <p>An award can have more than one focus, so these do not add up to the total. Decided and released awards are counted.</p>
    </Wide>
  );
}

const allowed = (pence: number, asked: number, percent: number | null): string =>
  percent === null ? "Not scored" : pence === 0 ? "Nothing left" : pence === asked ? `${formatPence(pence)}, in full` : `${formatPence(pence)}, in part`;

type Line = ReturnType<typeof useLoaderData<typeof loader>>["lines"][number];
function Decision({ line }: { line: Line }) {
  if (line.outcome === null) return <Tag colour="blue">To decide</Tag>;
  if (line.outcome === "decline") return <Tag colour="grey">{line.released_at ? "Declined, released" : "Decline, not released"}</Tag>;
  return (
    <>
      <Tag colour={outcomes[line.outcome].colour}>{line.amount_pence === null ? outcomes[line.outcome].staff : formatPence(line.amount_pence)}</Tag>{" "}
      {line.award_status ? awardStates[line.award_status].staff : null}
    </>
  );
}

function Done({ word, left }: { word: string | null; left: string | null }) {
  const remains = left && /^\d+$/.test(left) ? ` ${formatPence(Number(left))} remains in the pot.` : "";
  if (word === "decided") return <Notice kind="success" title="The decision is recorded">{`The group hears nothing until you release it.${remains}`}</Notice>;
  if (word === "taken-back") return <Notice kind="success" title="The decision is taken back">The application is in assessment again, and its money is free.</Notice>;
  if (word === "nothing") return <Notice kind="info" title="Nothing was waiting to be released">The decisions were released before.</Notice>;
  return null;
}
