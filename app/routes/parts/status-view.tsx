/** How an action stands by an issued report to the Leadership Board, in its words. */
import { Tag } from "#app/ui/show.tsx";
import { formatDay } from "#app/domain/kernel/time.ts";
import { statusColour } from "#app/domain/strategy/status.ts";
import type { IssuedStatus } from "#app/domain/strategy/status.server.ts";

/** The status with what it means, why, and when it held; nothing where no issued report says one. */
export function IssuedStatusView({ issued }: { issued: IssuedStatus | null }) {
  if (!issued) return null;
  const { report } = issued;
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">How it stands</h2>
      <p><Tag colour={statusColour(issued.status)}>{issued.words}</Tag></p>
      {issued.reason ? <p><strong>Why:</strong> {issued.reason}</p> : null}
      {issued.mitigation ? <p><strong>What is being done:</strong> {issued.mitigation}</p> : null}
      <p className="ds_hint-text">
        A judgement reported to the Leadership Board: {report.title}{report.reference ? ` (${report.reference})` : ""}. Data of {report.data_stated || formatDay(report.data_on)}, for the meeting of {formatDay(report.meeting_on)}.
        {report.synthetic ? " Invented for the demonstration." : ""}
      </p>
    </section>
  );
}
