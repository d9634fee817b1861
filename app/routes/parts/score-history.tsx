/** What a sheet said before: each keeping with what it changed. */
import { formatPercent } from "#app/domain/assessment/model.ts";
import type { KeptCause, KeptScore } from "#app/domain/assessment/scores-history.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";

export interface Kept {
  sheet_id: string;
  version: number;
  cause: KeptCause;
  why: string;
  weighted_percent: number | null;
  kept_at: string;
  kept_by_name: string;
  scores: readonly KeptScore[];
}
interface Criterion {
  id: string;
  title: string;
}

const causes: Record<KeptCause, string> = {
  sent: "Sent",
  changed: "Changed",
  moderated: "Changed in moderation",
  cannot: "Can’t assess it",
  resumed: "Taken up again",
  entered: "Entered from a score sheet",
  criteria: "Reckoned under new criteria",
};

export const pointsOf = (score: Pick<KeptScore, "points" | "cannot"> | undefined): string => (score?.cannot ? "can’t assess" : (score?.points?.toString() ?? "–"));

/** "Need: 3 → 5" for each criterion whose points differ. */
export function changesBetween(criteria: readonly Criterion[], before: readonly KeptScore[], after: readonly KeptScore[]): string[] {
  const of = (scores: readonly KeptScore[], { id }: Criterion) => scores.find(({ criterion_id }) => criterion_id === id);
  return criteria.flatMap((criterion) => {
    const [from, to] = [pointsOf(of(before, criterion)), pointsOf(of(after, criterion))];
    return from === to ? [] : [`${criterion.title}: ${from} → ${to}`];
  });
}

/** One sheet's keepings, oldest first. */
export function ScoreHistory({ criteria, kept }: { criteria: readonly Criterion[]; kept: readonly Kept[] }) {
  return (
    <ol className="app-kept">
      {kept.map((one, index) => {
        const changes = index === 0 ? [] : changesBetween(criteria, kept[index - 1]!.scores, one.scores);
        return (
          <li key={one.version}>
            <p>
              <strong>{`${causes[one.cause]}${one.weighted_percent === null ? "" : `: ${formatPercent(one.weighted_percent)}`}`}</strong>{" "}
              <span className="ds_hint-text">{`${one.kept_by_name}, ${formatInstant(new Date(one.kept_at))}`}</span>
            </p>
            {changes.length > 0 ? <p>{changes.join("; ")}</p> : index > 0 && one.weighted_percent !== null ? <p>The points are as before; the words changed.</p> : null}
            {one.why ? <p className="app-as-typed">{one.why}</p> : null}
          </li>
        );
      })}
    </ol>
  );
}
