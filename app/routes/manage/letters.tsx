/** The letters of waiting decisions, a page at a time: each as it will be sent, what stands in its way, and one button for those that are right. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { standingFindings } from "#app/domain/awards/forbidden.ts";
import { listRecipients } from "#app/domain/awards/ledger.server.ts";
import { letterFor } from "#app/domain/awards/letter-facts.server.ts";
import { findingWords, letterState, letterStates, readFindings, readSeen, type LetterState } from "#app/domain/awards/letter-model.ts";
import { closedApplications, listLetters, refuseWithoutNames } from "#app/domain/awards/letters-read.server.ts";
import { draftLetters, markLettersRight } from "#app/domain/awards/letters.server.ts";
import { outcomes } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Details, Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Pagination } from "#app/ui/table.tsx";
import { text, texts } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";
import { Paragraphs } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Letters: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

const stateIn = (query: URLSearchParams): LetterState | undefined => {
  const asked = query.get("show");
  return asked !== null && Object.hasOwn(letterStates, asked) ? (asked as LetterState) : undefined;
};

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.release(person, pot));
  await refuseWithoutNames(db, pot.id, person.id);
  const state = stateIn(url.searchParams);
  const asked = Number(url.searchParams.get("page") ?? "1");
  const { counts, letters, page: at, pages } = await listLetters(db, pot.id, person.id, { state, page: Number.isSafeInteger(asked) ? asked : 1 });
  const people = await listRecipients(db, [...new Set(letters.map((one) => one.organisation_id))]);
  const today = londonDay(lade.now);
  const number = (name: string) => (/^\d{1,6}$/.test(url.searchParams.get(name) ?? "") ? Number(url.searchParams.get(name)) : 0);
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    counts,
    someClosed: (await closedApplications(db, pot.id, person.id)).size > 0,
    state: state ?? null, at, pages,
    letters: letters.map((one) => ({
      id: one.letter_id!, version: one.version!, application_id: one.application_id, organisation: one.organisation, title: one.title!, outcome: one.outcome,
      amount_pence: one.amount_pence, state: letterState({ blocked: one.blocked ?? false, checked_at: one.checked_at }),
      findings: standingFindings(readFindings(one.findings), one.accepted ?? []).map(findingWords),
      recipients: people.filter((who) => who.organisation_id === one.organisation_id).map((who) => `${who.name}, ${who.email}`),
      unconfirmed: one.needs_second && one.confirmed_at === null,
      letter: letterFor(one, pot, today),
    })),
    done: url.searchParams.get("done"), drafted: number("drafted"), right: number("right"), blocked: number("blocked"),
  };
});

export const action = verb(async ({ lade, params, form, url }) => {
  staff(lade);
  const pot = params.pot ?? "";
  const intent = text(form, "intent");
  if (intent === "draft") return redirect(paths.potLetters(pot, { done: "drafted", drafted: await draftLetters(lade, pot) }));
  // The policy answers before what was sent is looked at.
  permit(may.release(lade.actor, await getPot(lade.db, pot)));
  if (intent !== "right") throw new NotFound();
  const marked = await markLettersRight(lade, pot, readSeen(texts(form, "letter")));
  return redirect(paths.potLetters(pot, { done: "right", show: stateIn(url.searchParams), page: url.searchParams.get("page"), ...marked }));
});

const count = (number: number, noun: string): string => `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Letters() {
  const data = useLoaderData<typeof loader>();
  const { pot, counts, someClosed, letters } = data;
  const drafted = counts.blocked + counts.to_read + counts.right;
  const waiting = drafted + counts.undrafted;
  const toRead = letters.filter((one) => one.state === "to-read");
  return (
    <Article>
      <Breadcrumbs trail={boardTrail(pot, { text: "Letters" })} />
      <PageHeader
        title={`Letters: ${pot.area_name}`} label={pot.round_title}
        lead={waiting === 0 ? "No decision is waiting to be released." : `${counts.right.toLocaleString("en-GB")} of ${count(waiting, "letter")} read and right. None is sent before you release.`}
      >
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      <Done data={data} />
      {waiting === 0 ? <p>A letter is drafted for each decision that is recorded. <a href={paths.potBoard(pot.id)}>Go to the ranked list</a></p> : null}
      {someClosed ? <Inset>Letters about applications in which you have an interest are not shown or counted here. A colleague reads them.</Inset> : null}
      {counts.undrafted > 0 ? (
        <Form>
          <p>{`${counts.undrafted === 1 ? "1 decision has" : `${counts.undrafted.toLocaleString("en-GB")} decisions have`} no letter yet. A draft says what was decided, the amount, what the decider wrote for the group, and which criteria were strong and weak.`}</p>
          <Button name="intent" value="draft">{`Draft ${count(counts.undrafted, "letter")}`}</Button>
        </Form>
      ) : waiting > 0 ? <p><a href={paths.potRelease(pot.id)}>Look at everything before release</a></p> : null}
      {drafted > 0 ? <Shown data={data} drafted={drafted} /> : null}
      {letters.map((one) => <OneLetter key={one.id} one={one} />)}
      {drafted > 0 && letters.length === 0 ? <p>No letter is in this state.</p> : null}
      {toRead.length > 0 ? (
        <Form>
          {toRead.map((one) => <Hidden key={one.id} name="letter" value={`${one.id}:${one.version}`} />)}
          <p>When you have read them: the letters on this page that still are “to read” are marked as right. One that is not right you change first.</p>
          <Button name="intent" value="right">{toRead.length === 1 ? "This letter is right" : `These ${toRead.length} letters are right`}</Button>
        </Form>
      ) : null}
      <Pagination page={data.at} pages={data.pages} to={(at) => paths.potLetters(pot.id, { show: data.state, page: at })} />
    </Article>
  );
}

function Shown({ data: { pot, counts, state }, drafted }: { data: Data; drafted: number }) {
  const ways: { show: LetterState | null; words: string; number: number }[] = [
    { show: null, words: "All", number: drafted },
    { show: "blocked", words: letterStates.blocked.words, number: counts.blocked },
    { show: "to-read", words: letterStates["to-read"].words, number: counts.to_read },
    { show: "right", words: letterStates.right.words, number: counts.right },
  ];
  return (
    <nav aria-label="Which letters">
      <ul className="app-views">
        {ways.map(({ show, words, number }) => (
          <li key={words}><a href={paths.potLetters(pot.id, { show })} aria-current={state === show ? "page" : undefined}>{`${words} (${number.toLocaleString("en-GB")})`}</a></li>
        ))}
      </ul>
    </nav>
  );
}

function OneLetter({ one }: { one: Data["letters"][number] }) {
  return (
    <section aria-labelledby={`letter-${one.id}`}>
      <h2 id={`letter-${one.id}`}><a href={paths.manageLetter(one.application_id)}>{one.organisation}</a></h2>
      <p>
        <Tag colour={letterStates[one.state].colour}>{letterStates[one.state].words}</Tag>{" "}
        {outcomes[one.outcome].staff}{one.amount_pence === null ? "" : `, ${formatPence(one.amount_pence)}`}: {one.title}
      </p>
      {one.findings.length > 0 ? <ul>{one.findings.map((finding) => <li key={finding}>{finding}</li>)}</ul> : null}
      {one.unconfirmed ? <p>This decision waits for a second person.</p> : null}
      {one.recipients.length === 0 ? (
        <Inset>Nobody in this group has confirmed an e-mail address. They see the decision when they sign in; tell them by telephone or letter too.</Inset>
      ) : (
        <p>To {one.recipients.join("; ")}</p>
      )}
      <Details summary={<>Read the letter<span className="visually-hidden"> to {one.organisation}</span></>} open={one.state !== "right"}>
        <p><strong>{one.letter.subject}</strong></p>
        <Paragraphs text={one.letter.body} />
      </Details>
    </section>
  );
}

function Done({ data: { done, drafted, right, blocked } }: { data: Data }) {
  if (done === "drafted") return <Notice kind="success" title={drafted === 0 ? "Every decision has its letter" : `${count(drafted, "letter")} drafted`}>Read each, change what should be said in other words, and mark it as right.</Notice>;
  if (done !== "right") return null;
  return (
    <>
      {right > 0 ? <Notice kind="success" title={`${count(right, "letter")} marked as right`}>Writing in one takes the mark away again.</Notice> : null}
      {blocked > 0 ? <Notice kind="warning" title={`${count(blocked, "letter")} not marked`}>Something was found that must be looked at first.</Notice> : null}
    </>
  );
}
