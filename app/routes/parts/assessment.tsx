/** The parts of an assessment that several pages show: assessors, the scores that were sent. */
import { formatPercent, type sheetStates } from "#app/domain/assessment/model.ts";
import type { Refused } from "#app/ui/field.tsx";
import { Button, Form, Hidden, Select } from "#app/ui/forms.tsx";
import { SummaryCard, Tag, type TagColour } from "#app/ui/show.tsx";

interface Assessor {
  id: string;
  person_id: string;
  name: string;
  ended_at: string | null;
  ended_reason: string;
  has_interest: boolean | null;
  explanation: string | null;
  sheet_status: keyof typeof sheetStates | null;
}
interface Assignable {
  id: string;
  name: string;
  closed: boolean;
  /** They have not declared for the round, or have read others' scores. */
  undeclared: boolean;
  has_read: boolean;
  holds: number | null;
}
interface AssessorsProps {
  assessors: readonly Assessor[];
  assignable: readonly Assignable[];
  needed: number;
  /** Whether people can still be asked. */
  open: boolean;
  refused: Refused | undefined;
}
export function AssessorsPart({ assessors, assignable, needed, open, refused }: AssessorsProps) {
  const choices = assignable.filter(({ closed, undeclared, has_read }) => !closed && !undeclared && !has_read);
  const undeclared = assignable.filter((person) => !person.closed && person.undeclared);
  const read = assignable.filter((person) => !person.closed && !person.undeclared && person.has_read);
  const closed = assignable.filter((person) => person.closed);
  return (
    <section aria-labelledby="assessors">
      <h2 id="assessors">Assessors</h2>
      {assessors.length === 0 ? <p>{`Nobody is asked yet. This round wants ${needed}.`}</p> : null}
      <ul className="ds_no-bullets">
        {assessors.map((assessor) => {
          const state = assessorState(assessor);
          return (
            <li key={assessor.id}>
              {assessor.name} <Tag colour={state.colour}>{state.text}</Tag>
              {assessor.has_interest && assessor.explanation ? <p className="ds_hint-text">{assessor.explanation}</p> : null}
              {assessor.ended_at === null && open ? (
                <Form>
                  <Hidden name="intent" value="end" />
                  <Hidden name="person_id" value={assessor.person_id} />
                  <Button plain>End this assignment<span className="visually-hidden"> of {assessor.name}</span></Button>
                </Form>
              ) : null}
            </li>
          );
        })}
      </ul>
      {open && choices.length > 0 ? (
        <Form refused={refused?.values.intent?.[0] === "assign" ? refused : undefined}>
          <Hidden name="intent" value="assign" />
          <Select
            name="person_id" label="Ask an assessor"
            options={choices.map((person) => ({ value: person.id, text: `${person.name} (${person.holds ?? 0} in this round)` }))}
          />
          <Button secondary>Ask to assess</Button>
        </Form>
      ) : null}
      {open && choices.length === 0 ? <p>Nobody else on the panel can be asked now.</p> : null}
      {open && undeclared.length > 0 ? <p className="ds_hint-text">{`Can be asked once they have declared for the round: ${undeclared.map(({ name }) => name).join(", ")}.`}</p> : null}
      {open && read.length > 0 ? <p className="ds_hint-text">{`Have read what others scored, so not offered: ${read.map(({ name }) => name).join(", ")}.`}</p> : null}
      {open && closed.length > 0 ? <p className="ds_hint-text">{`With an interest, so not offered: ${closed.map(({ name }) => name).join(", ")}.`}</p> : null}
    </section>
  );
}

function assessorState({ ended_at, has_interest, sheet_status }: Assessor): { text: string; colour: TagColour } {
  if (has_interest) return { text: "Has an interest", colour: "orange" };
  if (sheet_status === "sent") return { text: "Scores sent", colour: "green" };
  if (sheet_status === "cannot" && ended_at === null) return { text: "Can’t assess: ask somebody else", colour: "orange" };
  if (ended_at !== null) return { text: "Ended", colour: "grey" };
  if (has_interest === null) return { text: "To declare", colour: "yellow" };
  return { text: sheet_status === "draft" ? "Scoring" : "To score", colour: "blue" };
}

interface Criterion {
  id: string;
  title: string;
  weight: number;
  max_points: number;
}
interface Sheet {
  id: string;
  name: string;
  overall: string;
  weighted_percent: number | null;
  scores: readonly { criterion_id: string; points: number | null; reason: string; cannot: boolean }[];
}
/** One card for each sheet that was sent, with points and reasons. */
export function ScoresPart({ criteria, sheets, heading, empty }: { criteria: readonly Criterion[]; sheets: readonly Sheet[]; heading: string; empty: string }) {
  return (
    <section aria-labelledby="scores">
      <h2 id="scores">{heading}</h2>
      {sheets.length === 0 ? <p>{empty}</p> : null}
      {sheets.map((sheet) => (
        <SummaryCard
          key={sheet.id}
          title={`${sheet.name}: ${sheet.weighted_percent === null ? "not scored" : formatPercent(sheet.weighted_percent)}`}
          rows={[
            ...criteria.map((criterion) => {
              const score = sheet.scores.find(({ criterion_id }) => criterion_id === criterion.id);
              return { key: `${criterion.title} (weight ${criterion.weight})`, value: <><strong>{score?.cannot ? "Can’t assess this" : `${score?.points ?? "–"} of ${criterion.max_points}`}</strong><p className="app-as-typed">{score?.reason}</p></> };
            }),
            ...(sheet.overall ? [{ key: "Overall", value: <p className="app-as-typed">{sheet.overall}</p> }] : []),
          ]}
        />
      ))}
    </section>
  );
}
