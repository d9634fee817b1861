/** What a person was asked to assess: what to declare, what to score, what is done. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { hasDeclaredInterests, listAssignments } from "#app/domain/assessment/read.server.ts";
import { NotAllowed } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { BackLink, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = () => title("Your assessments");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  if (!person.roles.some(({ role }) => role === "assessor" || role === "chair")) throw new NotAllowed("This page is for the people who assess applications");
  const rows = await listAssignments(lade.db, person.id);
  const staged = rows.map((row) => ({
    ...row,
    stage: row.sheet_status === "sent" ? ("done" as const) : row.status !== "in-assessment" ? ("over" as const) : row.has_interest === null ? ("declare" as const) : ("score" as const),
  }));
  const isWaiting = ({ stage }: { stage: keyof typeof stages }) => stage === "declare" || stage === "score";
  return {
    // What waits comes before what is done, each by the day of its decisions.
    rows: [...staged.filter(isWaiting), ...staged.filter((row) => !isWaiting(row))],
    anyClosed: await hasDeclaredInterests(lade.db, person.id),
    done: url.searchParams.get("done"),
  };
});

const stages = {
  declare: { text: "Declare first", colour: "yellow" },
  score: { text: "To score", colour: "blue" },
  done: { text: "Scores sent", colour: "green" },
  over: { text: "Decided", colour: "grey" },
} as const;

export default function Assignments() {
  const { rows, anyClosed, done } = useLoaderData<typeof loader>();
  const waiting = rows.filter(({ stage }) => stage === "declare" || stage === "score").length;
  return (
    <Wide>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      <PageHeader
        title="Your assessments"
        lead={waiting === 0 ? "Nothing is waiting for you." : `${waiting} application${waiting === 1 ? " is" : "s are"} waiting for you.`}
      />
      {done === "interest" ? <Notice kind="success" title="Your interest is recorded">The application is closed to you now. Somebody else will be asked.</Notice> : null}
      {done === "sent" ? <Notice kind="success" title="Your scores are sent">They no longer change. You can read the other assessors’ scores once they are sent.</Notice> : null}
      <Table
        caption="Applications you were asked to assess" captionHidden
        columns={[
          { key: "title", heading: "Project" },
          { key: "group", heading: "Group" },
          { key: "asked", heading: "Asks for", numeric: true },
          { key: "round", heading: "Round and area" },
          { key: "by", heading: "Decisions by" },
          { key: "stage", heading: "State" },
          { key: "score", heading: "Your score", numeric: true },
        ]}
        rows={rows.map((row) => ({
          title: (
            <>
              <a href={row.stage === "declare" ? paths.declareInterest(row.application_id) : paths.assess(row.application_id)}>{row.title}</a>
              {row.synthetic ? <><br /><SyntheticMark /></> : null}
            </>
          ),
          group: row.organisation_name,
          asked: row.asked_pence === null ? "–" : formatPence(row.asked_pence),
          round: `${row.round_title}, ${row.area_name}`,
          by: row.decisions_by ? formatDay(row.decisions_by) : "Not set",
          stage: <Tag colour={stages[row.stage].colour}>{stages[row.stage].text}</Tag>,
          score: row.sheet_status === "sent" && row.weighted_percent !== null ? formatPercent(row.weighted_percent) : "–",
        }))}
        empty="You have not been asked to assess anything."
      />
      {anyClosed ? <Inset>What you declared an interest in is closed to you and is not shown here.</Inset> : null}
    </Wide>
  );
}
