/** The councils as tiles of one size, roughly where they lie: a small island is as easy to read as a large county. */
import { useId, type ReactNode } from "react";
import { ChartFigure, Drawing, Hatching, inCommas } from "./charts.tsx";

/** One blue in five steps, light to dark, each with the ink that reads on it (4.5:1 at least). */
export const ramp = [
  { fill: "#e8f1fb", ink: "#1a1a1a" },
  { fill: "#b5d5f5", ink: "#1a1a1a" },
  { fill: "#7fb6ea", ink: "#1a1a1a" },
  { fill: "#0065bd", ink: "#ffffff" },
  { fill: "#002d54", ink: "#ffffff" },
] as const;

export interface Tile {
  /** At most five characters stand in a tile on a phone. */
  short: string;
  name: string;
  column: number;
  row: number;
  /** null: nothing has been reported, which is not nought. */
  value: number | null;
  to?: string;
}
interface TileMapProps {
  title: string;
  /** One sentence that says what the map shows. */
  description: string;
  tiles: readonly Tile[];
  unit?: string;
  format?: (value: number) => string;
  note?: ReactNode;
  /** The value of the darkest step: the same for maps that stand side by side. */
  most?: number;
}

/** Which of the five steps a value falls in, between nought and the largest. */
export function step(value: number, largest: number): number {
  return largest <= 0 ? 0 : Math.min(ramp.length - 1, Math.max(0, Math.ceil((value / largest) * ramp.length) - 1));
}

const tileHeight = 46;

export function TileMap({ title, description, tiles, unit, format = inCommas, note, most = 0 }: TileMapProps) {
  const hatching = `h${useId().replace(/:/g, "")}`;
  const largest = Math.max(0, most, ...tiles.map((tile) => tile.value ?? 0));
  const left = Math.min(...tiles.map((tile) => tile.column));
  const top = Math.min(...tiles.map((tile) => tile.row));
  const width = 100 / (Math.max(...tiles.map((tile) => tile.column)) - left + 1);
  const rows = Math.max(...tiles.map((tile) => tile.row)) - top + 1;
  const missing = tiles.some((tile) => tile.value === null);
  return (
    <ChartFigure title={title} unit={unit} note={note}>
      <div className="app-tile-map">
        <Drawing title={title} description={description} height={rows * tileHeight} links={tiles.some((tile) => tile.to)}>
          <Hatching id={hatching} />
          {tiles.map((tile) => {
            const words = tile.value === null ? "not reported" : format(tile.value);
            const drawn = <TileBox tile={tile} words={tile.value === null ? "–" : words} look={tile.value === null ? undefined : ramp[step(tile.value, largest)]} hatching={hatching} />;
            const place = { x: `${((tile.column - left) * width).toFixed(3)}%`, y: (tile.row - top) * tileHeight, width: `${width.toFixed(3)}%`, height: tileHeight };
            return (
              <svg key={`${tile.column}-${tile.row}`} {...place}>
                {tile.to ? <a className="app-drawing__link" href={tile.to} aria-label={`${tile.name}: ${words}${unit && tile.value !== null ? ` ${unit}` : ""}`}>{drawn}</a> : drawn}
              </svg>
            );
          })}
        </Drawing>
        <Legend largest={largest} format={format} missing={missing} hatching={hatching} />
      </div>
    </ChartFigure>
  );
}

function TileBox({ tile, words, look, hatching }: { tile: Tile; words: string; look: (typeof ramp)[number] | undefined; hatching: string }) {
  const ink = look?.ink ?? "#1a1a1a";
  return (
    <>
      <rect className="app-tile" x="1" y="1" width="100%" height={tileHeight - 3} fill={look?.fill ?? `url(#${hatching})`} stroke="#ffffff" strokeWidth="2" />
      {look ? null : <rect className="app-tile__paper" x="12%" y="5" width="76%" height={tileHeight - 11} fill="#ffffff" />}
      <text className="app-tile__name" x="50%" y="18" textAnchor="middle" fill={ink}>{tile.short}</text>
      <text className="app-tile__value" x="50%" y="35" textAnchor="middle" fill={ink}>{words}</text>
      <title>{tile.name}</title>
    </>
  );
}

/** Which way the colour goes, from nought to the largest. The values are in the tiles: nobody has to match a shade. */
function Legend({ largest, format, missing, hatching }: { largest: number; format: (value: number) => string; missing: boolean; hatching: string }) {
  return (
    <div className="app-legend">
      <p className="app-legend__item">
        {format(0)}
        <svg className="app-legend__ramp" width="110" height="18" aria-hidden="true" focusable="false">
          {ramp.map((colour, index) => <rect key={colour.fill} x={index * 22} y="0" width="22" height="18" fill={colour.fill} />)}
          <rect x="0.5" y="0.5" width="109" height="17" fill="none" stroke="#5e5e5e" />
        </svg>
        {format(largest)}
      </p>
      {missing ? (
        <p className="app-legend__item">
          <svg width="22" height="18" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="21" height="17" fill={`url(#${hatching})`} stroke="#5e5e5e" /></svg>
          not reported
        </p>
      ) : null}
    </div>
  );
}
