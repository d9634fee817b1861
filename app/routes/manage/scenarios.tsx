/** Scenarios of a board: kept by name, side by side, taken over. They decide nothing. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readBoard } from "#app/domain/awards/board.server.ts";
import { viewOf, type BoardView } from "#app/domain/awards/board-view.server.ts";
import { remainsWords, targetWords } from "#app/domain/awards/board-words.ts";
import { coverageTitles, proposedFor } from "#app/domain/awards/board.ts";
import { isAward } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { endScenario, findScenario, listScenarios, makeScenario, scenarioName, takeOverScenario } from "#app/domain/awards/scenario.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkboxes, ErrorSummary, Form, Hidden, Select, TextField } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { z } from "zod";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Scenarios: ${data.name}` : "Page not found");

/** So many stand side by side at most. */
const mostBeside = 4;
const differencesShown = 100;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.seeBoard(person, pot));
  const board = await readBoard(db, pot.id, person.id);
  const scenarios = await listScenarios(db, pot.id);
  const chosen = url.searchParams.getAll("with").filter((id) => id === "board" || scenarios.some((one) => one.id === id)).slice(0, mostBeside);
  const beside = [...new Set(chosen.length > 0 ? chosen : ["board", ...scenarios.filter((one) => !one.main).slice(0, 2).map((one) => one.id)])];
  const views: BoardView[] = [];
  for (const id of beside) views.push(await viewOf(db, board, await findScenario(db, pot.id, id === "board" ? null : id)));
  const amountIn = (view: BoardView, index: number): number => {
    const line = board.seen.lines[index]!;
    const proposed = proposedFor(line, index < view.at.above, view.scenario.proposals);
    return line.decision ? (line.decision.amount_pence ?? 0) : proposed && isAward(proposed.outcome) ? proposed.amount_pence : 0;
  };
  const differing = board.seen.lines.flatMap((line, index) => {
    const amounts = views.map((view) => amountIn(view, index));
    return new Set(amounts).size > 1 ? [{ id: line.application_id, name: line.organisation_name, title: line.title, amounts }] : [];
  });
  return {
    id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name, beside, closed: board.seen.closed,
    scenarios: scenarios.map(({ id, name, main, changed_at, changed_by_name, shortlist_id }) => ({ id, name, main, changed: `${formatInstant(changed_at)}, ${changed_by_name}`, shortlist_id })),
    shown: views.map(({ at, scenario }) => ({ name: scenario.name, at })),
    differing: differing.slice(0, differencesShown), more: Math.max(0, differing.length - differencesShown),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const pot = params.pot ?? "";
  const intent = text(form, "intent");
  const id = text(form, "scenario");
  if (intent === "keep") {
    const { name } = parse(z.object({ name: scenarioName }), { name: text(form, "name") });
    const from = text(form, "from");
    const made = await makeScenario(lade, pot, name, { scenario: from === "board" || from === "" ? null : from });
    return redirect(paths.potBoard(pot, { scenario: made }));
  }
  if (intent === "take-over") {
    await takeOverScenario(lade, pot, id);
    return redirect(paths.potBoard(pot, { done: "taken-over" }));
  }
  if (intent !== "end") throw new NotFound();
  await endScenario(lade, pot, id);
  return redirect(paths.potScenarios(pot, { done: "ended" }));
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Scenarios() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const own = data.scenarios.filter((one) => !one.main);
  return (
    <Wide>
      <Breadcrumbs trail={boardTrail(data, { text: "Scenarios" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Scenarios" label={data.name} lead="Lines and proposals kept by name, to look at beside each other. They hold no money and decide nothing." />
      {data.done === "ended" ? <Notice kind="success" title="The scenario is put away">The board is as it was.</Notice> : null}
      <SideBySide data={data} />
      {own.length > 0 ? (
        <>
          <h2>Kept scenarios</h2>
          <Table
            caption="Kept scenarios" captionHidden dense
            columns={[{ key: "name", heading: "Scenario" }, { key: "changed", heading: "Last changed" }, { key: "do", heading: "Do", headingHidden: true }]}
            rows={own.map((one) => ({
              name: <a href={paths.potBoard(data.id, { scenario: one.id })}>{one.name}</a>,
              changed: one.changed,
              do: (
                <form method="post" className="app-board__row-form">
                  <Hidden name="scenario" value={one.id} />
                  <button className="ds_link" type="submit" name="intent" value="take-over">Show it on the board<span className="visually-hidden">: {one.name}</span></button>{" "}
                  <button className="ds_link" type="submit" name="intent" value="end">Put away<span className="visually-hidden">: {one.name}</span></button>
                </form>
              ),
            }))}
          />
          <Form method="get">
            <Checkboxes
              name="with" legend={`Show side by side, up to ${mostBeside}`} small values={data.beside}
              options={[{ value: "board", text: "The board" }, ...own.map((one) => ({ value: one.id, text: one.name }))]}
            />
            <ButtonGroup><Button secondary>Compare</Button></ButtonGroup>
          </Form>
        </>
      ) : null}
      <h2>Keep another</h2>
      <Article><Form refused={refused}>
        <Hidden name="intent" value="keep" />
        <TextField name="name" label="Name" hint="For example: More for older people" width={20} autoComplete="off" />
        <Select name="from" label="Starts as" value="board" options={[{ value: "board", text: "The board as it is now" }, ...own.map((one) => ({ value: one.id, text: one.name }))]} />
        <ButtonGroup><Button>Keep it</Button></ButtonGroup>
      </Form></Article>
    </Wide>
  );
}

function SideBySide({ data: { shown, differing, more, closed } }: { data: Data }) {
  if (shown.length < 2) return <p>Only the board is here yet. Keep it under a name, change that, and both stand beside each other.</p>;
  const columns = [{ key: "what", heading: "At its line" }, ...shown.map(({ name }, index) => ({ key: `${index}`, heading: name, numeric: true }))];
  const row = (what: string, of: (at: (typeof shown)[number]["at"]) => string) => ({ what, ...Object.fromEntries(shown.map(({ at }, index) => [`${index}`, of(at)])) });
  const first = shown[0]!.at;
  const covered = first.coverage.map((one, index) => ({ one, index })).filter(({ index }) => shown.some(({ at }) => at.coverage[index]!.awards > 0 || at.coverage[index]!.at_least !== null));
  return (
    <>
      <h2>Side by side</h2>
      <div className="app-cross" tabIndex={0} role="group" aria-label="Scenarios side by side">
        <Table
          caption="Money, awards and score" dense columns={columns}
          rows={[
            row("Applications above the line", (at) => at.above.toLocaleString("en-GB")),
            row("Awards", (at) => at.awards.toLocaleString("en-GB")),
            row("Median award", (at) => (at.median_pence === null ? "None" : formatPence(at.median_pence))),
            row("Score reached", (at) => at.score.toFixed(1)),
            ...first.limits.map((limit, index) => row(`${limit.title}: remains`, (at) => remainsWords(at.limits[index]!.remaining_pence))),
          ]}
        />
      </div>
      {covered.length > 0 ? (
        <div className="app-cross" tabIndex={0} role="group" aria-label="Whom the awards would reach">
          <Table caption="Whom the awards would reach" dense columns={columns} rows={covered.map(({ one, index }) => row(`${one.title} (${coverageTitles[one.list].toLowerCase()})`, (at) => `${at.coverage[index]!.awards} ${targetWords(at.coverage[index]!)}`.trim()))} />
          <p>An award can have more than one group: rows overlap and are not to be added up. Score is the mean score of each award, worth its share of what was asked.</p>
        </div>
      ) : null}
      <h2>Where they differ</h2>
      <div className="app-cross" tabIndex={0} role="group" aria-label="Where they differ">
        <Table
          caption="Applications with another amount" captionHidden dense
          columns={[{ key: "name", heading: "Group and project" }, ...shown.map(({ name }, index) => ({ key: `${index}`, heading: name, numeric: true }))]}
          rows={differing.map((one) => ({ name: <><a href={paths.decideApplication(one.id)}>{one.name}</a><br />{one.title}</>, ...Object.fromEntries(one.amounts.map((amount, index) => [`${index}`, amount === 0 ? "Nothing" : formatPence(amount)])) }))}
          empty="They award the same."
        />
      </div>
      {more > 0 ? <p>{`And ${more.toLocaleString("en-GB")} more.`}</p> : null}
      {closed > 0 ? <p>{`${closed === 1 ? "1 application is" : `${closed} applications are`} closed to you and not counted here.`}</p> : null}
    </>
  );
}
