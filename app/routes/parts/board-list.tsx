/** The ranked list of a board with its line: a page of it. What a move of the line changes stands in each row both ways, one of them hidden. */
import { Fragment } from "react";
import { formatPercent } from "#app/domain/assessment/model.ts";
import type { BoardWords } from "#app/domain/awards/board-words.ts";
import type { BoardLine, Proposal } from "#app/domain/awards/board.ts";
import { awardStates, isAward, outcomes } from "#app/domain/awards/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Tag } from "#app/ui/show.tsx";
import { Say } from "./board-money.tsx";

export interface ShownLine extends Omit<BoardLine, "codes" | "sub_pot_id"> {
  /** From 1, in the list that this person sees. */
  place: number;
  part: string | null;
  proposal: Proposal | null;
}

interface ListProps {
  lines: readonly ShownLine[];
  above: number;
  words: BoardWords;
  /** The address at which something else is proposed for an application. */
  proposeTo: (application: string) => string;
  parts: boolean;
}
export function BoardList({ lines, above, words, proposeTo, parts }: ListProps) {
  const [first, last] = [lines[0]?.place ?? 1, lines.at(-1)?.place ?? 0];
  // On a page that the line is not on, it waits at the edge that it would come in by.
  const lineBefore = above < first ? first : above >= last ? last + 1 : above + 1;
  const columns = 5 + (parts ? 1 : 0);
  return (
    <table className="ds_table app-table app-table--dense app-board__table" role="table">
      <caption>Applications, the highest score first</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Group and project</th>
          <th scope="col" role="columnheader" className="app-num">Score</th>
          <th scope="col" role="columnheader" className="app-num">Spread</th>
          {parts ? <th scope="col" role="columnheader">Part of the pot</th> : null}
          <th scope="col" role="columnheader" className="app-num">Asks for</th>
          <th scope="col" role="columnheader">At this line</th>
        </tr>
      </thead>
      <tbody role="rowgroup" id="board-rows">
        {lines.map((line) => (
          <Fragment key={line.application_id}>
            {line.place === lineBefore ? <TheLine words={words} columns={columns} /> : null}
            <Row line={line} above={line.place <= above} proposeTo={proposeTo} parts={parts} />
          </Fragment>
        ))}
        {lineBefore === last + 1 ? <TheLine words={words} columns={columns} /> : null}
      </tbody>
    </table>
  );
}

function TheLine({ words, columns }: { words: ListProps["words"]; columns: number }) {
  return (
    <tr role="row" id="board-line" className="app-board__line">
      <td role="cell" colSpan={columns}>
        <div className="app-board__grip" id="board-grip"><strong>The line</strong> <Say words={words} name="line" /></div>
      </td>
    </tr>
  );
}

function Row({ line, above, proposeTo, parts }: { line: ShownLine; above: boolean; proposeTo: ListProps["proposeTo"]; parts: boolean }) {
  return (
    <tr role="row" data-place={line.place} data-free={line.decision || line.proposal ? undefined : ""}>
      <th scope="row" role="rowheader" data-heading="Group and project">
        <span className="app-board__place">{line.place}</span>
        <span className="app-board__name"><a href={paths.decideApplication(line.application_id)} id={`row-${line.application_id}`}>{line.organisation_name}</a><br />{line.title}</span>
      </th>
      <td role="cell" className="app-num" data-heading="Score"><div className="app-cell">{line.mean_percent === null ? "Not yet" : formatPercent(line.mean_percent)}</div></td>
      <td role="cell" className="app-num" data-heading="Spread"><div className="app-cell">{line.spread === null ? `${line.sheets_sent} of ${line.assigned} sent` : `${line.spread} points`}</div></td>
      {parts ? <td role="cell" data-heading="Part of the pot"><div className="app-cell">{line.part ?? "None"}</div></td> : null}
      <td role="cell" className="app-num" data-heading="Asks for"><div className="app-cell">{formatPence(line.asked_pence)}</div></td>
      <td role="cell" data-heading="At this line"><div className="app-cell"><AtLine line={line} above={above} proposeTo={proposeTo} /></div></td>
    </tr>
  );
}

function AtLine({ line, above, proposeTo }: { line: ShownLine; above: boolean; proposeTo: ListProps["proposeTo"] }) {
  if (line.decision) return <Decided decision={line.decision} />;
  return (
    <>
      {line.proposal ? (
        <span className="app-board__by-hand">{proposalWords(line.proposal)}</span>
      ) : (
        <>
          <span className="app-board__above" data-when="above" hidden={!above}>{`${formatPence(line.asked_pence)} in full`}</span>
          <span className="app-board__below" data-when="below" hidden={above}>Below the line</span>
        </>
      )}
      {" "}<a className="app-board__change" href={proposeTo(line.application_id)}>Change<span className="visually-hidden"> what is proposed for {line.organisation_name}</span></a>
    </>
  );
}

const short: Record<Proposal["outcome"], string> = { full: "in full", part: "in part", conditional: "on a condition", reserve: "reserve", decline: "Decline", none: "Nothing for now" };
const proposalWords = ({ outcome, amount_pence }: Proposal): string => (amount_pence === null ? (outcome === "full" ? "In full, by hand" : short[outcome]) : `${formatPence(amount_pence)}, ${short[outcome]}`);

function Decided({ decision }: { decision: NonNullable<ShownLine["decision"]> }) {
  const waits = decision.needs_second && !decision.confirmed ? "A second person is needed" : null;
  const state = decision.award_status ? awardStates[decision.award_status as keyof typeof awardStates].staff : decision.released ? "Released" : "Not released";
  const place = decision.reserve_position === null ? "" : ` ${decision.reserve_position}`;
  return (
    <>
      <Tag colour={outcomes[decision.outcome].colour}>{isAward(decision.outcome) && decision.amount_pence !== null ? formatPence(decision.amount_pence) : `${outcomes[decision.outcome].staff}${place}`}</Tag>{" "}
      {decision.outcome === "conditional" ? "On a condition. " : ""}{waits ?? state}
    </>
  );
}
