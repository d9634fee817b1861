/** One application's sheets side by side, the moderation that is open, and those that were. */
import type { Spread } from "#app/domain/assessment/disagreement.ts";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import type { Refused } from "#app/ui/field.tsx";
import { Button, ButtonGroup, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Details, Inset } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { ScoresPart } from "./assessment.tsx";
import { changesBetween, pointsOf, ScoreHistory, type Kept } from "./score-history.tsx";

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
interface SideBySideProps {
  criteria: readonly Criterion[];
  sheets: readonly Sheet[];
  spread: Spread | null;
  criterionSpreads: Record<string, Spread | null>;
  kept: readonly Kept[];
}

/** Criteria down, readers across; the spread stands before the points, and no mean. */
export function SheetsSideBySide({ criteria, sheets, spread, criterionSpreads, kept }: SideBySideProps) {
  if (sheets.length === 0) return <Inset>Nobody has sent scores yet.</Inset>;
  const of = (sheet: Sheet, { id }: Criterion) => sheet.scores.find(({ criterion_id }) => criterion_id === id);
  return (
    <>
      <p>{spread ? `The sheets lie ${spread.spread} percentage points apart: ${formatPercent(spread.lowest)} to ${formatPercent(spread.highest)}.` : "There is one sheet, so nothing to compare yet."}</p>
      <Table
        caption="Points by criterion and reader" captionHidden
        columns={[{ key: "criterion", heading: "Criterion" }, { key: "spread", heading: "Spread", numeric: true }, ...sheets.map((sheet) => ({ key: sheet.id, heading: sheet.name, numeric: true }))]}
        rows={criteria.map((criterion) => ({
          criterion: `${criterion.title} (of ${criterion.max_points})`,
          spread: <strong>{criterionSpreads[criterion.id]?.spread ?? "–"}</strong>,
          ...Object.fromEntries(sheets.map((sheet) => [sheet.id, pointsOf(of(sheet, criterion))])),
        }))}
        total={{ criterion: "Weighted, per cent", spread: spread?.spread ?? "–", ...Object.fromEntries(sheets.map((sheet) => [sheet.id, sheet.weighted_percent === null ? "–" : formatPercent(sheet.weighted_percent)])) }}
      />
      <Details summary="Read the reasons"><ScoresPart criteria={criteria} sheets={sheets} heading="Reasons" empty="" /></Details>
      {sheets.filter(({ id }) => kept.filter(({ sheet_id }) => sheet_id === id).length > 1).map((sheet) => (
        <Details key={sheet.id} summary={`What ${sheet.name} gave before`}><ScoreHistory criteria={criteria} kept={kept.filter(({ sheet_id }) => sheet_id === sheet.id)} /></Details>
      ))}
    </>
  );
}

interface Moderation {
  id: string;
  why: string;
  note: string;
  version: number;
  opened_at: string;
  finished_at: string | null;
  opened_by_name: string;
  finished_by_name: string | null;
  sheets: readonly { sheet_id: string; version_before: number; version_after: number | null; reader: string }[];
}
export function ModerationForm({ open, mayOpen, refused, overtaken }: { open: Moderation | undefined; mayOpen: boolean; refused: Refused | undefined; overtaken: boolean }) {
  if (open)
    return (
      <section aria-labelledby="moderation">
        <h2 id="moderation">The moderation</h2>
        <p className="ds_hint-text">{`Opened by ${open.opened_by_name}, ${formatInstant(new Date(open.opened_at))}`}</p>
        <p className="app-as-typed">{open.why}</p>
        <p>Each reader changes their own scores on their own page. What they gave before is kept.</p>
        {overtaken ? <Inset><p>Saved now:</p><p className="app-as-typed">{open.note || "Nothing"}</p></Inset> : null}
        <Form refused={refused}>
          <Hidden name="version" value={open.version} />
          <TextArea name="note" label="Notes" hint="What was said, what the readers agreed, or why they still differ" rows={6} limit={5000} value={open.note} />
          <ButtonGroup>
            <Button name="intent" value="finish">Finish the moderation</Button>
            <Button name="intent" value="note" secondary>Save the note</Button>
          </ButtonGroup>
        </Form>
      </section>
    );
  if (!mayOpen) return null;
  return (
    <section aria-labelledby="moderation">
      <h2 id="moderation">Ask the readers to talk</h2>
      <p>Those who sent scores get an e-mail each, and may change their own scores until you finish, also after scoring was closed.</p>
      <Form refused={refused}>
        <Hidden name="intent" value="open" />
        <TextArea name="why" label="What are they to talk about?" hint="The readers read this" rows={3} limit={2000} />
        <Button>Open a moderation</Button>
      </Form>
    </section>
  );
}

/** Each moderation that is finished: who, why, the note, and every sheet before and after. */
export function PastModerations({ criteria, moderations, kept }: { criteria: readonly Criterion[]; moderations: readonly Moderation[]; kept: readonly Kept[] }) {
  const finished = moderations.filter(({ finished_at }) => finished_at !== null);
  if (finished.length === 0) return null;
  return (
    <section aria-labelledby="moderated">
      <h2 id="moderated">What was talked about before</h2>
      {finished.map((one) => (
        <section key={one.id} aria-label={`Moderation finished ${formatInstant(new Date(one.finished_at!))}`}>
          <p className="ds_hint-text">{`Opened by ${one.opened_by_name}, finished by ${one.finished_by_name ?? ""}, ${formatInstant(new Date(one.finished_at!))}`}</p>
          <p className="app-as-typed">{one.why}</p>
          <p className="app-as-typed">{one.note}</p>
          <Table
            caption="Before and after" captionHidden
            columns={[{ key: "reader", heading: "Reader" }, { key: "before", heading: "Before", numeric: true }, { key: "after", heading: "After", numeric: true }, { key: "changes", heading: "What changed" }]}
            rows={one.sheets.map((sheet) => beforeAndAfter(criteria, sheet, kept))}
          />
        </section>
      ))}
    </section>
  );
}

function beforeAndAfter(criteria: readonly Criterion[], { sheet_id, version_before, version_after, reader }: Moderation["sheets"][number], kept: readonly Kept[]) {
  const at = (version: number | null) => kept.find((one) => one.sheet_id === sheet_id && one.version === version);
  const [before, after] = [at(version_before), at(version_after)];
  const percent = (one: Kept | undefined) => (one?.weighted_percent == null ? "–" : formatPercent(one.weighted_percent));
  const changes = before && after ? changesBetween(criteria, before.scores, after.scores) : [];
  return { reader, before: percent(before), after: after ? percent(after) : "Set aside", changes: changes.length > 0 ? changes.join("; ") : "Nothing" };
}
