/** What member bodies say of a figure, and the answers: beside the figure, never in its place. Bodies only, no person is named. */
import type { SerializeFrom } from "@remix-run/node";
import { Details, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { findings, remarkKinds, remarkStates } from "#app/domain/partnership/model.ts";
import type { Remark } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";

export type ShownRemark = SerializeFrom<Remark>;
const day = (instant: string): string => formatDay(londonDay(new Date(instant)));

/** One remark with every answer that may be read here, the latest last. */
export function RemarkView({ remark, quoted = true }: { remark: ShownRemark; quoted?: boolean }) {
  return (
    <article className="app-remark">
      <p><strong>{remark.body}</strong> {remark.kind === "dispute" ? "disputes this" : "adds to this"}, {day(remark.said_at)} {remark.synthetic ? <SyntheticMark /> : null}</p>
      {quoted ? <p className="ds_hint-text">The figure said then: {remark.figure_said}</p> : null}
      <p className="app-as-typed">{remark.said}</p>
      {remark.withdrawn_at ? <p><strong>Withdrawn by {remark.body}, {day(remark.withdrawn_at)}:</strong> <span className="app-as-typed">{remark.withdrawn_reason}</span></p> : null}
      {remark.answers.map((answer, index) => (
        <div key={answer.id} className="app-remark__answer">
          <p><strong>{index === 0 ? "Answer" : "Later answer"} by national officials</strong>, {day(answer.answered_at)}: {findings[answer.finding].title}</p>
          <p className="app-as-typed">{answer.answer}</p>
        </div>
      ))}
      {remark.answers.length === 0 ? <p>No answer yet.</p> : null}
    </article>
  );
}

const summaryOf = (remarks: readonly ShownRemark[]): string => {
  const disputed = remarks.filter(({ kind, withdrawn_at }) => kind === "dispute" && withdrawn_at === null);
  const bodies = [...new Set((disputed.length > 0 ? disputed : remarks).map(({ body }) => body))].join(" and ");
  if (disputed.length > 0) return `Disputed by ${bodies}: ${disputed.every(({ answers }) => answers.length > 0) ? "read why, and the answer" : "read why"}`;
  return `${bodies} ${remarks.every(({ withdrawn_at }) => withdrawn_at !== null) ? "withdrew a remark" : "adds something"}: read it`;
};

/** In a figure's card: one line that says who disputes it, with everything folded beneath. */
export const RemarksInCard = ({ remarks, about }: { remarks: readonly ShownRemark[] | undefined; about: string }) =>
  remarks && remarks.length > 0 ? (
    <Details summary={<>{summaryOf(remarks)}<span className="visually-hidden"> ({about})</span></>}>
      {remarks.map((remark) => <RemarkView key={remark.id} remark={remark} />)}
    </Details>
  ) : null;

/** For those who are signed in: each remark with how it stands, leading to its own page. `about`: where the page does not say on what it is. */
export function RemarkLinks({ remarks, to = paths.remark, about = false }: { remarks: readonly ShownRemark[] | undefined; to?: (id: string) => string; about?: boolean }) {
  if (!remarks || remarks.length === 0) return null;
  return (
    <ul className="ds_no-bullets">
      {remarks.map((remark) => (
        <li key={remark.id}>
          <a href={to(remark.id)}>{about ? `${remarkKinds[remark.kind].title}: ${remark.title}` : `${remarkKinds[remark.kind].title} by ${remark.body}`}, {day(remark.said_at)}</a> <Tag colour={remarkStates[remark.state].colour}>{remarkStates[remark.state].text}</Tag>
        </li>
      ))}
    </ul>
  );
}
