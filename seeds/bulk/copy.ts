/** Writes rows with COPY: the shortest way into PostgreSQL. */
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

export type Cell = string | number | boolean | null;

/** Collects rows as COPY reads them. */
export class Rows {
  private text = "";
  count = 0;
  constructor(
    readonly table: string,
    readonly columns: readonly string[],
  ) {}

  /** One cell for each column. Text is what people may type: it is written so that COPY reads it as it is. */
  add(...cells: readonly Cell[]): void {
    this.count += 1;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index]!;
      this.text += `${index === 0 ? "" : "\t"}${cell === null ? "\\N" : typeof cell === "string" ? escaped(cell) : String(cell)}`;
    }
    this.text += "\n";
  }

  /** What was added since the last time. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}

const special = /[\\\t\n\r]/;
const escaped = (text: string): string => (special.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[sign]!) : text);

/** Sends what has been collected. Names of tables and columns are ours, never anybody's words. */
export async function copyIn(client: pg.ClientBase, rows: Rows): Promise<void> {
  const text = rows.take();
  if (text === "") return;
  const stream = client.query(copyFrom(`copy ${rows.table} (${rows.columns.join(", ")}) from stdin`));
  const done = finished(stream);
  if (!stream.write(text)) await Promise.race([once(stream, "drain"), done]);
  stream.end();
  await done;
}
