/**
 * Charts as SVG made on the server. Widths are percentages and type is in pixels, so a chart fits 320 px as well as a wide page and its
 * words never shrink. Nothing is said by colour alone: every bar and point carries its value; what is missing is hatched or left open.
 */
import { scaleLinear, scalePoint } from "d3-scale";
import { useId, type ReactNode } from "react";

export const navy = "#002d54";
export const accentOrange = "#9a4110";
const context = "#5e5e5e";
const commas = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
export const inCommas = (value: number): string => commas.format(value);

/** Breaks a label into lines of at most `most` characters, between words. */
export function inLines(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

interface FigureProps {
  title: string;
  unit?: string;
  note?: ReactNode;
  children: ReactNode;
}
/** A chart under its title, with its note. */
export function ChartFigure({ title, unit, note, children }: FigureProps) {
  return (
    <figure className="app-chart">
      <figcaption className="app-chart__title">{title}{unit ? <span className="app-chart__unit">, {unit}</span> : null}</figcaption>
      {children}
      {note ? <p className="app-chart__note">{note}</p> : null}
    </figure>
  );
}

interface DrawingProps {
  title: string;
  description: string;
  height: number;
  /** A drawing with links in it can't be one image: it is a group of named links. */
  links: boolean;
  children: ReactNode;
}
/** The drawing itself, with its title and description for those who don't see it. */
export function Drawing({ title, description, height, links, children }: DrawingProps) {
  const id = useId().replace(/:/g, "");
  return (
    <svg
      className="app-drawing" width="100%" height={height} xmlns="http://www.w3.org/2000/svg" focusable="false"
      role={links ? "group" : "img"} aria-labelledby={`t${id}`} aria-describedby={`d${id}`}
    >
      <title id={`t${id}`}>{title}</title>
      <desc id={`d${id}`}>{description}</desc>
      {children}
    </svg>
  );
}

/** Lines for what is missing or not final. */
export const Hatching = ({ id }: { id: string }) => (
  <defs>
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="6" height="6" fill="#ffffff" />
      <rect width="2" height="6" fill="#767676" />
    </pattern>
  </defs>
);

export interface Bar {
  label: string;
  /** null: not known, which is not nought. */
  value: number | null;
  to?: string;
  /** "This one": set apart, in words too by the page. */
  accent?: boolean;
}
interface BarChartProps {
  title: string;
  /** One sentence that says what the chart shows. */
  description: string;
  /** In the order in which they are shown. */
  bars: readonly Bar[];
  unit: string;
  format?: (value: number) => string;
  note?: ReactNode;
  /** The value at which a bar is full: the same for charts that stand side by side. */
  most?: number;
}
const lineHeight = 20;
const barHeight = 26;
const gap = 16;

/** Bars from nought, each under its label, with its value at its end. */
export function BarChart({ title, description, bars, unit, format = inCommas, note, most = 0 }: BarChartProps) {
  const share = scaleLinear().domain([0, Math.max(1, most, ...bars.map((bar) => bar.value ?? 0))]).range([0, 100]);
  let height = 0;
  const placed = bars.map((bar) => {
    const lines = inLines(bar.label, 38);
    const y = height;
    height += lines.length * lineHeight + barHeight + gap;
    return { bar, lines, y };
  });
  return (
    <ChartFigure title={title} unit={unit} note={note}>
      <Drawing title={title} description={description} height={Math.max(1, height - gap + 4)} links={bars.some((bar) => bar.to)}>
        {placed.map(({ bar, lines, y }) => {
          const drawn = <BarRow key={bar.label} bar={bar} lines={lines} y={y} percent={share(bar.value ?? 0)} words={bar.value === null ? "not known" : format(bar.value)} />;
          if (!bar.to) return drawn;
          return (
            <a key={bar.label} className="app-drawing__link" href={bar.to} aria-label={`${bar.label}: ${bar.value === null ? "not known" : `${format(bar.value)} ${unit}`}`}>
              <rect className="app-drawing__focus" x="0" y={y} width="100%" height={lines.length * lineHeight + barHeight + 4} fill="transparent" />
              {drawn}
            </a>
          );
        })}
      </Drawing>
    </ChartFigure>
  );
}

function BarRow({ bar, lines, y, percent, words }: { bar: Bar; lines: string[]; y: number; percent: number; words: string }) {
  const top = y + lines.length * lineHeight + 2;
  const inside = percent >= 55;
  return (
    <g>
      {lines.map((line, index) => <text key={index} className="app-drawing__label" x="0" y={y + index * lineHeight + 15}>{line}</text>)}
      <rect className="app-drawing__bar" x="0" y={top} width={`${percent.toFixed(2)}%`} height={barHeight} fill={bar.accent ? accentOrange : navy} />
      <line className="app-drawing__axis" x1="0" x2="0" y1={top - 2} y2={top + barHeight + 2} stroke={context} strokeWidth="2" />
      <text
        className={inside ? "app-drawing__value app-drawing__value--inside" : "app-drawing__value"} x={`${percent.toFixed(2)}%`} y={top + 18.5} dx={inside ? -8 : 8}
        textAnchor={inside ? "end" : "start"} fill={inside ? "#ffffff" : "#1a1a1a"}
      >
        {words}
      </text>
    </g>
  );
}

export interface LinePoint {
  label: string;
  /** null breaks the line: nothing is drawn across what is not known. */
  value: number | null;
  /** Not final: the point is open and its line dashed. */
  provisional?: boolean;
  /** What somebody else prints, shown beside the value: an open point on a dashed line of its own. */
  published?: number | null;
  /** The series begins anew here: nothing joins this point to the one before, and a dashed upright says so. */
  breakBefore?: boolean;
}
interface LineChartProps {
  title: string;
  description: string;
  points: readonly LinePoint[];
  unit: string;
  format?: (value: number) => string;
  note?: ReactNode;
  most?: number;
}
const plot = { top: 28, bottom: 208, height: 256 };

/** One quantity over time, from nought, each point with its value; a break in the series is a break in the line. */
export function LineChart({ title, description, points, unit, format = inCommas, note, most = 0 }: LineChartProps) {
  const x = scalePoint<number>().domain(points.map((_, index) => index)).range([9, 91]);
  const y = scaleLinear().domain([0, Math.max(1, most, ...points.map((point) => Math.max(point.value ?? 0, point.published ?? 0)))]).nice().range([plot.bottom, plot.top]);
  const at = (index: number) => `${(x(index) ?? 50).toFixed(2)}%`;
  const every = Math.ceil(points.length / 8);
  /** Every other label stands a line lower where they would touch on a phone. */
  const drop = (index: number) => (points.length > 4 && (index / every) % 2 === 1 ? 18 : 0);
  return (
    <ChartFigure title={title} unit={unit} note={note}>
      <Drawing title={title} description={description} height={plot.height} links={false}>
        <line className="app-drawing__axis" x1="0" x2="100%" y1={plot.bottom} y2={plot.bottom} stroke={context} strokeWidth="1" />
        {points.map((point, index) => {
          const before = points[index - 1];
          if (index === 0 || point.value === null || before?.value === null || before === undefined || point.breakBefore) return null;
          return (
            <line
              key={point.label} className="app-drawing__line" x1={at(index - 1)} y1={y(before.value)} x2={at(index)} y2={y(point.value)}
              stroke={navy} strokeWidth="3" strokeDasharray={point.provisional ? "6 5" : undefined}
            />
          );
        })}
        {points.map((point, index) => <Beside key={point.label} point={point} before={points[index - 1]} at={[at(index - 1), at(index)]} y={y} format={format} />)}
        {points.map((point, index) => (
          <g key={point.label}>
            {point.value === null ? null : (
              <>
                <circle className="app-drawing__point" cx={at(index)} cy={y(point.value)} r="5" fill={point.provisional ? "#ffffff" : navy} stroke={navy} strokeWidth="2.5" />
                {index % every === 0 || index === points.length - 1 ? (
                  <text className="app-drawing__value" x={at(index)} y={y(point.value) - 13} textAnchor="middle" fill="#1a1a1a">{format(point.value)}</text>
                ) : null}
              </>
            )}
            {point.value === null && (point.published ?? null) === null ? <text className="app-drawing__tick" x={at(index)} y={plot.bottom - 10} textAnchor="middle" fill={context}>not known</text> : null}
            {index % every === 0 ? <text className="app-drawing__tick" x={at(index)} y={plot.bottom + 22 + drop(index)} textAnchor="middle" fill={context}>{point.label}</text> : null}
          </g>
        ))}
      </Drawing>
    </ChartFigure>
  );
}

interface BesideProps {
  point: LinePoint;
  before: LinePoint | undefined;
  /** Where the point before and this one stand. */
  at: readonly [string, string];
  y: (value: number) => number;
  format: (value: number) => string;
}
/** The break before a point, and what was published beside it: open and dashed, so that nobody takes it for the same series. */
function Beside({ point, before, at: [left, here], y, format }: BesideProps) {
  const published = point.published ?? null;
  const earlier = before?.published ?? null;
  return (
    <>
      {point.breakBefore ? <line className="app-drawing__axis" x1={here} x2={here} y1={plot.top - 8} y2={plot.bottom} stroke={context} strokeWidth="1" strokeDasharray="2 4" transform="translate(-24 0)" /> : null}
      {published !== null && earlier !== null && !point.breakBefore ? (
        <line className="app-drawing__line" x1={left} y1={y(earlier)} x2={here} y2={y(published)} stroke={context} strokeWidth="2" strokeDasharray="6 5" />
      ) : null}
      {published === null ? null : (
        <>
          <circle className="app-drawing__point" cx={here} cy={y(published)} r="8" fill="none" stroke={context} strokeWidth="2" strokeDasharray="3 3" />
          {point.value === null ? <text className="app-drawing__value" x={here} y={y(published) - 15} textAnchor="middle" fill={context}>{format(published)}</text> : null}
        </>
      )}
    </>
  );
}
