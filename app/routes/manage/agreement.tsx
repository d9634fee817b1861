/** Where readers differ, before any mean; how each of them scores; the rank as scored and adjusted; and the end of scoring. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { namesFor } from "#app/domain/assessment/anonymity.server.ts";
import { potScores } from "#app/domain/assessment/disagreement.server.ts";
import { disagreements, panelAgreement, ranksOf, readerManners } from "#app/domain/assessment/disagreement.ts";
import { owesDeclaration, readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { closeScoring, countOwedSheets, listScoringEvents, reopenScoring } from "#app/domain/assessment/scores-closing.server.ts";
import { getPot, listCriteria } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { ErrorSummary } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { DifferencesView, RanksView, ReadersView, ScoringPart, views, type View } from "../parts/agreement.tsx";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `How far readers agree: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

const perPage = 50;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.seeAgreement(person, pot));
  if (await owesDeclaration(db, person.id, pot.id)) throw redirect(paths.declareRound(pot.id));
  const criteria = (await listCriteria(db, pot.id)).map(({ id, title: name, max_points }) => ({ id, title: name, max_points }));
  const { applications, sheets, readers, owed } = await potScores(db, pot.id, person.id);
  await readOthersScores(db, person.id, applications.map(({ application_id }) => application_id));
  const view = readView(url.searchParams.get("view"));
  const pages = Math.max(1, Math.ceil(applications.length / perPage));
  const number = Math.min(pages, Math.max(1, Number(url.searchParams.get("page")) || 1));
  const ofPage = <T extends { application_id: string }>(rows: readonly T[]) => rows.slice((number - 1) * perPage, number * perPage);
  const named = async <T extends { application_id: string }>(rows: readonly T[]) => {
    const of = new Map(applications.map((row) => [row.application_id, row]));
    return namesFor(db, person.id, rows.map((row) => ({ ...row, ...of.get(row.application_id)! })));
  };
  const ranks = view === "ranks" ? ranksOf(new Map(applications.map(({ application_id, mean }) => [application_id, mean])), sheets) : null;
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name },
    criteria,
    view,
    ...{ number, pages, scored: applications.length, owed, sheets: sheets.length },
    differences: view === "differences" ? await named(ofPage(disagreements(criteria, sheets))) : [],
    readers: view === "readers" ? readerManners(sheets).map((manner) => ({ ...manner, name: readers.find(({ id }) => id === manner.reader)?.name ?? "" })) : [],
    agreement: view === "readers" ? panelAgreement(criteria, sheets) : null,
    ranks: ranks ? { rows: await named(ofPage(ranks.rows)), why: ranks.why } : null,
    scoring: { closedAt: pot.scoring_closed_at, mayClose: may.closeScoring(person, pot).allowed, missing: await countOwedSheets(db, pot.id, person.id), sheets: sheets.length, events: await listScoringEvents(db, pot.id) },
    done: url.searchParams.get("done"),
  };
});

const readView = (typed: string | null): View => (typed !== null && Object.hasOwn(views, typed) ? (typed as View) : "differences");

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.closeScoring(person, pot));
  const closes = text(form, "intent") === "close";
  await (closes ? closeScoring(lade, pot.id) : reopenScoring(lade, pot.id, text(form, "reason")));
  return redirect(paths.potAgreement(pot.id, { done: closes ? "closed" : "reopened" }));
});

const doneWords: Record<string, string> = {
  closed: "Scoring is closed. Scores change only in a moderation now.",
  reopened: "Scoring is open again. Readers can send and change their scores.",
};

export default function AgreementPage() {
  const data = useLoaderData<typeof loader>();
  const { pot, view, scored, owed, sheets, scoring, done } = data;
  const refused = useRefused();
  return (
    <Wide>
      <Breadcrumbs trail={potTrail(pot, { text: "How far readers agree" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`How far readers agree: ${pot.area_name}`} label={pot.round_title}
        state={scoring.closedAt ? { text: "Scoring is closed", colour: "grey" } : { text: "Scoring is open", colour: "blue" }}
        lead={sheets === 0 ? "Nobody has sent scores yet." : `${count(sheets, "sheet")} of scores for ${count(scored, "application")}. Look at where readers differ before you look at any mean.`}
      />
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {owed > 0 ? <Inset>{`${count(owed, "application")} ${owed === 1 ? "is" : "are"} not counted here, because you have still to send your own scores.${scoring.closedAt ? " Scoring is closed: an administrator can end what you were asked to read, and you see them then." : ""}`}</Inset> : null}
      <nav aria-label="Views of the scores">
        <ul className="app-views">
          {(Object.keys(views) as View[]).map((one) => (
            <li key={one}><a href={paths.potAgreement(pot.id, { view: one === "differences" ? null : one })} aria-current={one === view ? "page" : undefined}>{views[one]}</a></li>
          ))}
        </ul>
      </nav>
      {view === "differences" ? <DifferencesView pot={pot.id} criteria={data.criteria} rows={data.differences} number={data.number} pages={data.pages} /> : null}
      {view === "readers" && data.agreement ? <ReadersView criteria={data.criteria} readers={data.readers} agreement={data.agreement} /> : null}
      {view === "ranks" && data.ranks ? <RanksView pot={pot.id} rows={data.ranks.rows} why={data.ranks.why} number={data.number} pages={data.pages} /> : null}
      <ScoringPart scoring={scoring} refused={refused} />
    </Wide>
  );
}

const count = (number: number, noun: string): string => `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
