/** The explore page: the question, the answer in large, the chart, the table in which every number is a link, and what it counts. */
import type { ReactNode } from "react";
import { ErrorSummary, Form, Button, Select, TextField } from "#app/ui/forms.tsx";
import { Details, Inset, Notice, Stat, Stats, SyntheticMark } from "#app/ui/show.tsx";
import type { Explored } from "#app/domain/figures/explore/query.server.ts";
import { cutQuery } from "#app/domain/figures/explore/read.ts";
import { dimensionCodes, dimensions, factsOf, measures, measuresFor, noneRecorded, type Audience, type Dimension, type Filters } from "#app/domain/figures/explore/model.ts";
import { periodInWords } from "#app/domain/figures/words.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatMonth } from "#app/domain/kernel/time.ts";
import { AssertedBeside } from "./asserted-view.tsx";
import { ExploreChart } from "./explore-chart.tsx";
import { CrossTable, OneTable, type Ways } from "./explore-tables.tsx";
import { WhatThisCounts } from "./explore-counts.tsx";

interface Choice {
  code: string;
  title: string;
}
export interface ExplorePage {
  asked: Record<string, string>;
  choices: {
    areas: (Choice & { short: string; column: number | null; row: number | null; kind: string })[];
    rounds: (Choice & { fund: string; financial_year: string; kind: string; lists: Record<string, number> })[];
    values: Record<string, Choice[]>;
  };
  answer: Explored | null;
  errors: Record<string, string> | null;
}

export function ExploreView({ data, audience, ways, children }: { data: ExplorePage; audience: Audience; ways: Ways; children?: ReactNode }) {
  return (
    <>
      {data.errors ? <ErrorSummary errors={data.errors} /> : null}
      {children}
      {data.answer ? <p><a href="#question">Ask something else</a></p> : null}
      {data.answer ? <Answer answer={data.answer} choices={data.choices} ways={ways} /> : null}
      <Question data={data} audience={audience} ways={ways} />
    </>
  );
}

const always: readonly Dimension[] = ["fund", "round", "year", "area"];

function Question({ data: { choices, asked, errors, answer }, audience, ways }: { data: ExplorePage; audience: Audience; ways: Ways }) {
  const refused = errors ? { errors, values: Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, [value]])) } : undefined;
  const byOptions = dimensionCodes.map((code) => ({ value: code, text: dimensions[code].title }));
  const more = dimensionCodes.filter((dimension) => !always.includes(dimension) && dimension !== "month" && (choices.values[dimension] ?? []).length > 0);
  const filter = (dimension: Dimension) => <Filter key={dimension} dimension={dimension} values={choices.values[dimension] ?? []} value={asked[dimension]} />;
  return (
    <section aria-labelledby="question">
      <h2 id="question" tabIndex={-1}>{answer ? "Ask something else" : "Choose what is counted"}</h2>
      <Form method="get" refused={refused}>
        <div className="app-filters__fields">
          <Select name="measure" label="What is counted" options={measuresFor(audience).map((code) => ({ value: code, text: measures[code].title }))} value={asked.measure ?? "awards"} />
          <Select name="by" label="By" options={byOptions} value={asked.by ?? "focus-group"} />
          <Select name="then" label="And by" options={[{ value: "", text: "Nothing else" }, ...byOptions]} value={asked.then ?? ""} />
          {always.map(filter)}
        </div>
        <Details summary="More to choose from" open={more.some((dimension) => asked[dimension]) || Boolean(asked.from ?? asked.to ?? asked.month)}>
          <div className="app-filters__fields">
            {more.map(filter)}
            <TextField name="from" label="First day" optional value={asked.from} width={10} inputProps={{ type: "date" }} />
            <TextField name="to" label="Last day" optional value={asked.to} width={10} inputProps={{ type: "date" }} />
            {asked.month ? <TextField name="month" label="Month" optional value={asked.month} width={10} inputProps={{ type: "month" }} /> : null}
          </div>
        </Details>
        <div className="ds_button-group">
          <Button>Count</Button>
          {Object.keys(asked).length > 0 ? <a href={ways.explore({})}>Start again</a> : null}
        </div>
      </Form>
    </section>
  );
}

function Filter({ dimension, values, value }: { dimension: Dimension; values: readonly Choice[]; value: string | undefined }) {
  const { title, plural, none } = dimensions[dimension];
  const options = [{ value: "", text: `All ${plural}` }, ...values.map((one) => ({ value: one.code, text: one.title })), ...(none === null ? [] : [{ value: noneRecorded, text: none }])];
  return <Select name={dimension} label={`Only this ${title.toLowerCase()}`} options={options} value={value ?? ""} />;
}

function Answer({ answer, choices, ways }: { answer: Explored; choices: ExplorePage["choices"]; ways: Ways }) {
  const { cut, whole, chosen, breaks, warnings, notes } = answer;
  const facts = factsOf(cut.measure);
  const by = dimensions[cut.by].title.toLowerCase();
  const heading = `${facts.title} by ${by}${cut.then ? ` and ${dimensions[cut.then].title.toLowerCase()}` : ""}`;
  const value = whole.value === null || !facts.money ? whole.value : formatPence(whole.value);
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">{heading}</h2>
      {chosen.length > 0 ? <p>Only: {chosen.map((one) => (one.dimension === "month" ? formatMonth(one.code) : one.title)).join("; ")}</p> : null}
      <Stats>
        <Stat value={value} unit={facts.unit} period={periodOf(cut.filters)} asAt={answer.as_at} to="#definition" synthetic={answer.synthetic} />
      </Stats>
      {whole.value === null ? (
        <Notice kind="info" title={cut.measure === "paid" ? "What has been paid is not known" : "Nothing of this is kept here"}>
          {cut.measure === "paid" ? "Payments are not kept here yet. That is not the same as £0." : "So nothing is counted: that is not the same as none."}
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice kind="warning" title="Before you use these numbers">
          <ul>{warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul>
        </Notice>
      ) : null}
      {breaks.map((one) => (
        <Notice key={`${one.list} ${one.to.version}`} kind="warning" title={`The list of ${dimensions[one.list as Dimension].plural} changed between these rounds`}>
          <p>“{one.from.title}” gave way to “{one.to.title}” on {formatDay(one.to.since)}. Numbers on the two sides are not one series.</p>
        </Notice>
      ))}
      {whole.value === null && answer.rows.every((row) => row.published === null) ? null : <ExploreChart answer={answer} areas={choices.areas} rounds={choices.rounds} funds={choices.values.fund ?? []} ways={ways} />}
      {cut.then ? <CrossTable answer={answer} ways={ways} caption={<Caption text={heading} synthetic={answer.synthetic} />} /> : <OneTable answer={answer} ways={ways} caption={<Caption text={heading} synthetic={answer.synthetic} />} />}
      <p>Download these rows: {["csv", "xlsx", "ods"].map((format, index) => <span key={format}>{index > 0 ? ", " : ""}<a href={ways.file(format, cutQuery(cut))}>{format.toUpperCase()}</a></span>)}</p>
      <Inset>{notes.map((note) => <p key={note}>{note}</p>)}</Inset>
      <WhatThisCounts answer={answer} period={periodOf(cut.filters)} />
      {answer.asserted.length > 0 ? <AssertedBeside asserted={answer.asserted} /> : null}
    </section>
  );
}

const Caption = ({ text, synthetic }: { text: string; synthetic: boolean }) => <>{text}{synthetic ? <> <SyntheticMark /></> : null}</>;

function periodOf({ from, to, year, month }: Filters): string {
  const parts = [month ? formatMonth(month) : undefined, year ? `Financial year ${year}` : undefined, from || to ? periodInWords({ from: from ?? null, to: to ?? null, stated: null }) : undefined].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(", ") : "All that is kept here";
}
