/** A balanced shortlist: asked for under conditions, explained, kept. It decides nothing. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { may } from "#app/domain/awards/policy.ts";
import { askForShortlist, getShortlist, listShortlists, readShortlistable, shortlistSchema } from "#app/domain/awards/shortlist/ask.server.ts";
import type { Swap } from "#app/domain/awards/shortlist/model.ts";
import { coverageTitles } from "#app/domain/awards/board.ts";
import { makeScenario, scenarioName } from "#app/domain/awards/scenario.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { z } from "zod";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Balanced shortlist: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seeBoard(person, pot));
  const { limits, applications, unscored, floors } = await readShortlistable(lade.db, pot.id, person.id);
  const asked = url.searchParams.get("asked");
  const shown = asked === null ? undefined : await getShortlist(lade.db, pot.id, asked, person.id);
  if (shown) await readOthersScores(lade.db, person.id, shown.conditions.applications.map(({ id }) => id));
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name,
    remaining: formatPence(limits[0]!.remaining_pence),
    parts: limits.slice(1).map(({ title: part, remaining_pence }) => `${part}: ${formatPence(remaining_pence)}`),
    applications: applications.length,
    unscored,
    floors,
    shown: shown && { id: shown.id, by: shown.asked_by_name, at: formatInstant(shown.asked_at), conditions: shown.conditions, answer: shown.answer, hidden: shown.hidden },
    earlier: (await listShortlists(lade.db, pot.id)).map((one) => ({ id: one.id, text: `${formatInstant(one.asked_at)}, ${one.asked_by_name}` })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const pot = params.pot ?? "";
  if (text(form, "intent") === "keep") {
    const { name } = parse(z.object({ name: scenarioName }), { name: text(form, "name") });
    return redirect(paths.potBoard(pot, { scenario: await makeScenario(lade, pot, name, { shortlist: text(form, "shortlist") }) }));
  }
  const floors = Object.fromEntries([...form.keys()].filter((name) => name.includes("/")).map((name) => [name, text(form, name)]));
  const id = await askForShortlist(lade, pot, parse(shortlistSchema, { least_percent: text(form, "least_percent"), floors }));
  return redirect(paths.potShortlist(pot, id));
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;
type Shown = NonNullable<Data["shown"]>;

export default function BalancedShortlist() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const canKeep = data.shown?.answer.status === "best" || data.shown?.answer.status === "good";
  return (
    <Wide>
      <Breadcrumbs trail={boardTrail(data, { text: "Balanced shortlist" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Balanced shortlist" label={data.name} lead="The set of awards with the most score for the money, and so many at least for the groups you name. It is arithmetic to think with. People decide." />
      {data.shown ? <Answer shown={data.shown} /> : null}
      {data.shown && canKeep ? <Keep shown={data.shown} /> : null}
      <h2>{data.shown ? "Ask again with other conditions" : "Conditions"}</h2>
      <p>{`${data.remaining} remains. ${data.applications} undecided ${data.applications === 1 ? "application has" : "applications have"} scores.`}{data.unscored > 0 ? ` ${data.unscored} without a score can't be compared, and ${data.unscored === 1 ? "is" : "are"} left out.` : ""}</p>
      {data.parts.length > 0 ? <p>{`The parts of the pot hold, each for its own: ${data.parts.join("; ")}.`}</p> : null}
      <Form refused={refused}>
        <TextField name="least_percent" label="An award in part is at least this much of what was asked, in per cent" hint="100 for whole awards only. An award in part counts for its share of the score." value={String(data.shown?.conditions.least_percent ?? 60)} width={3} inputMode="numeric" autoComplete="off" />
        <Details summary="So many awards at least for a group, an issue, families or a place" open={Object.keys(refused?.errors ?? {}).some((field) => field.includes("/")) || (data.shown?.conditions.floors.length ?? 0) > 0 || data.floors.some((floor) => floor.wanted !== null)}>
          <p>Leave empty what you set no number for. An award can count for more than one.</p>
          <div className="app-board__targets">
            {data.floors.filter((floor) => floor.applications > 0).map((floor) => (
              <TextField key={floor.code} name={floor.code} label={`${floor.title} (${coverageTitles[floor.list].toLowerCase()})`} hint={`${floor.applications} ${floor.applications === 1 ? "application" : "applications"}${floor.wanted === null ? "" : `. The fund’s target lacks ${floor.wanted}`}`}
                value={data.shown ? (data.shown.conditions.floors.find((one) => one.code === floor.code)?.at_least ?? "") : Math.min(floor.wanted ?? 0, floor.applications) || ""} width={3} inputMode="numeric" autoComplete="off" />
            ))}
          </div>
        </Details>
        <ButtonGroup><Button secondary={canKeep}>Work out a shortlist</Button></ButtonGroup>
      </Form>
      {data.earlier.length > 0 ? <><h2>Asked for before</h2><ul>{data.earlier.map((one) => <li key={one.id}><a href={paths.potShortlist(data.id, one.id)}>{one.text}</a></li>)}</ul></> : null}
    </Wide>
  );
}

function Answer({ shown }: { shown: Shown }) {
  const { answer, conditions, hidden } = shown;
  const byId = new Map(conditions.applications.map((one) => [one.id, one]));
  const name = (id: string) => byId.get(id)?.organisation_name ?? "";
  const asked = <p className="ds_hint-text">{`Asked for by ${shown.by} on ${shown.at}, with ${formatPence(conditions.remaining_pence)} and ${conditions.applications.length + hidden} applications as they stood then.`}</p>;
  if (answer.status === "out-of-time") return <><Notice kind="warning" title="No answer in the time">Set fewer conditions, or ask again.</Notice>{asked}</>;
  if (answer.status === "impossible")
    return (
      <>
        <Notice kind="warning" title="These conditions can't be met with this money">
          {answer.floors.length > 0 ? <ul>{answer.floors.map((floor) => <li key={floor.code}>{`${floor.title}: ${floor.at_least} awards are too many, even without the other conditions`}</li>)}</ul> : "Each can be met by itself, but not all together. Lower one of them."}
        </Notice>
        {asked}
      </>
    );
  const spent = answer.chosen.reduce((sum, one) => sum + one.amount_pence, 0);
  const awards = `${answer.chosen.length} ${answer.chosen.length === 1 ? "award" : "awards"}, ${formatPence(spent)}`;
  return (
    <>
      <h2>{hidden > 0 ? `Shortlisted, as far as it is open to you: ${awards}` : awards}</h2>
      {asked}
      <p>{answer.status === "best" ? "No other choice has more score." : `The time ran out. Another choice could have at most ${(answer.gap * 100).toFixed(2)}% more score.`}</p>
      {hidden > 0 ? <p>{`${hidden} of these applications ${hidden === 1 ? "is" : "are"} closed to you, or still yours to score, and not named.`}</p> : null}
      {answer.tie ? <p>{`Another choice has the same score. ${swapWords(answer.tie, name)}`}</p> : null}
      {answer.even.length > 0 ? <p>{`${answer.even.map(name).join(", ")} have the same score for each pound. Their order in the list settled who gets the last of the money.`}</p> : null}
      <Table
        caption="The shortlist, in the order of score" dense
        columns={[{ key: "name", heading: "Group and project" }, { key: "score", heading: "Score", numeric: true }, { key: "asked", heading: "Asks for", numeric: true }, { key: "amount", heading: "Shortlisted for", numeric: true }]}
        rows={answer.chosen.filter(({ id }) => byId.has(id)).map(({ id, amount_pence }) => {
          const one = byId.get(id)!;
          return { name: <><a href={paths.decideApplication(id)}>{one.organisation_name}</a><br />{one.title}</>, score: `${one.score}%`, asked: formatPence(one.asked_pence), amount: `${formatPence(amount_pence)}${amount_pence < one.asked_pence ? ", in part" : ""}` };
        })}
        empty="No application fits."
      />
      {answer.costs.length > 0 ? (
        <Table
          caption="What each condition costs"
          columns={[{ key: "condition", heading: "Condition" }, { key: "cost", heading: "Costs in score", numeric: true }, { key: "swap", heading: "Without it" }]}
          rows={answer.costs.map((cost) => ({
            condition: cost.condition.kind === "limit" ? `${cost.condition.title}: a limit of its own` : `${cost.condition.title}: at least ${conditions.floors.find((floor) => floor.code === cost.condition.code)?.at_least ?? ""}`,
            cost: cost.score_without === null ? "Not known: the time ran out" : (cost.score_without - answer.score).toFixed(2),
            swap: cost.swap === null ? "" : swapWords(cost.swap, name),
          }))}
          empty=""
        />
      ) : null}
    </>
  );
}

function Keep({ shown }: { shown: Shown }) {
  return (
    <Form refused={useRefused()}>
      <h2>Take it to the board</h2>
      <p>It is kept as a scenario, to change and to compare. Nothing is decided by it.</p>
      <Hidden name="intent" value="keep" /><Hidden name="shortlist" value={shown.id} />
      <TextField name="name" label="Name of the scenario" hint="For example: Balanced, 3 for carers" width={20} autoComplete="off" />
      <ButtonGroup><Button>Keep as a scenario</Button></ButtonGroup>
    </Form>
  );
}

const swapWords = ({ in: coming, out, changed }: Swap, name: (id: string) => string): string =>
  [
    coming.length > 0 ? `In: ${coming.map(name).join(", ")}.` : "",
    out.length > 0 ? `Out: ${out.map(name).join(", ")}.` : "",
    changed.length > 0 ? `Another amount: ${changed.map(name).join(", ")}.` : "",
  ].filter(Boolean).join(" ") || "Nothing changes.";
