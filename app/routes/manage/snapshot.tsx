/** A meeting as it stood when it closed. Frozen: what is shown here is what was kept then. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { counted, remainsWords, targetWords } from "#app/domain/awards/board-words.ts";
import { coverageLists, coverageTitles } from "#app/domain/awards/board.ts";
import { outcomes, type Outcome } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { readSnapshot } from "#app/domain/awards/snapshot.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatClock, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Notice, Stat, Stats } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Meeting of ${data.closed}` : "Page not found");

const rowsAPage = 100;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seeBoard(person, pot));
  const { body, sha256, whole, hidden, whole_view } = await readSnapshot(lade.db, pot.id, params.meeting ?? "", person.id);
  await readOthersScores(lade.db, person.id, body.lines.flatMap((line) => (line.mean_percent === null ? [] : [line.application_id])));
  const pages = Math.max(1, Math.ceil(body.lines.length / rowsAPage));
  const number = Math.min(pages, Math.max(1, Math.trunc(Number(url.searchParams.get("page"))) || 1));
  const at = (instant: string | null) => (instant === null ? "" : formatClock(new Date(instant)));
  const named = new Map(body.lines.map((line) => [line.application_id, line.organisation_name]));
  return {
    id: pot.id, meeting: params.meeting ?? "", sha256, whole, hidden, whole_view, number, pages,
    closed: formatInstant(new Date(body.meeting.closed_at)),
    body: { ...body, lines: body.lines.slice((number - 1) * rowsAPage, number * rowsAPage) },
    attendance: body.attendance.map((one) => ({ ...one, came: at(one.arrived_at), went: at(one.left_at) })),
    leaves: body.leaves.map((one) => ({ who: one.person, group: named.get(one.application_id) ?? "", out: at(one.left_at), back: at(one.returned_at) })),
  };
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Snapshot() {
  const data = useLoaderData<typeof loader>();
  const { id, body, closed, whole, hidden, whole_view, sha256 } = data;
  const pot = body.limits.find(({ kind }) => kind === "pot")!;
  return (
    <Wide>
      <Breadcrumbs trail={boardTrail({ id, area_name: body.pot.area }, { text: "The meeting", to: paths.potMeeting(id) }, { text: "Snapshot" })} />
      <PageHeader title={`Meeting of ${closed}`} label={`${body.pot.title}, ${body.pot.area}`} state={{ text: "Closed and frozen", colour: "grey" }} />
      {whole ? null : <Notice kind="error" title="This snapshot is not as it was frozen">Its hash does not match. Tell whoever runs the service.</Notice>}
      <Stats>
        {whole_view ? <Stat value={body.awards} unit="awards decided or proposed" /> : null}
        {whole_view ? <Stat value={body.median_pence === null ? "None" : formatPence(body.median_pence)} unit="median award" /> : null}
        <Stat value={formatPence(pot.committed_pence)} unit="committed" period={`of ${formatPence(pot.allocation_pence ?? 0)}`} />
      </Stats>
      {hidden > 0 ? <p>{`${hidden === 1 ? "1 application is" : `${hidden} applications are`} closed to you and left out of the list.`}</p> : null}
      {whole_view ? null : <p>What was counted over all applications is not shown to you: it would tell of those that are closed to you or still yours to score.</p>}
      <Room data={data} />
      {body.meeting.notes ? <><h2>Notes</h2><p className="app-as-typed">{body.meeting.notes}</p></> : null}
      <h2>Order, scores and decisions</h2>
      {body.criteria.length > 0 ? <p>{`Each reader’s points stand in this order: ${scored(body.criteria).map(({ title, weight, max_points }) => `${title}, weight ${weight}, up to ${max_points}`).join("; ")}.`}</p> : null}
      <Table
        caption="The list as it was" captionHidden dense
        columns={[{ key: "name", heading: "Group and project" }, { key: "score", heading: "Score", numeric: true }, { key: "sheets", heading: "Each reader" }, { key: "asked", heading: "Asks for", numeric: true }, { key: "line", heading: "Line" }, { key: "decision", heading: "Decision" }]}
        rows={body.lines.map((line) => ({
          name: <>{`${line.organisation_name}`}<br />{`${line.title} (${line.reference})`}</>,
          score: line.mean_percent === null ? "None" : `${line.mean_percent}%`,
          sheets: line.sheets.length === 0 ? "None" : <ul>{line.sheets.map((sheet) => <li key={sheet.person_id}>{`${sheet.name} ${sheet.weighted_percent}% (${points(sheet.points, body.criteria)})${sheet.counted ? "" : ", not counted: an interest"}`}</li>)}</ul>,
          asked: formatPence(line.asked_pence),
          line: line.rank === 0 ? "" : line.above ? "Above" : "Below",
          decision: line.outcome ? <>{words(line.outcome, line.amount_pence)}{line.decision ? <Why decision={line.decision} /> : null}</> : line.proposed ? `Proposed: ${words(line.proposed, line.proposed_pence).toLowerCase()}` : "Open",
        }))}
        empty="No application had been received."
      />
      <Pagination page={data.number} pages={data.pages} to={(number) => `${paths.potSnapshot(id, data.meeting)}?page=${number}`} />
      <Cover data={data} />
      <h2>That it is the same</h2>
      <p>{`${whole ? "It matches its hash" : "It does not match its hash"}, which the record of the close holds too: `}<code>{sha256}</code></p>
    </Wide>
  );
}

const words = (outcome: string, pence: number | null): string => `${outcomes[outcome as Outcome].staff}${pence ? `, ${formatPence(pence)}` : ""}`;

type Criteria = Data["body"]["criteria"];
/** Those that stood at the close, in their order. */
const scored = (criteria: Criteria): Criteria => criteria.filter(({ ended }) => !ended);
const points = (given: Record<string, number | null>, criteria: Criteria): string => scored(criteria).map(({ id }) => given[id] ?? "none").join(", ");

function Why({ decision }: { decision: NonNullable<Data["body"]["lines"][number]["decision"]> }) {
  return (
    <Details summary="Who and why">
      <p>{`${decision.decided_by_name}, ${formatInstant(new Date(decision.decided_at))}${decision.confirmed_by_name ? `; confirmed by ${decision.confirmed_by_name}` : decision.needs_second_why ? "; waits for a second person" : ""}`}</p>
      <p className="app-as-typed">{decision.reasons}</p>
      {decision.below_minimum_reason ? <p className="app-as-typed">{`Below the minimum score: ${decision.below_minimum_reason}`}</p> : null}
      {decision.conditions_to_meet ? <p className="app-as-typed">{`To be met first: ${decision.conditions_to_meet}`}</p> : null}
    </Details>
  );
}

function Room({ data: { attendance, leaves, body } }: { data: Data }) {
  return (
    <>
      <h2>In the room</h2>
      <p>{`${counted(body.meeting.quorum, "person was", "people were")} needed for a decision.`}</p>
      <Table
        caption="In the room" captionHidden dense
        columns={[{ key: "name", heading: "Name" }, { key: "role", heading: "Role" }, { key: "came", heading: "Came" }, { key: "went", heading: "Left" }]}
        rows={attendance.map((one) => ({ name: one.name, role: `${one.role || "Not said"}${one.votes ? "" : ", not counted"}`, came: one.came, went: one.went }))}
        empty="Nobody was recorded as present."
      />
      {leaves.length > 0 ? <ul>{leaves.map((one, index) => <li key={index}>{`${one.who} left the room for ${one.group} at ${one.out}, back at ${one.back}`}</li>)}</ul> : null}
    </>
  );
}

function Cover({ data: { body, whole_view } }: { data: Data }) {
  return (
    <>
      <h2>Money and coverage at the line</h2>
      <Table
        caption="Money" captionHidden dense
        columns={[{ key: "title", heading: "Money" }, { key: "committed", heading: "Committed", numeric: true }, ...(whole_view ? [{ key: "proposed", heading: "Proposed", numeric: true }] : []), { key: "remains", heading: "Remains", numeric: true }]}
        rows={body.limits.map((limit) => ({ title: limit.title, committed: formatPence(limit.committed_pence), proposed: formatPence(limit.proposed_pence), remains: remainsWords(limit.allocation_pence === null ? null : limit.allocation_pence - limit.committed_pence - limit.proposed_pence) }))}
      />
      {coverageLists.map((list) => {
        const rows = body.coverage.filter((one) => one.list === list && (one.awards > 0 || one.at_least !== null));
        return rows.length === 0 ? null : (
          <Details key={list} summary={coverageTitles[list]}>
            <Table
              caption={coverageTitles[list]} captionHidden dense
              columns={[{ key: "title", heading: coverageTitles[list] }, { key: "awards", heading: "Awards", numeric: true }, { key: "target", heading: "Target" }, { key: "amount", heading: "Amount", numeric: true }]}
              rows={rows.map((one) => ({ title: one.title, awards: one.awards, target: targetWords(one) || "None set", amount: formatPence(one.amount_pence) }))}
            />
          </Details>
        );
      })}
      {whole_view ? <p>An award can have more than one group, so rows overlap and don’t add up to the number of awards.</p> : null}
    </>
  );
}
