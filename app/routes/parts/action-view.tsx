/** Everything reported against an action: the items in our words, their figures, and what is counted here. */
import type { ReactNode } from "react";
import { Details, Inset, Stats, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import type { MeasureWithObservations, ObservationOnPage } from "#app/domain/figures/measures.server.ts";
import { resultTypes, basisInWords, evidenceClasses, periodInWords, unitInWords, valueInWords, type EvidenceClass } from "#app/domain/figures/words.ts";
import { formatDay, formatInstant, isDay } from "#app/domain/kernel/time.ts";
import type { ReportedItem } from "#app/domain/strategy/read.server.ts";

type Measure = MeasureWithObservations;
interface Reported {
  items: readonly ReportedItem[];
  measures: readonly Measure[];
  /** The award counts of a fund in a period. */
  counts: (query: Record<string, string | undefined>) => string;
  /** Another action of the plan. */
  action: (ref: string) => string;
  /** What stands beside a figure: remarks on it. */
  beside?: Beside | undefined;
}
export type Beside = (measure: Measure, observation: ObservationOnPage) => ReactNode;

export function ActionReported({ items, measures, counts, action, beside }: Reported) {
  const figures = measures.flatMap((measure) => measure.observations.map((observation) => ({ measure, observation })));
  const asserted = figures.filter(({ observation }) => observation.origin === "asserted");
  const computed = figures.filter(({ observation }) => observation.origin === "computed");
  const apart = asserted.filter(({ observation }) => !items.some((item) => item.id === observation.item_id));
  return (
    <>
      {computed.length > 0 ? (
        <section aria-labelledby="counted">
          <h2 id="counted">Counted from the register of awards</h2>
          <Stats>{computed.map((one) => <Figure key={one.observation.id} {...one} counts={counts} action={action} beside={beside} />)}</Stats>
        </section>
      ) : null}
      <section aria-labelledby="reported">
        <h2 id="reported">What was reported</h2>
        {items.length === 0 && apart.length === 0 ? <p>Nothing has been reported under this action yet, as far as is known here.</p> : null}
        {items.map((item) => (
          <Item key={item.id} item={item} action={action}>
            <Figures figures={asserted.filter(({ observation }) => observation.item_id === item.id)} counts={counts} action={action} beside={beside} saidAlready={item.shared_with} />
          </Item>
        ))}
        {apart.length > 0 ? <h3>Other figures</h3> : null}
        <Figures figures={apart} counts={counts} action={action} beside={beside} />
      </section>
    </>
  );
}

function Item({ item, action, children }: { item: ReportedItem; action: Reported["action"]; children: ReactNode }) {
  return (
    <article>
      <h3>{item.programme}</h3>
      <p>{item.summary}</p>
      {item.milestone ? <p><strong>When:</strong> {item.milestone}</p> : null}
      {item.shared_with.length > 0 ? <SharedWith refs={item.shared_with} action={action} /> : null}
      {item.inherited ? <p className="ds_hint-text">The source names no action for this one: it follows from the item beside it.</p> : null}
      {children}
      <p className="ds_hint-text">Source: {item.source.title}, line {item.line} of its summary of achievements; in our words.</p>
    </article>
  );
}

const SharedWith = ({ refs, action, small = false }: { refs: readonly string[]; action: Reported["action"]; small?: boolean }) => (
  <p className={small ? "app-stat__note" : undefined}>
    Also reported under{" "}
    {refs.map((ref, index) => <span key={ref}>{index > 0 ? ", " : ""}<a href={action(ref)}>action {ref}</a></span>)}: it is one figure, never added up across actions.
  </p>
);

interface FigureProps {
  measure: Measure;
  observation: ObservationOnPage;
  counts: Reported["counts"];
  action: Reported["action"];
  beside?: Beside | undefined;
  /** Other actions that the text around the figure has named already. */
  saidAlready?: readonly string[];
}
function Figures({ figures, ...rest }: { figures: readonly { measure: Measure; observation: ObservationOnPage }[] } & Omit<FigureProps, "measure" | "observation">) {
  if (figures.length === 0) return null;
  return <Stats>{figures.map((one) => <Figure key={one.observation.id} {...one} {...rest} />)}</Stats>;
}

/** A figure: large, its unit in words, its period and as-at beneath, and what it counts one step away. */
export function Figure({ measure, observation, counts, action, beside, saidAlready = [] }: FigureProps) {
  const { period, as_at } = observation;
  const shared = observation.shared_with.filter((ref) => !saidAlready.includes(ref));
  return (
    <div className="app-stat">
      <p className="app-stat__value">{valueInWords({ ...observation, unit: measure.unit })}</p>
      <p className="app-stat__unit">{unitInWords(measure.unit)}</p>
      {observation.corrected ? <p className="app-stat__note"><strong>Corrected since:</strong> {observation.corrected.reason}</p> : null}
      <p className="app-stat__note">{measure.title}</p>
      <p className="app-stat__note">{period.from || period.to || period.stated ? `Period: ${periodInWords(period)}` : "No period stated"}</p>
      <p className="app-stat__note">{as_at === null ? "The source gives no as-at date" : `As at ${isDay(as_at) ? formatDay(as_at) : formatInstant(new Date(as_at))}`}</p>
      {observation.synthetic ? <p className="app-stat__note"><SyntheticMark /></p> : null}
      {shared.length > 0 ? <SharedWith refs={shared} action={action} small /> : null}
      <Details summary={<>What this counts<span className="visually-hidden">: {measure.title}</span></>}>
        <Provenance measure={measure} observation={observation} />
        {observation.origin === "computed" && measure.fund ? (
          <p><a href={counts({ fund: measure.fund.code, from: period.from ?? undefined, to: period.to ?? undefined })}>The counts and the awards behind them<span className="visually-hidden">: {measure.title}, {periodInWords(period)}</span></a></p>
        ) : null}
      </Details>
      {beside?.(measure, observation)}
    </div>
  );
}

function Provenance({ measure, observation }: { measure: Measure; observation: ObservationOnPage }) {
  const { source, source_link, evidence_class, basis, note, origin, period, differences } = observation;
  const dates = period.stated && (period.from || period.to) ? periodInWords({ ...period, stated: null }) : null;
  return (
    <SummaryList
      rows={[
        ...(measure.definition ? [{ key: "Definition", value: measure.definition }] : []),
        ...(measure.result_type ? [{ key: "Kind", value: `${resultTypes[measure.result_type].text}. ${resultTypes[measure.result_type].says}` }] : []),
        ...(measure.population ? [{ key: "Of whom or of what", value: measure.population }] : []),
        ...(measure.geography ? [{ key: "Where it holds", value: measure.geography }] : []),
        ...(observation.exact_value !== null && origin === "asserted" ? [{ key: "Counted exactly", value: observation.exact_value.toLocaleString("en-GB") }] : []),
        { key: "Where it comes from", value: origin === "computed" ? "Computed here" : "Reported by its source; not computed here" },
        { key: "Evidence", value: evidenceClasses[evidence_class as EvidenceClass] ?? evidence_class },
        ...(evidence_class === "C" && origin === "asserted" ? [{ key: "Official statistic", value: `${observation.released_on ? `Released on ${formatDay(observation.released_on)}` : "The day of its release is not known here"}. Taken over as it was released, never computed here` }] : []),
        { key: "Basis of the period", value: basisInWords(basis) },
        ...(dates ? [{ key: "As dates", value: dates }] : []),
        { key: "Source", value: <>{source_link.startsWith("https://") ? <a href={source_link}>{source.title}</a> : source.title}{source.ref && origin === "asserted" ? ` (${source.ref})` : ""}</> },
        ...(note ? [{ key: "Note", value: note }] : []),
        ...differences.map((other, index) => ({ key: index === 0 ? "A publication prints another number" : `Another prints another number (${index + 1})`, value: `${other.value.toLocaleString("en-GB")} (${other.source}): ${other.note}` })),
      ]}
    />
  );
}

/** The wording of an action: the official one where it has been entered, else that it has not. */
export function Wording({ official, note }: { official: string | null; note: string }) {
  return (
    <>
      {official ? <Inset>{official}</Inset> : <p className="ds_hint-text">The official wording of this action has not been entered yet.</p>}
      {note ? <p className="ds_hint-text">{note}</p> : null}
    </>
  );
}
