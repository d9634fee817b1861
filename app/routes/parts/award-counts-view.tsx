/** The award counts page: the question, the answer with its definition, the chart, and the table in which every number is a link. */
import type { ReactNode } from "react";
import { BarChart, LineChart } from "#app/ui/charts.tsx";
import { ErrorSummary, Form, Button, Select, TextField } from "#app/ui/forms.tsx";
import { Details, Inset, Money, Notice, Stat, Stats, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { TileMap } from "#app/ui/tile-map.tsx";
import { breakdownCodes, breakdowns, financialYearDays, monthDays, type AwardCounts, type AwardCountsQuery, type CountRow } from "#app/domain/figures/model.ts";
import { completenessInWords, howReported, periodInWords } from "#app/domain/figures/words.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant, formatMonth } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AssertedBeside } from "./asserted-view.tsx";

interface Area {
  code: string;
  title: string;
  short: string;
  column: number | null;
  row: number | null;
}
interface Variant {
  code: string;
  label: string;
  used_in: string;
}
export interface AwardCountsPage {
  /** The publications of the fund asked for, by which it can be asked again. */
  published: { code: string; title: string }[];
  choices: { funds: { code: string; title: string; short_title: string; shape: string }[]; areas: Area[] };
  asked: Record<string, string>;
  years: string[];
  found: { query: AwardCountsQuery; answer: AwardCounts; variants: Variant[] } | null;
  errors: Record<string, string> | null;
}
type Query = Record<string, string | undefined>;
interface Ways {
  /** This page with another question. */
  counts: (query: Query) => string;
  /** The register with these filters: the awards behind a number. */
  awards: (query: Query) => string;
}
const commas = new Intl.NumberFormat("en-GB");

export function AwardCountsView({ data, ways, children }: { data: AwardCountsPage; ways: Ways; children?: ReactNode }) {
  const { found, errors } = data;
  return (
    <>
      {errors ? <ErrorSummary errors={errors} /> : null}
      {children}
      {found ? <p><a href="#question">Ask something else</a></p> : null}
      {found ? <Answer {...found} choices={data.choices} ways={ways} /> : null}
      <Question data={data} ways={ways} />
    </>
  );
}

function Question({ data: { choices, published, asked, years, errors, found }, ways }: { data: AwardCountsPage; ways: Ways }) {
  const refused = errors ? { errors, values: Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, [value]])) } : undefined;
  const fundAndBy = { fund: asked.fund, by: asked.by, area: asked.area };
  return (
    <section aria-labelledby="question">
      <h2 id="question" tabIndex={-1}>{found ? "Ask something else" : "Choose what is counted"}</h2>
      <Form method="get" refused={refused}>
        <div className="app-filters__fields">
          <Select name="fund" label="Fund" options={choices.funds.map((fund) => ({ value: fund.code, text: fund.short_title }))} value={asked.fund} />
          <Select name="by" label="Counted by" options={breakdownCodes.map((code) => ({ value: code, text: breakdowns[code].title }))} value={asked.by ?? "focus-group"} />
          <TextField name="from" label="First day of award" optional value={asked.from} width={10} inputProps={{ type: "date" }} />
          <TextField name="to" label="Last day of award" optional value={asked.to} width={10} inputProps={{ type: "date" }} />
          <Select name="area" label="Only in" options={[{ value: "", text: "All of Scotland" }, ...choices.areas.map((area) => ({ value: area.code, text: area.title }))]} value={asked.area ?? ""} />
          {published.length > 0 || asked.as_published ? (
            <Select name="as_published" label="As it stood" options={[{ value: "", text: "Now, in the register" }, ...published.map((one) => ({ value: one.code, text: `As published ${formatMonth(one.code.slice(0, 7))}` }))]} value={asked.as_published ?? ""} />
          ) : null}
        </div>
        <Button small>Show the counts</Button>
      </Form>
      {years.length > 0 ? (
        <p>
          Financial years with awards:{" "}
          {years.map((year) => <span key={year}><a href={ways.counts({ ...fundAndBy, ...financialYearDays(year) })}>{year}</a>{", "}</span>)}
          <a href={ways.counts(fundAndBy)}>all that is released</a>
        </p>
      ) : null}
    </section>
  );
}

function Answer({ query, answer, variants, choices, ways }: { query: AwardCountsQuery; answer: AwardCounts; variants: Variant[]; choices: AwardCountsPage["choices"]; ways: Ways }) {
  const fund = choices.funds.find((one) => one.code === query.fund);
  const by = breakdowns[query.by];
  const known = answer.total.awards !== null;
  const period = query.from || query.to ? periodInWords({ ...answer.period, stated: null }) : "Everything released so far";
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">{fund?.title ?? query.fund}{answer.area ? `, ${answer.area.title}` : ""}: awards by {by.title.toLowerCase()}</h2>
      <Stats>
        <Stat value={answer.total.awards} unit="awards" period={period} asAt={answer.as_at} to="#definition" synthetic={answer.synthetic} />
        <Stat value={answer.total.organisations} unit="different organisations" period={period} asAt={answer.as_at} to="#definition" synthetic={answer.synthetic} />
        <Stat value={answer.total.amount_pence === null ? null : formatPence(answer.total.amount_pence)} unit="awarded" period={period} asAt={answer.as_at} to="#definition" synthetic={answer.synthetic} />
      </Stats>
      {known || answer.as_published ? null : (
        <Notice kind="info" title="No ledger of awards is loaded for this fund and period">
          So nothing is counted here: that is not the same as no awards. What publications say stands below.
        </Notice>
      )}
      {answer.as_published ? <AsPublished answer={answer.as_published} /> : known ? <p><a href={ways.awards(behind(query, undefined))}>See the awards behind these counts</a></p> : null}
      {(answer.breaks ?? []).map((one) => (
        <Notice key={one.to.version} kind="warning" title={`The list of ${by.plural} changed inside this period`}>
          <p>“{one.from.title}” gave way to “{one.to.title}” on {formatDay(one.to.since)}. Counts on the two sides are not one series.</p>
        </Notice>
      ))}
      {known ? <Chart query={query} answer={answer} areas={choices.areas} ways={ways} /> : null}
      <CountsTable query={query} answer={answer} variants={variants} ways={ways} />
      <p>
        Download these rows: <a href={paths.apiAwardCountsCsv({ ...query })}>CSV</a>, <a href={paths.apiAwardCountsFile("xlsx", { ...query })}>XLSX</a>, <a href={paths.apiAwardCountsFile("ods", { ...query })}>ODS</a>, <a href={paths.apiAwardCounts({ ...query })}>JSON</a>
      </p>
      <Inset>{answer.note}</Inset>
      <Definition answer={answer} period={period} by={by.title} />
      {answer.asserted ? <AssertedBeside asserted={answer.asserted} /> : null}
    </section>
  );
}

function AsPublished({ answer }: { answer: NonNullable<AwardCounts["as_published"]> }) {
  return (
    <p>
      As published in <a href={paths.publications()}>“{answer.title}”</a>, {formatDay(answer.published_on)}.
      {answer.superseded_by ? ` It was restated in ${formatMonth(answer.superseded_by.slice(0, 7))}.` : null}
    </p>
  );
}

/** The register's filters that give exactly the awards of a row; of all rows without one. */
function behind(query: AwardCountsQuery, row: CountRow | undefined): Query {
  const base = { fund: query.fund, from: query.from, to: query.to, area: query.area };
  if (!row) return base;
  if (query.by === "area") return { ...base, area: row.code };
  if (query.by !== "month") return { ...base, [query.by]: row.code };
  const month = monthDays(row.code);
  return { ...base, from: query.from && query.from > month.from ? query.from : month.from, to: query.to && query.to < month.to ? query.to : month.to };
}
/** In one area, another area's row has no awards behind it to show; a past publication's awards are in its cut, not in the register. */
const hasWay = (query: AwardCountsQuery, row: CountRow): boolean => query.as_published === undefined && row.awards !== null && (query.by !== "area" || !query.area || query.area === row.code);

function Chart({ query, answer, areas, ways }: { query: AwardCountsQuery; answer: AwardCounts; areas: Area[]; ways: Ways }) {
  const by = breakdowns[query.by];
  const title = `Awards by ${by.title.toLowerCase()}`;
  const description = describe(answer.rows, by.plural);
  const to = (row: CountRow) => (hasWay(query, row) && row.awards ? ways.awards(behind(query, row)) : undefined);
  if (query.by === "area") {
    const tiles = areas.flatMap(({ code, title: name, short, column, row }) => {
      const counted = answer.rows.find((one) => one.code === code);
      return column === null || row === null || !counted ? [] : [{ short, name, column, row, value: counted.awards, to: to(counted) }];
    });
    return tiles.length > 0 ? <TileMap title={title} description={description} tiles={tiles} unit="awards" /> : null;
  }
  if (query.by === "month" && answer.rows.length > 2)
    return <LineChart title={title} description={description} unit="awards" points={answer.rows.map((row) => ({ label: row.code, value: row.awards }))} />;
  const bars = query.by === "month" ? answer.rows : [...answer.rows].sort((a, b) => (b.awards ?? 0) - (a.awards ?? 0));
  return <BarChart title={title} description={description} unit="awards" bars={bars.map((row) => ({ label: row.title, value: row.awards, to: to(row) }))} />;
}

function describe(rows: readonly CountRow[], plural: string): string {
  const [most] = [...rows].sort((a, b) => (b.awards ?? 0) - (a.awards ?? 0));
  if (!most?.awards) return `No awards in any of the ${rows.length} ${plural}.`;
  return `${rows.length} ${plural}; the most awards are under ${most.title}, ${commas.format(most.awards)}.`;
}

function CountsTable({ query, answer, variants, ways }: { query: AwardCountsQuery; answer: AwardCounts; variants: Variant[]; ways: Ways }) {
  const by = breakdowns[query.by];
  const addsUp = query.by === "area" || query.by === "month" || query.by === "project-type";
  return (
    <Table
      caption={<>Awards by {by.title.toLowerCase()}{answer.synthetic ? <> <SyntheticMark /></> : null}</>}
      columns={[{ key: "title", heading: by.title }, { key: "awards", heading: "Awards", numeric: true }, { key: "amount", heading: "Amount", numeric: true }]}
      rows={answer.rows.map((row) => ({
        title: <>{row.title}{variants.filter((one) => one.code === row.code).map((one) => <p className="ds_hint-text" key={one.label + one.used_in}>Called “{one.label}” in: {one.used_in}</p>)}</>,
        awards: row.awards === null ? "not known" : hasWay(query, row) ? <a href={ways.awards(behind(query, row))}>{commas.format(row.awards)}<span className="visually-hidden"> awards: {row.title}</span></a> : commas.format(row.awards),
        amount: row.amount_pence !== null && hasWay(query, row) ? <a href={ways.awards(behind(query, row))}><Money pence={row.amount_pence} /><span className="visually-hidden"> awarded: {row.title}</span></a> : <Money pence={row.amount_pence} />,
      }))}
      total={addsUp && answer.total.awards !== null ? { title: "All awards, each once", awards: commas.format(answer.total.awards), amount: <Money pence={answer.total.amount_pence} /> } : undefined}
    />
  );
}

function Definition({ answer, period, by }: { answer: AwardCounts; period: string; by: string }) {
  const { completeness, total } = answer;
  return (
    <div id="definition">
      <Details summary="What this counts" open>
        <SummaryList
          rows={[
            { key: "Definition", value: "An award counts from its release until it is withdrawn or not taken up, once, on its day of award. Its amount is what stands after reductions. An organisation counts once however many awards it has." },
            { key: "Counted by", value: by },
            { key: "Period", value: period },
            { key: "As at", value: formatInstant(new Date(answer.as_at)) },
            { key: "Base", value: total.awards === null ? "Not known" : `${commas.format(total.awards)} awards of the period` },
            { key: "Completeness", value: `${completenessInWords(completeness)}. ${howReported}` },
            { key: "Source", value: "Lade: the register of released awards" },
            { key: "Standing", value: "Management information, not official statistics" },
          ]}
        />
      </Details>
    </div>
  );
}
