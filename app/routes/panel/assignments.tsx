/** What a person was asked to assess: what to declare, what to score, what is done. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listOwedRounds } from "#app/domain/assessment/interests.server.ts";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { hasDeclaredInterests, listAssignments } from "#app/domain/assessment/read.server.ts";
import { NotAllowed } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { BackLink, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = () => title("Your assessments");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  if (!person.roles.some(({ role }) => role === "assessor" || role === "chair")) throw new NotAllowed("This page is for the people who assess applications");
  const owed = await listOwedRounds(lade.db, person.id);
  // Nothing of a round is shown before the declaration for it.
  const rows = (await listAssignments(lade.db, person.id)).filter(({ pot_id }) => !owed.some((round) => round.pot_id === pot_id));
  const staged = rows.map((row) => ({ ...row, stage: stageOf(row) }));
  return {
    // What waits comes before what is done, each by the day of its decisions.
    rows: [...staged.filter(isWaiting), ...staged.filter((row) => !isWaiting(row))],
    owed,
    anyClosed: await hasDeclaredInterests(lade.db, person.id),
    done: url.searchParams.get("done"),
  };
});

type Assignment = Awaited<ReturnType<typeof listAssignments>>[number];
function stageOf({ sheet_status, status, scoring_closed, has_interest, to_talk }: Assignment): keyof typeof stages {
  if (sheet_status === "sent") return to_talk ? "talk" : "done";
  if (sheet_status === "cannot") return "cannot";
  if (status !== "in-assessment") return "over";
  if (scoring_closed) return "closed";
  return has_interest === null ? "declare" : "score";
}
const isWaiting = ({ stage }: { stage: keyof typeof stages }): boolean => stage === "declare" || stage === "score" || stage === "talk";

const stages = {
  declare: { text: "Declare first", colour: "yellow" },
  score: { text: "To score", colour: "blue" },
  talk: { text: "Look at your scores again", colour: "yellow" },
  done: { text: "Scores sent", colour: "green" },
  cannot: { text: "You can’t assess it", colour: "orange" },
  closed: { text: "Scoring is closed", colour: "grey" },
  over: { text: "Decided", colour: "grey" },
} as const;

export default function Assignments() {
  const { rows, owed, anyClosed, done } = useLoaderData<typeof loader>();
  const waiting = rows.filter(isWaiting).length;
  const rounds = [...new Map(rows.filter(({ stage }) => stage !== "over").map((row) => [row.pot_id, row])).values()];
  return (
    <Wide>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      <PageHeader
        title="Your assessments"
        lead={waiting === 0 && owed.length > 0 ? "First say to which groups you are close." : waiting === 0 ? "Nothing is waiting for you." : `${waiting} application${waiting === 1 ? " is" : "s are"} waiting for you.`}
      >
        {rows.some(({ synthetic }) => synthetic) ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {done === "interest" ? <Notice kind="success" title="Your interest is recorded">The application is closed to you now. Somebody else will be asked.</Notice> : null}
      {done === "sent" ? <Notice kind="success" title="Your scores are sent">You can read the other assessors’ scores once they are sent, and change yours until the chair closes scoring.</Notice> : null}
      {owed.length > 0 ? (
        <Notice kind="warning" title="Declare before anything opens">
          <ul>
            {owed.map(({ pot_id, round_title, area_name, again }) => (
              <li key={pot_id}><a href={paths.declareRound(pot_id)}>{`${round_title}, ${area_name}`}</a>{again ? ": groups have applied since you declared" : ""}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {rows.length === 0 ? <p className="app-empty">You have not been asked to assess anything.</p> : null}
      {waiting > 0 ? <Asked caption="Applications that wait for you" rows={rows.filter(isWaiting)} /> : null}
      {rows.length > waiting ? (
        <Details summary={`Behind you: ${(rows.length - waiting).toLocaleString("en-GB")} ${rows.length - waiting === 1 ? "application" : "applications"}`} open={waiting === 0}>
          <Asked caption="Applications that wait for nothing from you" rows={rows.filter((row) => !isWaiting(row))} />
        </Details>
      ) : null}
      {rounds.length > 0 ? (
        <Details summary="Read and score on paper">
          <p>A pack holds what you declared no interest in. Your score sheet you send back to the fund’s team, who enter it for you.</p>
          <ul>
            {rounds.map(({ pot_id, round_title, area_name }) => (
              <li key={pot_id}>{`${round_title}, ${area_name}: `}<a href={paths.ownReadingPack(pot_id)}>reading pack (PDF)</a>, <a href={paths.ownScoreFile(pot_id)}>score sheet (Excel)</a></li>
            ))}
          </ul>
        </Details>
      ) : null}
      {anyClosed ? <Inset>What you declared an interest in is closed to you and is not shown here.</Inset> : null}
    </Wide>
  );
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>["rows"][number];
function Asked({ caption, rows }: { caption: string; rows: readonly Row[] }) {
  const scored = rows.some(({ sheet_status }) => sheet_status === "sent");
  const oneRound = new Set(rows.map(({ round_title }) => round_title)).size === 1;
  return (
    <Table
      caption={oneRound ? rows[0]!.round_title : caption} captionHidden={!oneRound} dense
      columns={[
        { key: "title", heading: "Project and group" },
        { key: "round", heading: oneRound ? "Area" : "Round and area" },
        { key: "asked", heading: "Asks for", numeric: true },
        { key: "by", heading: "Decisions by" },
        { key: "stage", heading: "State" },
        ...(scored ? [{ key: "score", heading: "Your score", numeric: true }] : []),
      ]}
      rows={rows.map((row) => ({
        title: <><a href={row.stage === "declare" ? paths.declareInterest(row.application_id) : paths.assess(row.application_id)}>{row.title}</a><br />{row.organisation_name}</>,
        round: oneRound ? row.area_name : `${row.area_name}: ${row.round_title}`,
        asked: row.asked_pence === null ? "–" : formatPence(row.asked_pence),
        by: row.decisions_by ? formatDay(row.decisions_by) : "Not set",
        stage: <Tag colour={stages[row.stage].colour}>{stages[row.stage].text}</Tag>,
        score: row.sheet_status === "sent" && row.weighted_percent !== null ? formatPercent(row.weighted_percent) : "–",
      }))}
    />
  );
}
