/** What a returned score sheet says, before it is entered. */
import { formatPercent } from "#app/domain/assessment/model.ts";
import type { ScorePlan } from "#app/domain/assessment/score-file.server.ts";
import type { Refused } from "#app/ui/field.tsx";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Inset } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";

const applications = (count: number): string => `${count.toLocaleString("en-GB")} ${count === 1 ? "application" : "applications"}`;
const mostShown = 200;

export function ScorePlanView({ plan, refused }: { plan: ScorePlan; refused: Refused | undefined }) {
  const { problems, sheets, empty } = plan;
  const good = problems.length === 0;
  return (
    <section aria-labelledby="sheet">
      <h2 id="sheet" tabIndex={-1}>{good ? (sheets.length > 0 ? "What will be entered" : "There is nothing to enter") : problems.length === 1 ? "One thing has to be put right first" : `${problems.length.toLocaleString("en-GB")} things have to be put right first`}</h2>
      <p><span className="app-as-typed">{plan.file_name}</span>. Nothing has been entered yet.</p>
      {good ? null : (
        <Table
          caption="What to put right" dense
          columns={[{ key: "row", heading: "Row" }, { key: "column", heading: "Column" }, { key: "message", heading: "What to do" }]}
          rows={problems.slice(0, mostShown).map((one) => ({ row: one.row, column: one.column || "The whole row", message: <span className="app-as-typed">{one.message}</span> }))}
        />
      )}
      {problems.length > mostShown ? <p>The first {mostShown} are shown. Put these right and send the sheet again.</p> : null}
      {good && sheets.length > 0 ? (
        <Table
          caption={applications(sheets.length)} dense
          columns={[{ key: "title", heading: "Application" }, { key: "points", heading: "Points" }, { key: "score", heading: "Score", numeric: true }, { key: "before", heading: "Entered before", numeric: true }]}
          rows={sheets.map((sheet) => ({
            title: `${sheet.title} (${sheet.reference})`, points: sheet.scores.map(({ points, cannot }) => (cannot ? "can't assess" : points)).join(", "),
            score: formatPercent(sheet.percent), before: sheet.before === null ? "–" : formatPercent(sheet.before),
          }))}
        />
      ) : null}
      {good && empty.length > 0 ? <p>Nothing is filled in for {empty.join(", ")}. These stay as they are.</p> : null}
      {good && sheets.length === 0 ? <Inset>No points and no reasons are filled in.</Inset> : null}
      {good && sheets.length > 0 ? (
        <Form refused={refused}>
          <Hidden name="intent" value="enter" />
          <Hidden name="upload" value={plan.upload_id} />
          <Hidden name="sha256" value={plan.sha256} />
          <p>The scores count from then on, with a note that you entered them for their reader.</p>
          <ButtonGroup><Button>{`Enter scores for ${applications(sheets.length)}`}</Button></ButtonGroup>
        </Form>
      ) : null}
      <Form>
        <Hidden name="intent" value="discard" />
        <Button secondary small>Throw this file away</Button>
      </Form>
    </section>
  );
}
