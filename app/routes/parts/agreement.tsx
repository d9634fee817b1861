/** The views on how far readers agree, and the end of scoring. */
import { fewest, type Agreement, type NotAdjusted, type PanelAgreement, type Spread } from "#app/domain/assessment/disagreement.ts";
import type { ReaderManner } from "#app/domain/assessment/agreement.ts";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import type { Refused } from "#app/ui/field.tsx";
import { Button, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Details, Tag } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";

export const views = { differences: "Where readers differ", readers: "Readers and panel", ranks: "Ranks" } as const;
export type View = keyof typeof views;

interface Criterion {
  id: string;
  title: string;
  max_points: number;
}
interface Named {
  application_id: string;
  reference: string;
  title: string;
  organisation_name: string;
  moderation: "open" | "finished" | null;
  sent: number;
}

/** "1 to 5"; one number where all gave the same. */
const range = (spread: Spread | null): string => (spread === null ? "–" : spread.spread === 0 ? String(spread.lowest) : `${spread.lowest} to ${spread.highest}`);

const Project = ({ row }: { row: Named }) => (
  <>
    <a href={paths.moderate(row.application_id)}>{row.organisation_name}</a>
    <span className="ds_hint-text app-line">{row.title}</span>
    {row.moderation === "open" ? <Tag colour="blue">In moderation</Tag> : row.moderation === "finished" ? <Tag colour="grey">Moderated</Tag> : null}
  </>
);

type DifferenceRow = Named & { overall: Spread | null; criteria: Record<string, Spread | null> };
export function DifferencesView({ pot, criteria, rows, number, pages }: { pot: string; criteria: readonly Criterion[]; rows: readonly DifferenceRow[]; number: number; pages: number }) {
  return (
    <>
      <p>The spread is the highest sheet less the lowest, in percentage points. Under each criterion stand the lowest and the highest points. The widest spread comes first.</p>
      <Table
        dense caption="Spread by application and criterion" captionHidden empty="Nobody has sent scores yet."
        columns={[
          { key: "group", heading: "Group and project" },
          { key: "spread", heading: "Spread", numeric: true },
          { key: "range", heading: "Lowest to highest", numeric: true },
          ...criteria.map(({ id, title, max_points }) => ({ key: id, heading: `${title} (of ${max_points})`, numeric: true })),
          { key: "sent", heading: "Sheets", numeric: true },
        ]}
        rows={rows.map((row) => ({
          group: <Project row={row} />,
          spread: row.overall ? <strong>{row.overall.spread}</strong> : "One sheet",
          range: row.overall === null ? "–" : row.overall.spread === 0 ? formatPercent(row.overall.lowest) : `${formatPercent(row.overall.lowest)} to ${formatPercent(row.overall.highest)}`,
          ...Object.fromEntries(criteria.map(({ id }) => [id, range(row.criteria[id] ?? null)])),
          sent: row.sent,
        }))}
      />
      <Pagination page={number} pages={pages} to={(page) => paths.potAgreement(pot, { page })} />
    </>
  );
}

/** Two decimals, with a real minus sign. */
const decimals = (value: number): string => value.toFixed(2).replace("-", "−");
const signed = (value: number): string => `${Math.abs(value).toFixed(1)} points ${value > 0 ? "kinder" : "more severe"}`;
const notEnough = "Not enough to say";

export function ReadersView({ criteria, readers, agreement }: { criteria: readonly Criterion[]; readers: readonly (ReaderManner & { name: string })[]; agreement: PanelAgreement }) {
  const rows = [{ key: "whole", name: "Whole sheets, in per cent", of: agreement.whole }, ...agreement.criteria.map((of) => ({ key: of.id, name: criteria.find(({ id }) => id === of.id)?.title ?? "", of }))];
  return (
    <>
      <h2>Each reader beside the others</h2>
      <p>{`Severity: how far a reader’s scores lie above or below the mean of the others for the same applications, in percentage points. Consistency: whether they put the same applications high and low as the others do, from −1 to 1. Both need ${fewest.ofReader} applications that others scored too.`}</p>
      <Table
        caption="Readers" captionHidden empty="Nobody has sent scores yet."
        columns={[{ key: "name", heading: "Reader" }, { key: "severity", heading: "Severity" }, { key: "consistency", heading: "Consistency", numeric: true }, { key: "shared", heading: "Scored with others", numeric: true }]}
        rows={readers.map((reader) => ({
          name: reader.name,
          severity: reader.severity === null ? notEnough : Math.abs(reader.severity) < 0.05 ? "As the others" : signed(reader.severity),
          consistency: reader.consistency === null ? (reader.severity === null ? notEnough : "All the same") : decimals(reader.consistency),
          shared: reader.shared,
        }))}
      />
      <h2>The panel as a whole</h2>
      <p>{`Krippendorff’s alpha, for scores on an interval scale: 1 is perfect agreement, 0 what chance would give. The interval holds alpha in 95 of 100 draws of the same number of applications. 0.80 and above is usually taken as good agreement; below 0.67 scores alone are too little to order applications by. It needs ${fewest.shared} applications that two readers or more scored.`}</p>
      <Table
        caption="Agreement" captionHidden
        columns={[{ key: "name", heading: "Scores of" }, { key: "alpha", heading: "Krippendorff’s alpha", numeric: true }, { key: "interval", heading: "95% interval", numeric: true }, { key: "shared", heading: "Applications", numeric: true }]}
        rows={rows.map(({ name, of }) => ({ name, alpha: alphaWords(of), interval: of.interval ? `${decimals(of.interval.from)} to ${decimals(of.interval.to)}` : "–", shared: of.shared }))}
      />
      <Details summary="Where these come from">
        <p>K. Krippendorff, “Computing Krippendorff’s Alpha-Reliability” (2011). The interval is by resampling applications with replacement, 1,000 times with a fixed seed, so the same scores always give the same interval. A criterion that a reader can’t assess is left out, not counted as nought.</p>
      </Details>
    </>
  );
}
const alphaWords = ({ enough, alpha }: Agreement) => (!enough ? notEnough : alpha === null ? "All the same" : <strong>{decimals(alpha)}</strong>);

const notAdjusted: Record<Exclude<NotAdjusted, null>, string> = {
  "too-few": `There is no adjusted rank yet: each reader needs ${fewest.ofReader} applications that others scored too, or their severity can’t be told.`,
  apart: "There is no adjusted rank: readers fall into groups that share no application, so their severity can’t be told from their applications.",
};

type RankRow = Named & { mean: number; rank: number; adjusted: number | null; adjusted_rank: number | null };
export function RanksView({ pot, rows, why, number, pages }: { pot: string; rows: readonly RankRow[]; why: NotAdjusted; number: number; pages: number }) {
  return (
    <>
      <p>The rank is by the raw mean, and that is the one that counts. Beside it stands the rank if every reader were as severe as the panel: a comparison, which replaces nothing.</p>
      {why ? <p>{notAdjusted[why]}</p> : null}
      <Table
        dense caption="Rank as scored and adjusted" captionHidden empty="Nobody has sent scores yet."
        columns={[
          { key: "rank", heading: "Rank", numeric: true },
          { key: "group", heading: "Group and project" },
          { key: "mean", heading: "Mean", numeric: true },
          { key: "sent", heading: "Sheets", numeric: true },
          ...(why ? [] : [{ key: "adjusted_rank", heading: "Adjusted rank", numeric: true }, { key: "adjusted", heading: "Adjusted mean", numeric: true }, { key: "moves", heading: "Adjusting moves it", numeric: true }]),
        ]}
        rows={rows.map((row) => ({
          rank: row.rank,
          group: <Project row={row} />,
          mean: formatPercent(row.mean),
          sent: row.sent,
          adjusted_rank: row.adjusted_rank ?? "–",
          adjusted: row.adjusted === null ? "–" : formatPercent(row.adjusted),
          moves: row.adjusted_rank === null || row.adjusted_rank === row.rank ? "–" : `${Math.abs(row.rank - row.adjusted_rank)} ${row.adjusted_rank < row.rank ? "up" : "down"}`,
        }))}
      />
      <Pagination page={number} pages={pages} to={(page) => paths.potAgreement(pot, { view: "ranks", page })} />
      <Details summary="How the adjusted mean is reckoned">An additive model, score = application + reader, fitted by least squares, the readers’ effects adding up to nothing.</Details>
    </>
  );
}

interface ScoringProps {
  scoring: { closedAt: string | null; mayClose: boolean; missing: number; sheets: number; events: readonly { id: string; event: "closed" | "reopened"; reason: string; at: string; name: string }[] };
  refused: Refused | undefined;
}
export function ScoringPart({ scoring: { closedAt, mayClose, missing, sheets, events }, refused }: ScoringProps) {
  const owing = missing === 0 ? (sheets === 0 ? "No scores are in yet, and nobody owes any." : "Every reader has sent their scores.") : `${missing} ${missing === 1 ? "sheet that was asked for is" : "sheets that were asked for are"} not sent yet, and could not be sent any more.`;
  return (
    <section aria-labelledby="scoring">
      <h2 id="scoring">{closedAt ? "Scoring is closed" : "Closing scoring"}</h2>
      {closedAt ? <p>{`Closed ${formatInstant(new Date(closedAt))}. Scores change only in a moderation.`}</p> : <p>{`Readers can change what they sent until scoring is closed. ${owing}`}</p>}
      {mayClose && !closedAt ? <Form><Hidden name="intent" value="close" /><Button secondary>Close scoring</Button></Form> : null}
      {mayClose && closedAt ? (
        <Form refused={refused}>
          <Hidden name="intent" value="reopen" />
          <TextArea name="reason" label="Why may scores change again?" hint="It stays on the record" rows={3} limit={2000} />
          <Button secondary>Open scoring again</Button>
        </Form>
      ) : null}
      {mayClose ? null : <p className="ds_hint-text">The chair closes scoring, and can open it again.</p>}
      {events.length > 0 ? (
        <Details summary="When it was closed and opened">
          <ul>{events.map((one) => <li key={one.id}>{`${one.event === "closed" ? "Closed" : "Opened again"} by ${one.name}, ${formatInstant(new Date(one.at))}`}{one.reason ? <p className="app-as-typed">{one.reason}</p> : null}</li>)}</ul>
        </Details>
      ) : null}
    </section>
  );
}
