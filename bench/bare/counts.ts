/** Award counts by focus group and council area: one query on the summary table, written as CSV. */
import { serveBare } from "./serve.ts";

const query = `
  with cells as (
    select code, area_code, sum(awards)::bigint as awards from award_month_count where list_code = 'focus-group' group by 1, 2),
  items as (
    select distinct on (code) code, title, version, position,
           count(*) over (partition by code) < (select count(distinct version) from code_item where list_code = 'focus-group') as broken
      from code_item where list_code = 'focus-group' order by code, version desc)
  select i.code, i.title, i.broken, a.code as area_code, a.name as area, coalesce(c.awards, 0) as awards,
         (select coalesce(sum(awards), 0)::bigint from award_month_count where list_code = 'all') as whole,
         exists (select 1 from award where synthetic) as synthetic
    from items i cross join area a left join cells c on c.code = i.code and c.area_code = a.code
   where a.kind = 'council'
   order by i.version desc, i.position, a.position`;

interface Line {
  code: string;
  title: string;
  area_code: string;
  area: string;
  awards: number;
  whole: number;
  synthetic: boolean;
  /** Whether only some versions of the list know the code. */
  broken: boolean;
}
const qualifier = ({ broken, synthetic }: Line): string => [...(broken ? ["value: [b] break in the series"] : []), ...(synthetic ? ["synthetic"] : [])].join("; ");
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

await serveBare((pool) => async (_request, response) => {
  const at = new Date().toISOString();
  const { rows } = await pool.query<Line>(query);
  const lines = rows.map(
    (row) =>
      `focus-group,${row.code},${quoted(row.title)},area,${row.area_code},${quoted(row.area)},awards,${row.awards},${row.awards},${row.whole},,${at},${qualifier(row)}\r\n`,
  );
  const body = Buffer.from(`by,code,title,then,then_code,then_title,measure,value,base,base_of_all,published_elsewhere,as_at,qualifier\r\n${lines.join("")}`);
  response.writeHead(200, { "Content-Type": "text/csv; charset=utf-8; header=present", "Content-Length": body.length }).end(body);
});
