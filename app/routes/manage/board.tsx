/** The one live board of a pot: the ranked list with a line that moves, and what there would be at each line. Everybody who has it open sees it move. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { readBoardView } from "#app/domain/awards/board-view.server.ts";
import { counted } from "#app/domain/awards/board-words.ts";
import { readStamp } from "#app/domain/awards/board.server.ts";
import { outcomes } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { listScenarios, moveLine, proposalForm, propose } from "#app/domain/awards/scenario.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatClock } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import boardScript from "#app/ui/board-script.js?url&no-inline";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, MoneyField, Radios } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Pagination } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { BoardList, type ShownLine } from "../parts/board-list.tsx";
import { lineTo } from "../parts/board-line.ts";
import { AwardsAt, CoverageAtLine, MoneyLeft, MoneyTable, Say } from "../parts/board-money.tsx";
import { potTrail } from "../parts/pot-trail.ts";

export const handle = { module: boardScript };
export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Decide: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

const rowsAPage = 100;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const wanted = url.searchParams.get("scenario");
  const view = await readBoardView(db, person, params.pot ?? "", wanted);
  const { facts, seen, scenario, at, words, token, rows, meeting } = view;
  const pot = await getPot(db, params.pot ?? "");
  const pages = Math.max(1, Math.ceil(seen.lines.length / rowsAPage));
  const number = Math.min(pages, Math.max(1, Math.trunc(Number(url.searchParams.get("page"))) || 1));
  const titles = new Map(facts.limits.map((limit) => [limit.id, limit.title]));
  const from = (number - 1) * rowsAPage;
  const lines = seen.lines.slice(from, from + rowsAPage).map(({ codes: _codes, sub_pot_id, ...line }, index): ShownLine => ({
    ...line, place: from + index + 1, part: sub_pot_id === null ? null : (titles.get(sub_pot_id) ?? null), proposal: scenario.proposals.get(line.application_id) ?? null,
  }));
  await readOthersScores(db, person.id, lines.flatMap((line) => (line.mean_percent === null ? [] : [line.application_id])));
  const asked = url.searchParams.get("propose");
  const proposing = asked === null ? undefined : seen.lines.find((line) => line.application_id === asked && !line.decision);
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    scenario: { id: scenario.main ? null : scenario.id, name: scenario.name, main: scenario.main },
    scenarios: (await listScenarios(db, pot.id)).filter((one) => !one.main).map(({ id, name }) => ({ id, name })),
    at, words, token, rows, lines, number, pages, ranked: seen.ranked, closed: seen.closed, total: seen.lines.length,
    parts: facts.limits.some(({ kind }) => kind === "part"),
    proposing: proposing && { id: proposing.application_id, name: proposing.organisation_name, title: proposing.title, asked_pence: proposing.asked_pence, proposal: scenario.proposals.get(proposing.application_id) ?? null },
    meeting: meeting && { ...meeting, since: formatClock(meeting.opened_at) },
    waiting: seen.lines.filter(({ decision }) => decision && !decision.released).length,
    done: url.searchParams.get("done"),
    left: url.searchParams.get("left"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = params.pot ?? "";
  const scenario = text(form, "scenario") || null;
  const here = { scenario, page: text(form, "page") };
  const intent = text(form, "intent");
  if (intent === "propose") {
    await propose(lade, pot, scenario, text(form, "application"), parseForm(proposalForm, form));
    return redirect(`${paths.potBoard(pot, here)}#row-${text(form, "application")}`);
  }
  if (intent !== "line") throw new NotFound();
  permit(may.seeBoard(person, await readStamp(lade.db, pot)));
  const to = text(form, "to");
  const above = to === "up" || to === "down" ? (await readBoardView(lade.db, person, pot, scenario)).at.above : 0;
  await moveLine(lade, pot, scenario, lineTo(to, text(form, "line"), above));
  return redirect(`${paths.potBoard(pot, here)}#line`);
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Board() {
  const data = useLoaderData<typeof loader>();
  const { pot, scenario, scenarios, at, words, number, pages } = data;
  const refused = useRefused();
  const address = (more: Record<string, string | number | null>) => paths.potBoard(pot.id, { scenario: scenario.id, page: number > 1 ? number : null, ...more });
  return (
    <Wide>
      <Breadcrumbs trail={potTrail(pot, { text: "Decide" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Decide: ${pot.area_name}`} label={scenario.main ? pot.round_title : `${pot.round_title}. Scenario: ${scenario.name}`}>
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      <Done word={data.done} left={data.left} />
      {scenario.main ? null : <p>{"You look at a scenario. "}<a href={paths.potBoard(pot.id)}>Back to the board</a></p>}
      {data.proposing ? <Propose data={data} /> : null}
      <p className="visually-hidden" role="status" id="board-status" />
      <p className="app-board__trouble" role="alert" id="board-trouble" />
      <div
        id="board" className="app-board" data-state={paths.potBoardState(pot.id)} data-scenario={scenario.id ?? ""} data-token={data.token} data-rows={data.rows} data-above={at.above} data-ranked={data.ranked}
      >
        <section className="app-board__side" aria-label="At this line">
          <MeetingNow data={data} />
          <MoneyLeft at={at} words={words} />
          <LineForm data={data} />
          <AwardsAt words={words} />
          <MoneyTable at={at} words={words} />
          <CoverageAtLine at={at} words={words}>
            <p className="app-board__note"><a href={paths.potTargets(pot.id)}>Set targets</a></p>
          </CoverageAtLine>
          {data.closed > 0 ? <p className="app-board__note">{`${data.closed === 1 ? "1 application is" : `${data.closed} applications are`} closed to you and counted in nothing here but the committed money.`}</p> : null}
        </section>
        <section className="app-board__list" aria-label="Ranked list">
          {data.total === 0 ? <p className="app-empty">No application has been received yet.</p> : <BoardList lines={data.lines} above={at.above} words={words} parts={data.parts} proposeTo={(application) => `${address({ propose: application })}#propose`} />}
          <Pagination page={number} pages={pages} to={(page) => address({ page })} />
          <p className="app-board__note">Spread is the distance between the highest and the lowest assessor. The board proposes; only what is recorded is decided.</p>
        </section>
      </div>
      <nav aria-label="About these decisions" className="app-board__ways">
        <ul>
          <li><a href={paths.potScenarios(pot.id)}>{scenarios.length === 0 ? "Keep this as a scenario" : "Scenarios, side by side"}</a></li>
          <li><a href={paths.potShortlist(pot.id)}>Ask for a balanced shortlist</a></li>
          <li><a href={paths.potMeeting(pot.id)}>The meeting</a></li>
          {data.waiting > 0 ? <li><a href={paths.potRelease(pot.id)}>{`Check ${counted(data.waiting, "decision", "decisions")} before release`}</a></li> : null}
        </ul>
      </nav>
    </Wide>
  );
}

function LineForm({ data }: { data: Data }) {
  const { scenario, at, ranked, number, words, pot } = data;
  return (
    <Form refused={useRefused()} className="app-board__form">
      <Hidden name="intent" value="line" /><Hidden name="scenario" value={scenario.id ?? ""} /><Hidden name="page" value={number > 1 ? number : ""} />
      <label className="ds_label" htmlFor="line">Applications above the line</label>
      <p className="ds_hint-text" id="line-hint">{`From 0 to ${ranked.toLocaleString("en-GB")}. On the line in the list the arrow keys move it too`}</p>
      <div className="app-board__move">
        <input className="ds_input ds_input--fixed-4" id="line" name="line" inputMode="numeric" autoComplete="off" defaultValue={at.above} aria-describedby="line-hint" />
        <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="to" value="set">Move<span className="visually-hidden"> the line there</span></button>
        <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="to" value="up">Up<span className="visually-hidden"> by one application</span></button>
        <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="to" value="down">Down<span className="visually-hidden"> by one application</span></button>
      </div>
      <button className="ds_link app-board__fits" type="submit" name="to" value="fits">Move it to where the money runs out</button>
      <p><a className="ds_button app-board__record" data-empty={words.texts.record ? undefined : ""} data-needs="record" href={paths.potRecord(pot.id, { scenario: scenario.id })}><Say words={words} name="record" /></a></p>
      <p className="app-board__note"><Say words={words} name="one-by-one" /></p>
      <p><a className="app-board__record" data-empty={words.texts.below ? undefined : ""} data-needs="below" href={paths.potRecord(pot.id, { scenario: scenario.id, below: "decline" })}><Say words={words} name="below" /></a></p>
    </Form>
  );
}

function MeetingNow({ data: { meeting, pot } }: { data: Data }) {
  if (!meeting) return null;
  const enough = meeting.present >= meeting.quorum;
  return (
    <p className="app-board__meeting">
      <a href={paths.potMeeting(pot.id)}>{`Meeting open since ${meeting.since}`}</a>{" "}
      <Tag colour={enough ? "green" : "red"}>{`${meeting.present} present, ${meeting.quorum} needed`}</Tag>
    </p>
  );
}

function Propose({ data: { proposing, scenario, number } }: { data: Data }) {
  const refused = useRefused();
  if (!proposing) return null;
  const { proposal, asked_pence } = proposing;
  return (
    <div className="app-board__propose" id="propose">
      <Form refused={refused}>
        <Hidden name="intent" value="propose" /><Hidden name="application" value={proposing.id} /><Hidden name="scenario" value={scenario.id ?? ""} /><Hidden name="page" value={number > 1 ? number : ""} />
        <Radios
          name="outcome" legend={`What is proposed for ${proposing.name}, ${proposing.title}? It asks for ${formatPence(asked_pence)}`} small value={proposal?.outcome ?? "follow"}
          options={[
            { value: "follow", text: "What the line says" }, { value: "none", text: "Nothing for now" },
            ...(["full", "part", "conditional", "reserve", "decline"] as const).map((value) => ({ value, text: outcomes[value].staff })),
          ]}
        />
        <MoneyField name="amount" label="Amount in pounds" hint="For an award in part, on a condition, or a reserve" value={proposal?.amount_pence ?? null} />
        <ButtonGroup><Button>Propose this</Button></ButtonGroup>
      </Form>
    </div>
  );
}

function Done({ word, left }: { word: string | null; left: string | null }) {
  const remains = left && /^\d{1,12}$/.test(left) ? ` ${formatPence(Number(left))} remains in the pot.` : "";
  if (word === "decided") return <Notice kind="success" title="The decision is recorded">{`The group hears nothing until you release it.${remains}`}</Notice>;
  if (word === "recorded") return <Notice kind="success" title="The decisions are recorded">The groups hear nothing until you release them.</Notice>;
  if (word === "recorded-second") return <Notice kind="success" title="The decisions are recorded, and some wait for a second person">They are on the desks of the others who decide here. Nothing of the round is released before one of them confirms those.</Notice>;
  if (word === "decided-second") return <Notice kind="success" title="The decision is recorded and waits for a second person">{`It is on the desks of the others who decide here. It can't be released before one of them confirms it.${remains}`}</Notice>;
  if (word === "confirmed") return <Notice kind="success" title="The decision is confirmed">It can be released now.</Notice>;
  if (word === "returned") return <Notice kind="success" title="The decision is given back">Whoever made it sees your reason on their desk. The application is in assessment again, and its money is free.</Notice>;
  if (word === "taken-back") return <Notice kind="success" title="The decision is taken back">The application is in assessment again, and its money is free.</Notice>;
  if (word === "taken-over") return <Notice kind="success" title="The board shows this scenario now">Everybody who has the board open sees it.</Notice>;
  if (word === "nothing") return <Notice kind="info" title="Nothing was waiting to be released">The decisions were released before.</Notice>;
  return null;
}
