/** One application's scores side by side, spread first; and what its readers said when they talked about them, with before and after. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { maskOf, readsAnonymously } from "#app/domain/assessment/anonymity.server.ts";
import { spreadOf } from "#app/domain/assessment/disagreement.ts";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { countedReaders, finishModeration, listModerations, noteModeration, openModeration, owesOwnScores } from "#app/domain/assessment/moderation.server.ts";
import { declareFirst, may } from "#app/domain/assessment/policy.ts";
import { getApplicationHead, getStanding, scoresOf } from "#app/domain/assessment/read.server.ts";
import { historyOf } from "#app/domain/assessment/scores-history.server.ts";
import { listCriteria } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { ErrorSummary } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { ModerationForm, PastModerations, SheetsSideBySide } from "../parts/moderation.tsx";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Scores side by side: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const id = params.id ?? "";
  const standing = await getStanding(db, id, person.id);
  const verdict = may.moderate(person, standing);
  if (!verdict.allowed && !verdict.hidden && verdict.because === declareFirst) throw redirect(paths.declareRound((await getApplicationHead(db, id, person.id)).pot_id));
  permit(verdict);
  const head = await getApplicationHead(db, id, person.id);
  const criteria = (await listCriteria(db, head.pot_id)).map(({ id: key, title: name, weight, max_points }) => ({ id: key, title: name, weight, max_points }));
  const owes = await owesOwnScores(db, id, person.id);
  const mask = (await readsAnonymously(db, person.id, head.pot_id)) ? await maskOf(db, id) : (words: string) => words;
  const counted = new Set(owes ? [] : await countedReaders(db, id));
  const sheets = owes ? [] : (await scoresOf(db, id, person)).filter(({ person_id }) => counted.has(person_id));
  if (!owes) await readOthersScores(db, person.id, [id]);
  const moderations = owes ? [] : await listModerations(db, id);
  const kept = await historyOf(db, [...new Set([...sheets.map((sheet) => sheet.id), ...moderations.flatMap((one) => one.sheets.map(({ sheet_id }) => sheet_id))])]);
  const readers = new Map(kept.map(({ sheet_id, reader_name }) => [sheet_id, reader_name]));
  return {
    head: { id: head.id, pot_id: head.pot_id, reference: head.reference, title: head.title, organisation_name: head.organisation_name, round_title: head.round_title, area_name: head.area_name, status: head.status },
    criteria,
    owes,
    sheets,
    spread: spreadOf(sheets.flatMap(({ weighted_percent }) => weighted_percent ?? [])),
    criterionSpreads: Object.fromEntries(criteria.map(({ id: key }) => [key, spreadOf(sheets.flatMap(({ scores }) => scores.find(({ criterion_id }) => criterion_id === key)?.points ?? []))])),
    kept: kept.map((one) => ({ ...one, why: mask(one.why), overall: mask(one.overall), scores: one.scores.map((score) => ({ ...score, reason: mask(score.reason) })) })),
    moderations: moderations.map((one) => ({ ...one, why: mask(one.why), note: mask(one.note), sheets: one.sheets.map((sheet) => ({ ...sheet, reader: readers.get(sheet.sheet_id) ?? "" })) })),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  permit(may.moderate(person, await getStanding(lade.db, id, person.id)));
  const intent = text(form, "intent");
  if (intent === "open") {
    await openModeration(lade, id, text(form, "why"));
    return redirect(paths.moderate(id, { done: "opened" }));
  }
  const input = { version: Number(text(form, "version")), note: text(form, "note") };
  await (intent === "finish" ? finishModeration : noteModeration)(lade, id, input);
  return redirect(paths.moderate(id, { done: intent === "finish" ? "finished" : "noted" }));
}, { keepTyped: true });

const doneWords: Record<string, string> = {
  opened: "The readers are told by e-mail. They can change their own scores until you finish it.",
  noted: "The note is saved.",
  finished: "The moderation is finished. Before and after are kept below.",
};

export default function ModerationPage() {
  const data = useLoaderData<typeof loader>();
  const { head, owes, sheets, spread, moderations, done } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const open = moderations.find(({ finished_at }) => finished_at === null);
  return (
    <Wide>
      <Breadcrumbs trail={potTrail({ id: head.pot_id, area_name: head.area_name }, { text: "How far readers agree", to: paths.potAgreement(head.pot_id) }, { text: head.reference })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`Scores side by side: ${head.organisation_name}`} label={`${head.round_title}, ${head.reference}`} lead={head.title}
        state={open ? { text: "In moderation", colour: "blue" } : undefined}
      />
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {owes ? <Inset>Send your own scores first. Until then you don’t see those of the others. <a href={paths.assess(head.id)}>Score it</a></Inset> : (
        <>
          <SheetsSideBySide criteria={data.criteria} sheets={sheets} spread={spread} criterionSpreads={data.criterionSpreads} kept={data.kept} />
          <ModerationForm open={open} mayOpen={head.status === "in-assessment" && sheets.length > 1} refused={refused} overtaken={overtaken !== undefined} />
          <PastModerations criteria={data.criteria} moderations={moderations} kept={data.kept} />
        </>
      )}
    </Wide>
  );
}
