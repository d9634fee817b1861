/** COPY of the rows of the 360Giving file, sent as PostgreSQL writes them. The query is the file's own: what is compared is everything around it. */
import { pipeline } from "node:stream/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import { to as copyTo } from "pg-copy-streams";
import { grantsAsJson } from "#app/domain/opendata/fields.server.ts";
import { serveBare } from "./serve.ts";

await serveBare((pool, { site }) => {
  const query = sql`copy (${grantsAsJson({}, site!)}) to stdout with (format csv, delimiter E'\\x02', quote E'\\x01')`.compile(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })).sql;
  return async (_request, response) => {
    const client = await pool.connect();
    try {
      await pipeline(client.query(copyTo(query)), response);
    } finally {
      client.release();
    }
  };
});
