/** A second person looks at a decision: what was decided, why, on which scores; then confirms it or gives it back with a reason. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { decidable, yearsOfAward } from "#app/domain/awards/ledger.server.ts";
import { outcomes, secondReasons } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { findDecision, getDecidable, remainingIn } from "#app/domain/awards/read.server.ts";
import { confirmDecision, returnDecision } from "#app/domain/awards/second.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { FilesPlace } from "../parts/files-place.tsx";
import { ScoresSideBySide } from "../parts/scores.tsx";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Confirm: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const { db } = lade;
  const thing = await getDecidable(db, params.id ?? "");
  permit(may.decide(person, await decidable(db, person, thing)));
  const decision = await findDecision(db, thing.application_id);
  if (!decision) throw new WrongState("There is no decision on this application now: it was taken back");
  const sheets = await scoresOf(db, thing.application_id, person);
  if (sheets.length > 0) await readOthersScores(db, person.id, [thing.application_id]);
  const { head, pot, criteria, definition, lists, files, answers } = await readApplication(db, thing.application_id, person.id);
  return {
    head, criteria, definition, lists, files, answers, decision,
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, remaining: remainingIn(pot) },
    sheets,
    years: decision.award_id ? await yearsOfAward(db, decision.award_id) : [],
    why: secondReasons(decision.needs_second_why),
    own: decision.decided_by === person.id,
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const { pot_id } = await getDecidable(lade.db, params.id ?? "");
  // The decision that the page showed: another one in its place is not confirmed by this press.
  const decision = text(form, "decision");
  const intent = text(form, "intent");
  if (intent === "confirm") await confirmDecision(lade, decision);
  else if (intent === "return") await returnDecision(lade, decision, { reason: text(form, "reason") });
  else throw new NotFound();
  return redirect(paths.potBoard(pot_id, { done: intent === "confirm" ? "confirmed" : "returned" }));
}, { keepTyped: true });

export default function Confirm() {
  const data = useLoaderData<typeof loader>();
  const { head, pot, decision, why, own } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const open = decision.needs_second && !decision.confirmed_at && !decision.released_at;
  return (
    <Wide>
      <Breadcrumbs trail={boardTrail(pot, { text: head.reference })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`Confirm: ${head.organisation_name}`} label={head.reference} lead={head.title}
        state={open ? { text: "Waits for a second person", colour: "yellow" } : { text: decision.confirmed_at ? "Confirmed" : "Needs no second person", colour: "green" }}
      >
        {head.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing was changed">{overtaken}.</Notice> : null}
      <SummaryList
        rows={[
          { key: "Decision", value: <Tag colour={outcomes[decision.outcome].colour}>{outcomes[decision.outcome].staff}</Tag> },
          { key: "Asks for", value: formatPence(head.asked_pence ?? 0) },
          ...(decision.decided_pence === null ? [] : [{ key: decision.outcome === "reserve" ? "Would be offered" : "Award", value: formatPence(decision.decided_pence) }]),
          ...(data.years.length > 1 ? [{ key: "By financial year", value: data.years.map((year) => `${formatPence(year.amount_pence)} in ${year.financial_year}`).join(", ") }] : []),
          ...(decision.conditions_to_meet ? [{ key: "Condition to meet first", value: <p className="app-as-typed">{decision.conditions_to_meet}</p> }] : []),
          { key: "Decided by", value: `${decision.decided_by_name}, ${formatInstant(new Date(decision.decided_at))}` },
          ...(why.length > 0 ? [{ key: "Why two people", value: why.map((reason) => <p key={reason}>{reason}.</p>) }] : []),
          { key: "Reasons, for staff", value: <p className="app-as-typed">{decision.reasons}</p> },
          ...(decision.below_minimum_reason ? [{ key: "Why below the minimum score", value: <p className="app-as-typed">{decision.below_minimum_reason}</p> }] : []),
          { key: "Feedback, for the group", value: <p className="app-as-typed">{decision.feedback || "None"}</p> },
          ...(decision.conditions ? [{ key: "Conditions of the offer", value: <p className="app-as-typed">{decision.conditions}</p> }] : []),
        ]}
      />
      <ScoresSideBySide criteria={data.criteria} sheets={data.sheets} />
      <h2>What they wrote</h2>
      <Details summary="Read the whole application"><FilesPlace application={head.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} level={3} /></FilesPlace></Details>
      {open && own ? <Notice kind="info" title="Someone else confirms this">You made this decision. It waits on the desks of the others who decide here.</Notice> : null}
      {open && !own ? <Forms decision={decision.id} refused={refused} /> : null}
      {open ? null : <p><a href={paths.decideApplication(head.id)}>Go to the decision</a></p>}
    </Wide>
  );
}

function Forms({ decision, refused }: { decision: string; refused: ReturnType<typeof useRefused> }) {
  return (
    <>
      <h2>Do you stand behind this decision?</h2>
      <p>It can be released once you confirm it. Nobody outside is told before that.</p>
      <Form>
        <Hidden name="intent" value="confirm" /><Hidden name="decision" value={decision} />
        <Button>Confirm this decision</Button>
      </Form>
      <Details summary="I don’t confirm it" open={refused !== undefined}>
        <Form refused={refused}>
          <Hidden name="intent" value="return" /><Hidden name="decision" value={decision} />
          <p>The decision is taken back and its money is free. Whoever made it finds your reason on their desk and decides anew.</p>
          <TextArea name="reason" label="Why don’t you confirm it?" hint="Only staff read this" limit={2000} rows={4} />
          <Button secondary>Give it back</Button>
        </Form>
      </Details>
    </>
  );
}
