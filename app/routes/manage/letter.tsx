/** One letter before it is sent: its words to write on, what the assessors found as material, what must not stand in it, and the whole of it to read. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { namesFor } from "#app/domain/assessment/anonymity.server.ts";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { scoresOf } from "#app/domain/assessment/read.server.ts";
import { findingKey, findingKinds, standingFindings, type Finding } from "#app/domain/awards/forbidden.ts";
import { decidable } from "#app/domain/awards/ledger.server.ts";
import { letterFor } from "#app/domain/awards/letter-facts.server.ts";
import { findingWords, letterForm, letterState, letterStates, readFindings } from "#app/domain/awards/letter-model.ts";
import { findLetter, letterMaterial, refuseWithoutNames } from "#app/domain/awards/letters-read.server.ts";
import { draftAgain, draftLetters, markRight, writeLetter } from "#app/domain/awards/letters.server.ts";
import { outcomes } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { findDecision, getDecidable } from "#app/domain/awards/read.server.ts";
import { highestReadingAge } from "#app/domain/awards/reading-age.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkboxes, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, SideBySide, Wide } from "#app/ui/layout.tsx";
import { Details, Notice, SyntheticMark } from "#app/ui/show.tsx";
import { parseForm, text, texts } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";
import { Paragraphs } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Letter to ${data.application.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const thing = await getDecidable(db, params.id ?? "");
  permit(may.decide(person, await decidable(db, person, thing)));
  const pot = await getPot(db, thing.pot_id);
  await refuseWithoutNames(db, pot.id, person.id);
  const [named] = await namesFor(db, person.id, [{ application_id: thing.application_id, reference: thing.reference, organisation_name: thing.organisation_name, title: thing.title }]);
  const found = await findLetter(db, pot.id, thing.application_id);
  const decision = await findDecision(db, thing.application_id);
  const mayReadScores = found !== undefined && (await scoresOf(db, thing.application_id, person)).length > 0;
  if (mayReadScores) await readOthersScores(db, person.id, [thing.application_id]);
  const findings = readFindings(found?.letter.findings);
  return {
    application: { id: thing.application_id, reference: thing.reference, title: named!.title, organisation_name: named!.organisation_name, synthetic: thing.synthetic },
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name },
    /** Why there is no letter to write in. */
    standing: decision ? (decision.released_at ? ("sent" as const) : ("waiting" as const)) : ("undecided" as const),
    letter: found
      ? {
          version: found.letter.version, words: found.letter.words, reading_age: found.letter.reading_age, checked_at: found.letter.checked_at, checked_by: found.letter.checked_by_name,
          state: letterState(found.letter), outcome: found.waiting.outcome, amount_pence: found.waiting.amount_pence, accepted: found.letter.accepted,
          standing: standingFindings(findings, found.letter.accepted).map(findingWords),
          acceptable: findings.filter(({ kind }) => findingKinds[kind].accept !== null).map((finding) => ({ key: findingKey(finding), words: findingWords(finding), accept: acceptWords(finding) })),
          whole: letterFor(found.waiting, pot, londonDay(lade.now)),
          versions: found.versions,
        }
      : null,
    material: mayReadScores ? await letterMaterial(db, pot.id, thing.application_id) : [],
    done: url.searchParams.get("done"),
  };
});
const acceptWords = ({ kind }: Finding): string => findingKinds[kind].accept ?? "";

export const action = verb(async ({ lade, params, form }) => {
  const id = params.id ?? "";
  const person = staff(lade);
  const thing = await getDecidable(lade.db, id);
  permit(may.decide(person, await decidable(lade.db, person, thing)));
  const intent = text(form, "intent");
  const version = Number(text(form, "version")) || 0;
  if (intent === "draft") await draftLetters(lade, thing.pot_id);
  else if (intent === "save") await writeLetter(lade, id, parseForm(letterForm, form));
  else if (intent === "again") await draftAgain(lade, id, version);
  else if (intent === "right") await markRight(lade, id, { version, accepted: texts(form, "accept") });
  else throw new NotFound();
  return redirect(paths.manageLetter(id, { done: intent }));
}, { keepTyped: true });

type Data = ReturnType<typeof useLoaderData<typeof loader>>;
type Letter = NonNullable<Data["letter"]>;

export default function OneLetter() {
  const data = useLoaderData<typeof loader>();
  const { application, pot, letter, standing, done } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  return (
    <Wide>
      <Breadcrumbs trail={boardTrail(pot, { text: "Letters", to: paths.potLetters(pot.id) }, { text: application.reference })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Letter to ${application.organisation_name}`} label={application.reference} lead={application.title} state={letter ? { text: letterStates[letter.state].words, colour: letterStates[letter.state].colour } : undefined}>
        {application.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing was saved">{overtaken}.</Notice> : null}
      <Done word={done} state={letter?.state} />
      {letter ? <Writing data={data} letter={letter} /> : <NoLetter id={application.id} standing={standing} />}
    </Wide>
  );
}

function NoLetter({ id, standing }: { id: string; standing: Data["standing"] }) {
  if (standing === "undecided") return <p>Nothing is decided on this application yet. <a href={paths.decideApplication(id)}>Decide</a></p>;
  if (standing === "sent") return <p>The letter has been sent. <a href={paths.decideApplication(id)}>Read the decision</a></p>;
  return (
    <Form>
      <p>The decision is made, and its letter is not drafted yet. Every decision of this pot that has none gets one.</p>
      <Button name="intent" value="draft">Draft the letter</Button>
    </Form>
  );
}

function Writing({ data, letter }: { data: Data; letter: Letter }) {
  const refused = useRefused();
  const rightRefused = refused?.values.intent?.[0] === "right" ? refused : undefined;
  return (
    <>
      <p>{`${outcomes[letter.outcome].staff}${letter.amount_pence === null ? "" : `, ${formatPence(letter.amount_pence)}`}. `}<a href={paths.decideApplication(data.application.id)}>The decision and its reasons</a></p>
      <SideBySide
        besideName="What the assessors found"
        beside={
          <>
            <h2>What the assessors found</h2>
            <p>Only staff read this. Say it in your own words, and name nobody.</p>
            <Material rows={data.material} />
          </>
        }
      >
        <Form refused={rightRefused ? undefined : refused}>
          <Hidden name="version" value={letter.version} />
          <TextArea
            name="words" label="What we tell the group" rows={14} limit={8000} value={letter.words}
            hint="The decision, the amount, the conditions, the dates and how to ask stand around it. They come from the record and can't be changed here"
          />
          <Button name="intent" value="save">Save the letter</Button>
        </Form>
        <h2>Before it is right</h2>
        <ReadingAge age={letter.reading_age} />
        {letter.standing.length > 0 ? <><p>Found in the letter:</p><ul>{letter.standing.map((words) => <li key={words}>{words}</li>)}</ul></> : <p>No name of an assessor or of another group and no e-mail address was found in it.</p>}
        <Form refused={rightRefused}>
          <Hidden name="version" value={letter.version} />
          {letter.acceptable.length > 0 ? (
            <Checkboxes
              legend="What may stay" name="accept" hint="Tick it when you have looked at it. It counts for these words only" values={letter.accepted}
              options={letter.acceptable.map(({ key, words, accept }) => ({ value: key, text: words, hint: accept }))}
            />
          ) : null}
          {letter.state === "right" ? (
            <p>{`Marked as right${letter.checked_by ? ` by ${letter.checked_by}` : ""}${letter.checked_at ? `, ${formatInstant(new Date(letter.checked_at))}` : ""}.`}</p>
          ) : (
            <ButtonGroup><Button secondary name="intent" value="right">This letter is right</Button></ButtonGroup>
          )}
        </Form>
        <h2>The whole letter</h2>
        <p>As it goes out if it is released today.</p>
        <p><strong>{letter.whole.subject}</strong></p>
        <Paragraphs text={letter.whole.body} />
        <Versions letter={letter} />
      </SideBySide>
    </>
  );
}

/** Each criterion with the points and reasons that were given for it, the highest first. */
function Material({ rows }: { rows: Data["material"] }) {
  const criteria = [...new Map(rows.map(({ criterion_id, title, max_points }) => [criterion_id, { title, max_points }]))];
  if (criteria.length === 0) return <p>No scores can be read.</p>;
  return (
    <>
      {criteria.map(([id, { title: name, max_points }]) => (
        <section key={id}>
          <h3>{name}</h3>
          <ul>
            {rows.filter((row) => row.criterion_id === id).map((row, index) => (
              <li key={index}><strong>{`${row.points} of ${max_points}`}</strong><p className="app-as-typed">{row.reason}</p></li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function ReadingAge({ age }: { age: number | null }) {
  if (age === null) return <p>There is too little text to say how hard it is to read.</p>;
  return (
    <p>
      {`Reading age ${Math.floor(age)}. ${age > highestReadingAge ? `That is harder than ${highestReadingAge}: shorter words and sentences make it easier.` : "That is easy enough for most readers."} `}
      Measured by the Coleman–Liau index, from the letters in a hundred words and the length of sentences.
    </p>
  );
}

function Versions({ letter }: { letter: Letter }) {
  const [, ...earlier] = letter.versions;
  return (
    <Details summary={`Earlier versions (${earlier.length})`}>
      {earlier.length === 0 ? <p>It stands as it was drafted.</p> : null}
      {earlier.map((one) => (
        <section key={one.version}>
          <h3>{`Version ${one.version}, ${one.written_by_name}, ${formatInstant(new Date(one.written_at))}`}</h3>
          <p className="app-as-typed">{one.words}</p>
          <Form>
            <Hidden name="version" value={letter.version} />
            <Hidden name="words" value={one.words} />
            <Button secondary small name="intent" value="save">{`Use version ${one.version} again`}</Button>
          </Form>
        </section>
      ))}
      <Form>
        <Hidden name="version" value={letter.version} />
        <p>Drafting again puts the words of the record in place of these. These stay here as a version.</p>
        <Button secondary small name="intent" value="again">Draft again from the record</Button>
      </Form>
    </Details>
  );
}

function Done({ word, state }: { word: string | null; state: Letter["state"] | undefined }) {
  if (word === "save" || word === "again") return <Notice kind="success" title="The letter is saved">{state === "blocked" ? "Something in it must be looked at before it is right." : "Read it as a whole, and mark it as right."}</Notice>;
  if (word === "draft") return <Notice kind="success" title="The letter is drafted">Change what should be said in other words, then mark it as right.</Notice>;
  if (word === "right" && state === "right") return <Notice kind="success" title="The letter is marked as right">It is sent at the release, and not before.</Notice>;
  return null;
}
