/** Criteria down, assessors across: each one's points with their reason, side by side. */
import { formatPercent } from "#app/domain/assessment/model.ts";
import { Table } from "#app/ui/table.tsx";

interface Sheet {
  id: string;
  name: string;
  overall: string;
  weighted_percent: number | null;
  scores: readonly { criterion_id: string; points: number | null; reason: string }[];
}
interface Criterion {
  id: string;
  title: string;
  weight: number;
  max_points: number;
}

export function ScoresSideBySide({ criteria, sheets }: { criteria: readonly Criterion[]; sheets: readonly Sheet[] }) {
  const scoreOf = (sheet: Sheet, criterion: string) => sheet.scores.find(({ criterion_id }) => criterion_id === criterion);
  return (
    <>
      <h2>Scores and reasons</h2>
      <Table
        caption="Each assessor’s points and reasons" captionHidden
        columns={[{ key: "criterion", heading: "Criterion" }, ...sheets.map((sheet) => ({ key: sheet.id, heading: sheet.name }))]}
        rows={sheets.length === 0 ? [] : [
          ...criteria.map((criterion) => ({
            criterion: `${criterion.title} (weight ${criterion.weight})`,
            ...Object.fromEntries(sheets.map((sheet) => {
              const score = scoreOf(sheet, criterion.id);
              return [sheet.id, <><strong>{`${score?.points ?? "–"} of ${criterion.max_points}`}</strong><p className="app-as-typed">{score?.reason}</p></>];
            })),
          })),
          { criterion: "Overall", ...Object.fromEntries(sheets.map((sheet) => [sheet.id, <p className="app-as-typed" key={sheet.id}>{sheet.overall || "Nothing added"}</p>])) },
        ]}
        total={{ criterion: "Weighted score", ...Object.fromEntries(sheets.map((sheet) => [sheet.id, sheet.weighted_percent === null ? "Not scored" : formatPercent(sheet.weighted_percent)])) }}
        empty="No scores can be read yet. Each assessor’s appear here once they are sent."
      />
    </>
  );
}
