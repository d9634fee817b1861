/** One decision: what was asked and said, what the assessors found, and the form that decides. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { decidable, yearsOfAward } from "#app/domain/awards/ledger.server.ts";
import { findDeciding } from "#app/domain/awards/deciding.server.ts";
import { decisionForm, manyTagFields, outcomes, readYears, secondReasons } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { findDecision, getDecidable, remainingIn, tagsOfApplication } from "#app/domain/awards/read.server.ts";
import { metCondition, placeInSubPot } from "#app/domain/awards/second.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { yearsFrom } from "#app/domain/funds/years.ts";
import { holdsInArea, permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { DecisionForm, PartForm } from "../parts/decision-form.tsx";
import { FilesPlace } from "../parts/files-place.tsx";
import { ScoresSideBySide } from "../parts/scores.tsx";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Decide: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const { db } = lade;
  const thing = await getDecidable(db, params.id ?? "");
  permit(may.decide(person, await decidable(db, person, thing)));
  const { head, pot, criteria, definition, lists, files, answers } = await readApplication(db, thing.application_id, person.id);
  const decision = (await findDecision(db, thing.application_id)) ?? null;
  const sheets = await scoresOf(db, thing.application_id, person);
  if (sheets.length > 0) await readOthersScores(db, person.id, [thing.application_id]);
  return {
    head,
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, remaining: remainingIn(pot) },
    deciding: await findDeciding(db, thing.application_id, person.id, decision),
    criteria, definition, lists, files, answers,
    sheets,
    tags: await tagsOfApplication(db, thing.application_id),
    decision,
    years: decision?.award_id ? await yearsOfAward(db, decision.award_id) : [],
    administers: holdsInArea(person, thing, ["administrator"]),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.id ?? "";
  const { pot_id } = await getDecidable(lade.db, id);
  const intent = text(form, "intent");
  if (intent === "take-back") {
    await takeBack(lade, id, text(form, "decision"));
    return redirect(paths.potBoard(pot_id, { done: "taken-back" }));
  }
  if (intent === "place") {
    await placeInSubPot(lade, id, text(form, "sub_pot_id") || null);
    return redirect(paths.decideApplication(id));
  }
  if (intent === "met") {
    await metCondition(lade, text(form, "decision"));
    return redirect(paths.decideApplication(id));
  }
  if (intent !== "decide") throw new NotFound();
  const { financial_year } = await getPot(lade.db, pot_id);
  const years = readYears((name) => text(form, name), yearsFrom(financial_year));
  const moves_up = text(form, "moves_up");
  const asked = text(form, "asked");
  const { remaining_pence, needs_second } = await decide(lade, id, { ...parseForm(decisionForm, form, { many: manyTagFields }), years, ...(moves_up ? { moves_up } : {}), ...(/^\d{1,15}$/.test(asked) ? { seen_asked_pence: Number(asked) } : {}) });
  return redirect(paths.potBoard(pot_id, { done: needs_second ? "decided-second" : "decided", left: remaining_pence }));
}, { keepTyped: true });

export default function DecideApplication() {
  const data = useLoaderData<typeof loader>();
  const { head, pot, decision, deciding } = data;
  const refused = useRefused();
  const intent = refused?.values.intent?.[0];
  const overtaken = useOvertaken();
  return (
    <Wide>
      <Breadcrumbs trail={boardTrail(pot, { text: head.reference })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`Decide: ${head.organisation_name}`} label={head.reference} lead={head.title}
        state={stateOf(decision)}
      >
        {head.synthetic ? <p><SyntheticMark /></p> : null}
        {decision && !deciding.moves_up ? null : <p><a href="#decide">Go to your decision</a></p>}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing was decided">{overtaken}.</Notice> : null}
      <SummaryList
        rows={[
          { key: "Asks for", value: formatPence(head.asked_pence ?? 0) },
          { key: "Remains in the pot", value: formatPence(pot.remaining) },
          ...(deciding.parts.length > 0 ? [{ key: "Part of the pot", value: deciding.part ? `${deciding.part.title}, ${formatPence(deciding.part.remaining_pence)} remains` : "Nobody has said which part yet" }] : []),
          { key: "Received", value: head.received_at ? formatInstant(new Date(head.received_at)) : "Not recorded" },
        ]}
      />
      <ScoresSideBySide criteria={data.criteria} sheets={data.sheets} />
      {data.sheets.length > 1 ? <p><a href={paths.moderate(head.id)}>How far these readers differ, and asking them to talk</a></p> : null}
      <h2>What they wrote</h2>
      <Details summary="Read the whole application"><FilesPlace application={head.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} level={3} /></FilesPlace></Details>
      {data.administers ? <p><a href={paths.manageApplication(head.id)}>Checks, assessors and history</a></p> : null}
      {decision ? <Decided data={data} /> : <PartForm deciding={deciding} refused={intent === "place" ? refused : undefined} />}
      {decision && !deciding.moves_up ? null : <DecisionForm deciding={deciding} lists={data.lists} tags={data.tags} refused={intent === "decide" ? refused : undefined} />}
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function stateOf(decision: Data["decision"]): { text: string; colour: "blue" | "yellow" | "green" } {
  if (!decision) return { text: "To decide", colour: "blue" };
  if (decision.released_at) return { text: "Decided, released", colour: "green" };
  return { text: decision.needs_second && !decision.confirmed_at ? "Decided, waits for a second person" : "Decided, not released", colour: "yellow" };
}

function Decided({ data }: { data: Data }) {
  const decision = data.decision!;
  return (
    <>
      <h2>The decision</h2>
      <SummaryList
        rows={[
          { key: "Decision", value: <Tag colour={outcomes[decision.outcome].colour}>{outcomes[decision.outcome].staff}</Tag> },
          ...(decision.amount_pence === null ? [] : [{ key: "Amount", value: formatPence(decision.amount_pence) }]),
          ...(decision.reserve_position === null ? [] : [{ key: "Place on the reserve list", value: `${decision.reserve_position}, for ${formatPence(decision.decided_pence ?? 0)}` }]),
          ...(data.years.length > 1 ? [{ key: "By financial year", value: data.years.map((year) => `${formatPence(year.amount_pence)} in ${year.financial_year}`).join(", ") }] : []),
          ...(decision.conditions_to_meet ? [{ key: "Condition to meet first", value: <><p className="app-as-typed">{decision.conditions_to_meet}</p><p>{decision.conditions_met_at ? `Met, recorded ${formatInstant(new Date(decision.conditions_met_at))}` : "Not met yet: the offer can't be accepted"}</p></> }] : []),
          { key: "By", value: `${decision.decided_by_name}, ${formatInstant(new Date(decision.decided_at))}` },
          ...(decision.needs_second ? [{ key: "Second person", value: decision.confirmed_at ? `${decision.confirmed_by_name}, ${formatInstant(new Date(decision.confirmed_at))}` : `Needed: ${secondReasons(decision.needs_second_why).join(". ").toLowerCase()}` }] : []),
          ...(decision.below_minimum_reason ? [{ key: "Why below the minimum score", value: <p className="app-as-typed">{decision.below_minimum_reason}</p> }] : []),
          { key: "Reasons, for staff", value: <p className="app-as-typed">{decision.reasons}</p> },
          { key: "Feedback, for the group", value: <p className="app-as-typed">{decision.feedback || "None"}</p> },
          ...(decision.conditions ? [{ key: "Conditions", value: <p className="app-as-typed">{decision.conditions}</p> }] : []),
          { key: "Released", value: decision.released_at ? formatInstant(new Date(decision.released_at)) : "Not yet: the group knows nothing of it" },
        ]}
      />
      {decision.award_id ? <p><a href={paths.manageAward(decision.award_id)}>{`Award ${decision.award_reference}`}</a></p> : null}
      {decision.released_at ? null : <p><a href={paths.manageLetter(data.head.id)}>The letter that tells the group</a></p>}
      {decision.needs_second && !decision.confirmed_at && !decision.released_at ? <p><a href={paths.confirmDecision(data.head.id)}>Where a second person confirms it</a></p> : null}
      {decision.outcome === "conditional" && !decision.conditions_met_at ? (
        <Form>
          <Hidden name="intent" value="met" /><Hidden name="decision" value={decision.id} />
          <p>{decision.released_at ? "The group is told, and can then accept the offer." : "The group can accept the offer as soon as it is released."}</p>
          <Button>Record that the condition is met</Button>
        </Form>
      ) : null}
      {decision.released_at ? null : (
        <Form>
          <Hidden name="intent" value="take-back" /><Hidden name="decision" value={decision.id} />
          <p>Taking it back frees the money and puts the application back in assessment. Nobody outside is told.</p>
          <Button secondary>Take this decision back</Button>
        </Form>
      )}
    </>
  );
}
