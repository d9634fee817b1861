/** What the board proposes, looked at once more and recorded: all of it or nothing. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { mostAtOnce, previewOf, readBoardView, recordBoard, toRecord } from "#app/domain/awards/board-view.server.ts";
import { counted } from "#app/domain/awards/board-words.ts";
import { isAward, outcomes } from "#app/domain/awards/model.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parse, parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Record decisions: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const scenario = url.searchParams.get("scenario");
  const below = url.searchParams.get("below") === "decline";
  const view = await readBoardView(lade.db, person, params.pot ?? "", scenario);
  const pot = await getPot(lade.db, params.pot ?? "");
  const { lines, more, conditional } = toRecord(view, below);
  const whole = view.at.limits.find(({ kind }) => kind === "pot")!;
  return {
    id: pot.id, below, unscored: below ? view.seen.lines.filter((line, index) => index >= view.at.above && line.mean_percent === null && !line.decision).length : 0, name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name, scenario, scenarioName: view.scenario.main ? null : view.scenario.name, lines, more, conditional, preview: previewOf(lines), second_person_above_pence: pot.second_person_above_pence,
    waiting: view.seen.lines.filter((line) => line.sheets_sent < line.assigned && lines.some(({ application_id }) => application_id === line.application_id)).length,
    remains: (whole.allocation_pence ?? 0) - whole.committed_pence - lines.reduce((sum, line) => sum + (isAward(line.outcome) ? line.amount_pence : 0), 0),
  };
});

const words = z.string().default("").transform((typed) => typed.trim()).pipe(z.string().max(5000, "Use at most 5,000 characters"));
const recordForm = z.object({ preview: z.string(), reasons: words.pipe(z.string().min(1, "Say why, for the record. Only staff read this")), feedback: words, below: z.string().optional().transform((typed) => typed === "decline") });

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const pot = params.pot ?? "";
  const scenario = text(form, "scenario") || null;
  const input = parseForm(recordForm, form);
  // Whoever is not funded in full reads why.
  if (text(form, "explain") === "yes") parse(z.object({ feedback: z.string().min(1, "Write what the groups that are not funded in full will read") }), input);
  const { second } = await recordBoard(lade, pot, scenario, input);
  return redirect(paths.potBoard(pot, { scenario, done: second > 0 ? "recorded-second" : "recorded" }));
}, { keepTyped: true });

export default function RecordDecisions() {
  const { id, area_name, name, below, unscored, scenario, scenarioName, lines, more, conditional, preview, remains, waiting, second_person_above_pence: alone } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const needsSecond = (line: (typeof lines)[number]) => alone !== null && isAward(line.outcome) && line.amount_pence > alone;
  const second = lines.filter(needsSecond).length;
  const explain = lines.some(({ outcome }) => outcome !== "full");
  return (
    <Wide>
      <Breadcrumbs trail={potTrail({ id, area_name }, { text: "Decide", to: paths.potBoard(id, { scenario }) }, { text: "Record decisions" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={lines.length === 0 ? "Nothing to record" : below ? `Decline ${counted(lines.length, "application", "applications")} below the line` : `Record ${counted(lines.length, "decision", "decisions")}`} label={scenarioName ? `${name}. Scenario: ${scenarioName}` : name} />
      {overtaken ? <Notice kind="warning" title="Nothing was recorded">{overtaken}.</Notice> : null}
      {lines.length === 0 ? (
        <p>{below ? "Nothing that was scored and is open stands below the line. " : "The board proposes nothing above its line. "}<a href={paths.potBoard(id, { scenario })}>Back to the board</a></p>
      ) : (
        <>
          {remains < 0 ? (
            <Notice kind="warning" title={`These are ${formatPence(-remains)} more than the pot holds`}><p><a href={paths.potBoard(id, { scenario })}>Go back to the board</a> and move the line up.</p></Notice>
          ) : (
            <p>{`${formatPence(remains)} then remains in the pot. All are recorded together, or none. The groups hear nothing until you release them.`}</p>
          )}
          {unscored > 0 ? <p>{`${counted(unscored, "application", "applications")} below the line ${unscored === 1 ? "has no score that you can see and is" : "have no score that you can see and are"} not in this list. Decide on ${unscored === 1 ? "it by itself" : "them one by one"}.`}</p> : null}
          {waiting > 0 ? <Notice kind="warning" title={`${counted(waiting, "application", "applications")} here still ${waiting === 1 ? "waits" : "wait"} for a reader’s scores`}>Their order can change. Once a decision is recorded, nobody scores that application any more.</Notice> : null}
          {second > 0 ? <p>{`${counted(second, "award", "awards")} above ${formatPence(alone!)} then ${second === 1 ? "waits" : "wait"} for a second person, and so does every decision on an application that you scored.`}</p> : null}
          {more > 0 ? <p>{`So many are recorded at once: ${mostAtOnce}. Then come the other ${more.toLocaleString("en-GB")}.`}</p> : null}
          {conditional > 0 ? <p>{`${counted(conditional, "award", "awards")} on a condition ${conditional === 1 ? "is" : "are"} not in this list. Each has words of its own: decide ${conditional === 1 ? "it" : "them"} one by one.`}</p> : null}
          <Table
            caption="What will be recorded" dense
            columns={[{ key: "name", heading: "Group and project" }, { key: "outcome", heading: "Decision" }, { key: "amount", heading: "Amount", numeric: true }]}
            rows={lines.map((line) => ({
              name: <><a href={paths.decideApplication(line.application_id)}>{line.organisation_name}</a><br />{line.title}</>,
              outcome: <><Tag colour={outcomes[line.outcome].colour}>{outcomes[line.outcome].staff}</Tag>{needsSecond(line) ? <><br />Then a second person</> : null}</>,
              amount: line.outcome === "decline" ? "Nothing" : formatPence(line.amount_pence),
            }))}
          />
          {remains < 0 ? null : <Article>
            <Form refused={refused}>
              <Hidden name="scenario" value={scenario ?? ""} /><Hidden name="preview" value={preview} /><Hidden name="explain" value={explain ? "yes" : ""} /><Hidden name="below" value={below ? "decline" : ""} />
              <TextArea name="reasons" label="Reasons for the record, for all of them" hint="Only staff read this. What is particular to one stands in its scores and notes" limit={5000} rows={4} />
              {explain ? <TextArea name="feedback" label="Feedback for the groups that are not funded in full" hint="They read this word for word, after release. Name no assessor and no other group" limit={5000} rows={6} /> : null}
              <ButtonGroup><Button>{`Record ${counted(lines.length, "decision", "decisions")}`}</Button></ButtonGroup>
            </Form>
          </Article>}
        </>
      )}
    </Wide>
  );
}
