/** The chart that fits a cut: bars; lines over rounds and months; the tile map of councils; small multiples for two. Never a pie. */
import { BarChart, ChartFigure, LineChart, type LinePoint } from "#app/ui/charts.tsx";
import { TileMap } from "#app/ui/tile-map.tsx";
import type { Explored } from "#app/domain/figures/explore/query.server.ts";
import { dimensions, factsOf, isList, type Cell } from "#app/domain/figures/explore/model.ts";
import { cellInWords, wayBehind, type Ways } from "./explore-tables.tsx";
import type { ExplorePage } from "./explore-view.tsx";

interface ChartProps {
  answer: Explored;
  areas: ExplorePage["choices"]["areas"];
  rounds: ExplorePage["choices"]["rounds"];
  funds: readonly { code: string; title: string }[];
  ways: Ways;
}
const mostMultiples = 16;
const mostBars = 40;

export function ExploreChart(props: ChartProps) {
  const { cut, rows, columns } = props.answer;
  if (rows.length === 0) return null;
  if (cut.then === undefined) return <One {...props} rows={rows.map((row) => ({ ...row, cell: row.cell! }))} title={titleOf(props.answer)} links />;
  const most = Math.max(1, ...rows.flatMap((row) => row.cells.map((cell) => cell.value ?? 0)));
  // The dimension that is a line or a map is drawn; the other one makes the multiples.
  const drawsThen = cut.by !== "round" && cut.by !== "month" && cut.by !== "year" && (cut.then === "round" || cut.then === "month" || cut.then === "year");
  const multiples = drawsThen
    ? rows.map((row) => ({ ...row, rows: columns.map((column, index) => ({ ...column, cell: row.cells[index]!, published: null })) }))
    : columns.map((column, index) => ({ ...column, rows: rows.map((row) => ({ ...row, cell: row.cells[index]!, published: null })) }));
  const largest = [...multiples].sort((a, b) => sumOf(b.rows) - sumOf(a.rows)).slice(0, mostMultiples);
  const shown = multiples.filter((one) => largest.includes(one) && sumOf(one.rows) > 0);
  if (shown.length === 0) return null;
  return (
    <>
      <div className="app-multiples">
        {shown.map((one) => <One key={one.code} {...props} drawn={drawsThen ? cut.then! : cut.by} rows={one.rows} title={one.title} most={most} />)}
      </div>
      <p>
        All on one scale.{" "}
        {shown.length < multiples.length ? `Shown: ${shown.length} of ${multiples.length}, the largest. The table has them all.` : ""}
      </p>
    </>
  );
}

const sumOf = (rows: readonly { cell: Cell }[]): number => rows.reduce((sum, row) => sum + (row.cell.value ?? 0), 0);
const titleOf = ({ cut }: Explored): string => `${factsOf(cut.measure).title} by ${dimensions[cut.by].title.toLowerCase()}`;

interface OneProps extends ChartProps {
  title: string;
  rows: readonly { code: string; title: string; cell: Cell; published: number | null }[];
  drawn?: Explored["cut"]["by"];
  most?: number;
  links?: boolean;
}

function One({ answer, areas, rounds, funds, ways, title, rows, drawn = answer.cut.by, most, links = false }: OneProps) {
  const { cut } = answer;
  const { money, unit } = factsOf(cut.measure);
  const format = (value: number) => cellInWords(cut, { value, qualifier: "" });
  const to = (row: OneProps["rows"][number]) => (links ? wayBehind(cut, row.cell, ways, row.code) : undefined);
  const [top] = [...rows].sort((a, b) => (b.cell.value ?? 0) - (a.cell.value ?? 0));
  const description = top?.cell.value ? `${rows.length} ${dimensions[drawn].plural}; the most under ${top.title}, ${format(top.cell.value)}.` : "Nothing is counted here.";
  const said = { title, description, format, ...(money ? { unit: "" } : { unit }), most };
  if (drawn === "round") return <OverRounds {...said} rows={rows} rounds={rounds} funds={funds} list={listOf(answer)} />;
  if ((drawn === "month" || drawn === "year") && rows.length > 2) return <LineChart {...said} points={rows.map((row) => ({ label: row.code, value: row.cell.value }))} />;
  if (drawn === "area") {
    const tiles = areas.flatMap(({ code, title: name, short, column, row: line }) => {
      const counted = rows.find((one) => one.code === code);
      return column === null || line === null || !counted ? [] : [{ short, name, column, row: line, value: counted.cell.value, to: to(counted) }];
    });
    if (tiles.length > 0) return <TileMap title={title} description={description} tiles={tiles} unit={unit} most={most} format={money ? inThousands : format} note={money ? "In thousands of pounds." : undefined} />;
  }
  const ordered = drawn === "band" || drawn === "deprivation" || drawn === "year" || drawn === "month" ? rows : [...rows].sort((a, b) => (b.cell.value ?? -1) - (a.cell.value ?? -1));
  const bars = (links ? ordered : ordered.filter((row) => row.cell.value !== null)).slice(0, mostBars);
  return bars.length === 0 ? <ChartFigure title={title}><p>Nothing is counted here.</p></ChartFigure> : <BarChart {...said} bars={bars.map((row) => ({ label: row.title, value: row.cell.value, to: to(row) }))} />;
}

const inThousands = (pence: number): string => `£${Math.round(pence / 100_000).toLocaleString("en-GB")}k`;
/** The code list whose versions break the lines, where one is counted by. */
const listOf = ({ cut }: Explored) => [cut.by, cut.then].find((dimension) => dimension !== undefined && isList(dimension));

interface OverRoundsProps {
  title: string;
  description: string;
  format: (value: number) => string;
  unit: string;
  most?: number;
  rows: OneProps["rows"];
  rounds: ChartProps["rounds"];
  funds: ChartProps["funds"];
  list: string | undefined;
}
/** A line for each fund: rounds of two funds are no series. What was printed elsewhere stands beside it, open and dashed; a new code list breaks it. */
function OverRounds({ rows, rounds, funds, list, title, ...said }: OverRoundsProps) {
  const inRows = [...new Set(rounds.filter((round) => rows.some((row) => row.code === round.code)).map((round) => round.fund))];
  return (
    <>
      {inRows.map((fund) => {
        const ofFund = rounds.filter((round) => round.fund === fund && rows.some((row) => row.code === round.code));
        const points = ofFund.map((round, index): LinePoint => {
          const row = rows.find((one) => one.code === round.code)!;
          const before = ofFund[index - 1];
          const sameYear = ofFund.filter((other) => other.financial_year === round.financial_year).length > 1;
          return {
            label: sameYear ? round.code : round.financial_year, value: row.cell.value, published: row.published,
            breakBefore: list !== undefined && before !== undefined && before.lists[list] !== round.lists[list],
          };
        });
        const note = [
          points.some((point) => (point.published ?? null) !== null) ? "Dashed and open: printed in a publication, not counted here." : "",
          points.some((point) => point.breakBefore) ? "A dashed upright: the code list changed, and the line does not go on." : "",
        ].filter((part) => part !== "").join(" ");
        return <LineChart key={fund} {...said} title={inRows.length > 1 ? `${title}: ${funds.find((one) => one.code === fund)?.title ?? fund}` : title} points={points} note={note || undefined} />;
      })}
    </>
  );
}
