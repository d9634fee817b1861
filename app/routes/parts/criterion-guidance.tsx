/** What a reader looks for: a criterion's guidance beside the answers that it concerns, and what each number of points means. */
import type { PointsGuidance } from "#app/domain/funds/criteria.ts";
import { Details } from "#app/ui/show.tsx";

export interface GuidedCriterion {
  id: string;
  title: string;
  guidance: string;
  weight: number;
  max_points: number;
  question_ids: readonly string[];
  points_guidance: readonly PointsGuidance[];
}

/**
 * Beneath an answer: the criteria that it concerns, each behind its name. Nothing where there is none. To stand in `AnswersView`:
 * `beneath={(question) => <CriterionGuidance criteria={criteria} question={question.id} />}`.
 * @param props.scoreAt the address of the criterion's field on the same page, such as `#criterion-…`
 */
export function CriterionGuidance({ criteria, question, scoreAt }: { criteria: readonly GuidedCriterion[]; question: string; scoreAt?: (criterionId: string) => string }) {
  const concerned = criteria.filter(({ question_ids }) => question_ids.includes(question));
  return (
    <>
      {concerned.map((criterion) => (
        <Details key={criterion.id} summary={`Scored under “${criterion.title}”`}>
          {criterion.guidance ? <p className="app-as-typed">{criterion.guidance}</p> : null}
          <PointsMeaning criterion={criterion} />
          {scoreAt ? <p><a href={scoreAt(criterion.id)}>{`Go to “${criterion.title}”`}</a></p> : null}
        </Details>
      ))}
    </>
  );
}

/** What each number of points means; nothing where nothing is said. */
export function PointsMeaning({ criterion }: { criterion: Pick<GuidedCriterion, "title" | "max_points" | "points_guidance"> }) {
  if (criterion.points_guidance.length === 0) return null;
  return (
    <dl className="app-points" aria-label={`What points mean for ${criterion.title}, of ${criterion.max_points}`}>
      {criterion.points_guidance.map(({ points, text }) => (
        <div key={points}><dt>{points === 1 ? "1 point" : `${points} points`}</dt><dd className="app-as-typed">{text}</dd></div>
      ))}
    </dl>
  );
}
