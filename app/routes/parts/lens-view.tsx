/** Actions with everything reported under them, as one reads through a lens: how each stands, what was said, each figure with its source and completeness. */
import type { SerializeFrom } from "@remix-run/node";
import { Details, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import type { ActionInLens, Reporters, Tally } from "#app/domain/partnership/lens.server.ts";
import { aboutFigure, writeAbout } from "#app/domain/partnership/model.ts";
import { basisInWords, evidenceClasses, periodInWords, unitInWords, valueInWords, type EvidenceClass } from "#app/domain/figures/words.ts";
import { formatDay, formatInstant, isDay } from "#app/domain/kernel/time.ts";
import { approaches, readingInWords } from "#app/domain/strategy/approach.ts";
import { statusColour, statuses, type Status } from "#app/domain/strategy/status.ts";
import { paths } from "#app/paths.ts";
import { RemarkLinks, type ShownRemark } from "./remarks-view.tsx";

interface LensProps {
  actions: readonly SerializeFrom<ActionInLens>[];
  remarks: Record<string, ShownRemark[]>;
  reporters: Reporters;
  /** Whether the reader may remark on a figure. */
  mayRemark: boolean;
}

export const ActionsInLens = ({ actions, ...rest }: LensProps) => <>{actions.map((action) => <OneAction key={action.ref} action={action} {...rest} />)}</>;

function OneAction({ action, remarks, reporters, mayRemark }: Omit<LensProps, "actions"> & { action: LensProps["actions"][number] }) {
  const { ref, title, reading, status, items } = action;
  const figures = action.measures.flatMap((measure) => measure.observations.map((observation) => ({ measure, observation })));
  return (
    <section aria-labelledby={`action-${ref}`}>
      <h3 id={`action-${ref}`}><a href={paths.action(ref)}>{ref} {title}</a></h3>
      <p>
        {status ? <><Tag colour={statusColour(status.status)}>{status.words}</Tag> in {status.report.title}, data of {status.report.data_stated || formatDay(status.report.data_on)}. {status.reason}</> : "How it stands is not known here."}
      </p>
      <p className="ds_hint-text">{reading?.approach ? `${approaches[reading.approach].title}. ${readingInWords(reading)}` : "How it helps has not been read yet."}</p>
      {items.length > 0 ? (
        <Details summary={<>What was reported in words<span className="visually-hidden"> under action {ref}</span></>}>
          <ul>{items.map((item) => <li key={item.id}><strong>{item.programme}.</strong> {item.summary} {item.milestone ? `${item.milestone}. ` : ""}<span className="ds_hint-text">{item.source.title}, line {item.line}.</span></li>)}</ul>
        </Details>
      ) : null}
      <Table
        caption={`Figures under action ${ref}`}
        captionHidden
        columns={[{ key: "figure", heading: "Figure" }, { key: "period", heading: "Period" }, { key: "complete", heading: "Completeness" }, { key: "source", heading: "Source" }, { key: "remarks", heading: "Remarks" }]}
        rows={figures.map(({ measure, observation }) => ({
          figure: <Value measure={measure} observation={observation} />,
          period: <>{periodInWords(observation.period)}<p className="ds_hint-text">{basisInWords(observation.basis)}</p></>,
          complete: <Completeness origin={observation.origin} reporters={reporters[observation.id]} asAt={observation.as_at} />,
          source: <>{observation.source.title}{observation.source.ref && observation.origin === "asserted" ? ` (${observation.source.ref})` : ""}<p className="ds_hint-text">{evidenceClasses[observation.evidence_class as EvidenceClass] ?? observation.evidence_class}</p></>,
          remarks: (
            <>
              <RemarkLinks remarks={remarks[observation.id]} />
              {mayRemark ? <a href={paths.newRemark(writeAbout(aboutFigure(measure.id, observation)))}>Add to it or dispute it<span className="visually-hidden"> ({measure.title}, {periodInWords(observation.period)})</span></a> : remarks[observation.id] ? null : "None"}
            </>
          ),
        }))}
        empty="No figure is reported under this action."
      />
    </section>
  );
}

type Measure = LensProps["actions"][number]["measures"][number];
function Value({ measure, observation }: { measure: Measure; observation: Measure["observations"][number] }) {
  return (
    <>
      <strong>{valueInWords({ ...observation, unit: measure.unit })}</strong> {unitInWords(measure.unit)}
      <p className="ds_hint-text">{measure.title}</p>
      {observation.corrected ? <p>Corrected since: {observation.corrected.reason}</p> : null}
      {observation.shared_with.length > 0 ? <p className="ds_hint-text">Also under {observation.shared_with.join(", ")}: one figure, never added up across actions.</p> : null}
      {observation.synthetic ? <SyntheticMark /> : null}
    </>
  );
}

function Completeness({ origin, reporters, asAt }: { origin: "asserted" | "computed"; reporters: Reporters[string] | undefined; asAt: string | null }) {
  const when = asAt === null ? "The source gives no as-at date" : `As at ${isDay(asAt) ? formatDay(asAt) : formatInstant(new Date(asAt))}`;
  if (!reporters) return <>{origin === "computed" ? "Not known" : "The source does not say who reported"}<p className="ds_hint-text">{when}</p></>;
  return <>{reporters.reported} of {reporters.expected} areas have reported{reporters.missing.length > 0 ? `; missing: ${reporters.missing.join(", ")}` : ""}<p className="ds_hint-text">{when}</p></>;
}

/** "6 On Track, 2 At Risk", and how many have no status known here. */
export function standingInWords({ actions, statuses: counted }: Pick<Tally, "actions" | "statuses">): string {
  const known = (Object.entries(counted) as [Status, number][]).filter(([, count]) => count > 0);
  const rest = actions - known.reduce((sum, [, count]) => sum + count, 0);
  const words = (Object.keys(statuses) as Status[]).flatMap((status) => known.filter(([code]) => code === status).map(([, count]) => `${count} ${statuses[status]}`));
  return [...words, ...(rest > 0 ? [`${rest} not known here`] : [])].join(", ");
}
