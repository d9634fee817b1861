/** One award after its decision: facts, what happened, and the three ways to put it right. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { namesFor } from "#app/domain/assessment/anonymity.server.ts";
import { decidable } from "#app/domain/awards/ledger.server.ts";
import { awardStates, manyTagFields, reduceForm, retagForm, tagLists, withdrawForm } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { getAward, listAwardEvents, remainingIn, tagsOfAward } from "#app/domain/awards/read.server.ts";
import { reduce, retag, withdraw } from "#app/domain/awards/vary.server.ts";
import { listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { returnStanding } from "#app/domain/monitoring/model.ts";
import { findReturnOfAward } from "#app/domain/monitoring/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, MoneyField, TextArea } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, SyntheticMark, Tag, Timeline } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { TagFields } from "../parts/tag-fields.tsx";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Award ${data.award.reference}: ${data.award.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const found = await getAward(db, params.id ?? "");
  const thing = await decidable(db, person, found);
  permit(may.seeAward(person, thing));
  const award = (await namesFor(db, person.id, [{ ...found, application_id: found.application_id ?? found.id }]))[0]!;
  const pot = await getPot(db, award.pot_id);
  const back = await findReturnOfAward(db, award.id);
  return {
    award,
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, remaining: remainingIn(pot) },
    events: await listAwardEvents(db, award.id),
    lists: await listsFor(db, Object.fromEntries(tagLists.map((list) => [list, pot.lists[list] ?? 1]))),
    tags: await tagsOfAward(db, award.id),
    back: back ? { id: back.id, sent: back.status === "sent", ...returnStanding(back.status, back.due_on, londonDay(lade.now)) } : null,
    varies: may.vary(person, thing).allowed && awardStates[award.status].on.reduce !== undefined,
    decides: may.decide(person, thing).allowed,
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.id ?? "";
  const intent = text(form, "intent");
  const version = Number(text(form, "version"));
  if (intent === "reduce") {
    const back = await findReturnOfAward(lade.db, id);
    await reduce(lade, id, { ...parseForm(reduceForm, form), version, spent_pence: back?.spent_pence ?? undefined });
  } else if (intent === "withdraw") await withdraw(lade, id, { ...parseForm(withdrawForm, form), version });
  else if (intent === "retag") await retag(lade, id, { ...parseForm(retagForm, form, { many: manyTagFields }), version });
  else throw new NotFound();
  return redirect(`${paths.manageAward(id)}?done=${intent}`);
}, { keepTyped: true });

const doneWords: Record<string, string> = {
  reduce: "The award is smaller, the difference is free in the pot, and the figures follow. The group has a letter with your reason.",
  withdraw: "The award is out of the register and the figures, and its money is free in the pot. The group has a letter with your reason.",
  retag: "The tags are changed, and the figures follow.",
};
const eventWords = {
  made: "Award made", "taken-back": "Decision taken back", released: "Released", accepted: "Offer accepted", "not-taken-up": "Offer declined by the group", reduced: "Reduced",
  withdrawn: "Withdrawn", retagged: "Tags changed", corrected: "Corrected from a file",
} as const;

export default function Award() {
  const { award, pot, events, lists, tags, back, decides, varies, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const intent = refused?.values.intent?.[0] ?? "";
  const titleOf = (list: string, code: string) => lists[list]?.items.find((item) => item.code === code)?.title ?? code;
  const named = (list: (typeof tagLists)[number]) => tags[list].map((code) => titleOf(list, code)).join("; ") || "None";
  const state = awardStates[award.status];
  return (
    <>
      <Breadcrumbs trail={potTrail(pot, { text: "Awards", to: paths.potAwards(pot.id) }, { text: award.reference })} />
      {overtaken ? <Notice kind="warning" title="Nothing was changed">{`${overtaken}. What you wrote is still below.`}</Notice> : null}
      <ErrorSummary errors={refused?.errors} ids={Object.fromEntries(Object.keys(refused?.errors ?? {}).map((name) => [name, `${intent}-${name}`]))} />
      <PageHeader title={award.organisation_name} label={`Award ${award.reference}`} lead={award.title} state={{ text: state.staff, colour: state.colour }}>
        {award.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <WithSidebar
        sidebar={
          <>
            <h2>What happened</h2>
            <p>The newest first.</p>
            <Timeline
              events={events.map((event) => ({
                title: `${eventWords[event.kind]}${event.change_pence === 0 ? "" : `, ${event.change_pence > 0 ? "+" : ""}${formatPence(event.change_pence)}`}`,
                at: event.recorded_at, who: event.person_name, children: event.reason ? <p className="app-as-typed">{event.reason}</p> : null,
              }))}
            />
          </>
        }
      >
        <SummaryList
          rows={[
            { key: "Amount", value: formatPence(award.amount_pence) },
            { key: "Asked for", value: award.asked_pence === null ? "Not stated" : formatPence(award.asked_pence) },
            { key: "Awarded on", value: formatDay(award.awarded_on) },
            { key: "Runs", value: award.starts_on && award.ends_on ? `${formatDay(award.starts_on)} to ${formatDay(award.ends_on)}` : "Not stated" },
            ...(award.status === "released" && award.accept_by ? [{ key: "Accept by", value: formatDay(award.accept_by) }] : []),
            ...(award.accepted_at ? [{ key: "Accepted", value: `${award.signatory_name}, ${award.signatory_role}, ${formatDay(londonDay(new Date(award.accepted_at)))}` }] : []),
            ...(back ? [{ key: "Return", value: <><Tag colour={back.colour}>{back.text}</Tag>{back.sent ? <> <a href={paths.grantReturn(back.id)}>Open the return</a></> : null}</> }] : []),
            ...(award.withdrawn_reason ? [{ key: "Why it was withdrawn", value: <p className="app-as-typed">{award.withdrawn_reason}</p> }] : []),
            ...(award.conditions ? [{ key: "Conditions", value: <p className="app-as-typed">{award.conditions}</p> }] : []),
            { key: "Focus groups", value: named("focus-group") },
            { key: "Priority issues", value: named("priority-issue") },
            { key: "Priority family groups", value: named("family-group") },
            { key: "Project type", value: named("project-type") },
            ...(award.application_id && decides ? [{ key: "Application", value: <a href={paths.decideApplication(award.application_id)}>{`${award.application_reference}, its scores and its decision`}</a> }] : []),
            ...(award.counted ? [{ key: "In the register", value: <a href={paths.award(award.reference)}>As the public sees it</a> }] : []),
          ]}
        />
        {varies ? (
          <>
            <h2>Put something right</h2>
            <p>Each change needs a reason and is kept in the history. {formatPence(pot.remaining)} remains in the pot now.</p>
            <Details summary="Reduce the amount" open={intent === "reduce"}>
              <Form refused={intent === "reduce" ? refused : undefined}>
                <Hidden name="intent" value="reduce" /><Hidden name="version" value={award.version} />
                <MoneyField name="amount_pence" id="reduce-amount_pence" label="New amount in pounds" hint={`Below ${formatPence(award.amount_pence)}. The difference is free in the pot at once`} />
                <TextArea name="reason" id="reduce-reason" label="Why is it reduced?" hint="The group reads this in a letter" limit={2000} rows={4} />
                <Button secondary>Reduce the award</Button>
              </Form>
            </Details>
            <Details summary="Change the tags" open={intent === "retag"}>
              <Form refused={intent === "retag" ? refused : undefined}>
                <Hidden name="intent" value="retag" /><Hidden name="version" value={award.version} />
                <TagFields lists={lists} tags={tags} id="retag-" />
                <TextArea name="reason" id="retag-reason" label="Why do they change?" hint="Only staff read this" limit={2000} rows={4} />
                <Button secondary>Change the tags</Button>
              </Form>
            </Details>
            <Details summary="Withdraw the award" open={intent === "withdraw"}>
              <Form refused={intent === "withdraw" ? refused : undefined}>
                <Hidden name="intent" value="withdraw" /><Hidden name="version" value={award.version} />
                <p>The award leaves the public register and the figures, and {formatPence(award.amount_pence)} is free in the pot. This can’t be undone.</p>
                <TextArea name="reason" id="withdraw-reason" label="Why is it withdrawn?" hint="The group reads this in a letter" limit={2000} rows={4} />
                <Button secondary>Withdraw the award</Button>
              </Form>
            </Details>
          </>
        ) : null}
      </WithSidebar>
    </>
  );
}
