/** What a change of criteria touches, shown before it is made. */
import { formatPercent } from "#app/domain/assessment/model.ts";
import type { CriteriaPlan } from "#app/domain/assessment/criteria-change.server.ts";
import type { Refused } from "#app/ui/field.tsx";
import { Button, ButtonGroup, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Inset, SummaryList, Warning } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";

const count = (number: number, one: string, many: string): string => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
const percent = (value: number | null): string => (value === null ? "None yet" : formatPercent(value));
const place = (value: number | null): string => (value === null ? "–" : String(value));
const mostMoves = 100;

export function CriteriaPlanView({ plan, next, refused }: { plan: CriteriaPlan; next: number; refused: Refused | undefined }) {
  const { change, moves } = plan;
  const can = plan.against.length === 0;
  return (
    <section aria-labelledby="look">
      <h2 id="look" tabIndex={-1}>What your change touches</h2>
      <p>Nothing has changed yet.</p>
      {plan.against.map((reason) => <Warning key={reason}>{reason}.</Warning>)}
      <SummaryList
        rows={[
          ...(change.added.length > 0 ? [{ key: "Without points yet", value: change.added.join(", ") }] : []),
          ...(change.left_out.length > 0 ? [{ key: "No longer counted", value: `${change.left_out.join(", ")}. Points that were given stay on the record` }] : []),
          { key: "Applicants were told", value: change.told ? "Something else: the public page will show the new criteria" : "The same" },
          { key: "Sheets that were sent", value: sentWords(plan) },
          { key: "Sheets that were begun", value: plan.drafts === 0 ? "None" : `${count(plan.drafts, "sheet keeps", "sheets keep")} the points that were given so far` },
        ]}
      />
      {moves.length > 0 ? (
        <>
          <Table
            caption={`${count(moves.length, "application gets", "applications get")} another score or place`} dense
            columns={[{ key: "title", heading: "Application" }, { key: "group", heading: "Group" }, { key: "from", heading: "Score now", numeric: true }, { key: "to", heading: "Score then", numeric: true }, { key: "was", heading: "Place now", numeric: true }, { key: "is", heading: "Place then", numeric: true }]}
            rows={moves.slice(0, mostMoves).map((move) => ({ title: `${move.title} (${move.reference})`, group: move.organisation_name, from: percent(move.before), to: percent(move.after), was: place(move.place_before), is: place(move.place_after) }))}
          />
          {moves.length > mostMoves ? <p>The first {mostMoves} of {moves.length.toLocaleString("en-GB")} are shown.</p> : null}
        </>
      ) : <Inset>{change.touch === "nothing" ? "No score and no place changes." : "No score that you can see changes."}</Inset>}
      {can ? (
        <Form refused={refused}>
          <Hidden name="intent" value="make" />
          <Hidden name="seen" value={plan.seen} />
          <TextArea name="reason" label="Why do the criteria change?" hint="It stays with the version, and goes to readers whose sheets are touched. Name no application." rows={3} limit={2_000} />
          <ButtonGroup><Button>{`Make this version ${next}`}</Button></ButtonGroup>
        </Form>
      ) : null}
      <Form>
        <Hidden name="intent" value="drop" />
        <Button secondary small>Throw this change away</Button>
      </Form>
    </section>
  );
}

function sentWords({ recomputed, reopened, readers }: CriteriaPlan): string {
  const parts = [
    ...(recomputed > 0 ? [`${count(recomputed, "sheet keeps its", "sheets keep their")} points, and the total is reckoned again`] : []),
    ...(reopened > 0 ? [`${count(reopened, "sheet goes", "sheets go")} back to ${count(readers, "reader", "readers")}, who add what is missing and send again. Until then ${reopened === 1 ? "it counts" : "they count"} in no mean`] : []),
  ];
  return parts.length === 0 ? "None is touched" : `${parts.join(". ")}. Readers are told by e-mail`;
}
