/** For the round, before anything opens: is the person close to any of the groups that applied? The list has another order for each. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { addConnection, declareRound, removeConnection } from "#app/domain/assessment/declare.server.ts";
import { findRoundDeclaration, hintsFor, listConnections, listToDeclare } from "#app/domain/assessment/interests.server.ts";
import { connectionKinds, connectionSchema, hintWords, readDeclaration, type ConnectionKind } from "#app/domain/assessment/panel.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { holdsInArea, permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, Radios, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Details, Notice, SyntheticMark, Warning } from "#app/ui/show.tsx";
import { formFields, parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";
import { ChangeForm, DeclarationForm } from "../parts/declaration-list.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Your declaration: ${data.place}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.declareRound(person, pot));
  const groups = await listToDeclare(lade.db, pot.id, person.id);
  const hints = await hintsFor(lade.db, pot.id, [person.id], person.id);
  const declared = await findRoundDeclaration(lade.db, pot.id, person.id);
  const withHints = groups.map((group) => ({ ...group, hints: hints.filter(({ organisation_id }) => organisation_id === group.organisation_id).map(({ kind }) => hintWords[kind]) }));
  const reads = holdsInArea(person, pot, ["assessor", "chair"]);
  return {
    place: `${pot.round_title}, ${pot.area_name}`,
    synthetic: pot.synthetic,
    open: withHints.filter(({ has_interest }) => has_interest === null),
    // Where names are hidden while reading, the list is not shown again.
    answered: pot.anonymous_reading && !holdsInArea(person, pot, ["administrator"]) ? [] : withHints.filter(({ has_interest }) => has_interest === false),
    declared: declared ? { at: formatInstant(declared.declared_at), organisations: declared.organisations, on_paper: declared.recorded_by !== null } : null,
    connections: await listConnections(lade.db, person.id),
    back: reads ? { to: paths.panel(), text: "Your assessments" } : { to: paths.potPanel(pot.id), text: "The panel" },
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.declareRound(person, pot));
  const intent = text(form, "intent");
  const back = (done: string) => redirect(paths.declareRound(pot.id, { done }));
  if (intent === "connect") {
    await addConnection(lade, parseForm(connectionSchema, form));
    return back("connected");
  }
  if (intent === "disconnect") {
    await removeConnection(lade, text(form, "connection"));
    return back("disconnected");
  }
  const { answers, errors } = readDeclaration(formFields(form, ["organisation", "close"]));
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  const { left, interests } = await declareRound(lade, pot.id, answers);
  return back(left > 0 ? "more" : interests > 0 ? "interest" : "declared");
});

const doneWords: Record<string, string> = {
  declared: "Your declaration is recorded.",
  interest: "Your declaration is recorded. The groups you ticked are closed to you now, and somebody else is asked about them.",
  more: "Your declaration is recorded. Groups applied while you had the page open: say the same of these.",
  connected: "It is added. Groups of that name are marked in the list.",
  disconnected: "It is taken away.",
};

export default function DeclarationsPage() {
  const { place, synthetic, open, answered, declared, connections, back, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const intent = refused?.values.intent?.[0];
  const counted = open.length === 1 ? "1 group" : `${open.length.toLocaleString("en-GB")} groups`;
  return (
    <Article>
      <BackLink to={back.to}>{back.text}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={open.length > 0 ? "Are you close to any of these groups?" : "Your declaration for this round"} label={place}
        state={open.length > 0 ? { text: "To declare", colour: "yellow" } : declared ? { text: "Declared", colour: "green" } : { text: "Nothing to declare yet", colour: "grey" }}
        lead={open.length > 0 ? `${counted} ${declared ? "applied since you declared" : "applied"}. No application opens before you answer.` : undefined}
      >
        {synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {open.length > 0 ? (
        <>
          <p>You are close to a group if you, someone close to you or an organisation you belong to could gain or lose by what is decided about it: as a member, worker, volunteer, trustee, supplier, rival, friend or relative. If in doubt, tick it.</p>
          <Connections connections={connections} refused={intent === "connect" ? refused : undefined} />
          <Warning>A tick can’t be taken back here. Everything that the group sent closes to you, and scores you gave it are set aside.</Warning>
          <DeclarationForm
            groups={open} refused={intent === "declare" ? refused : undefined} legend="Tick every group that you are close to"
            none="I am close to none of them" some="I am close to those that I ticked, and to no other"
          />
        </>
      ) : (
        <>
          {declared ? <p>{`You declared on ${declared.at}${declared.on_paper ? ", on paper" : ""}, of ${declared.organisations.toLocaleString("en-GB")} ${declared.organisations === 1 ? "group" : "groups"}. If more groups apply, you are asked about these.`}</p> : <p>No group has applied yet. You are asked once there is one.</p>}
          <ButtonGroup><Button to={back.to}>{`Go to ${back.text.charAt(0).toLowerCase()}${back.text.slice(1)}`}</Button></ButtonGroup>
          <Connections connections={connections} refused={intent === "connect" ? refused : undefined} />
        </>
      )}
      {open.length === 0 && answered.length > 0 ? (
        <Details summary="Something has changed: I am close to a group after all" open={intent === "declare"}>
          <Warning>This can’t be taken back here. Scores you gave the group are set aside.</Warning>
          <ChangeForm groups={answered} refused={intent === "declare" ? refused : undefined} legend="Tick the groups that you are close to now" />
        </Details>
      ) : null}
    </Article>
  );
}

interface ConnectionsProps {
  connections: readonly { id: string; kind: ConnectionKind; organisation_name: string; charity_number: string | null }[];
  refused: Refused | undefined;
}
/** Where somebody works, worked or helps: told once, and a group of that name is marked in every list. */
const Connections = ({ connections, refused }: ConnectionsProps) => (
  <Details summary={`Where you work, worked or help${connections.length > 0 ? ` (${connections.length})` : ""}`} open={refused !== undefined}>
    <p>Tell us once, if you like: groups of that name or number are then marked in your lists. You see the marks, and the fund’s administrator does. A mark is a hint; what counts is what you declare.</p>
    {connections.length > 0 ? (
      <ul>
        {connections.map(({ id, kind, organisation_name, charity_number }) => (
          <li key={id}>
            {organisation_name}{charity_number ? `, ${charity_number}` : ""}: {connectionKinds[kind]}
            <Form>
              <Hidden name="intent" value="disconnect" />
              <Hidden name="connection" value={id} />
              <Button plain>Take away<span className="visually-hidden"> {organisation_name}</span></Button>
            </Form>
          </li>
        ))}
      </ul>
    ) : null}
    <Form refused={refused}>
      <Hidden name="intent" value="connect" />
      <TextField name="organisation_name" label="Organisation" autoComplete="off" />
      <TextField name="charity_number" label="Its Scottish charity number" hint="Like SC012345, if you know it" width={10} autoComplete="off" optional />
      <Radios name="kind" legend="What connects you" small options={Object.entries(connectionKinds).map(([value, words]) => ({ value, text: words }))} />
      <Button secondary small>Add it</Button>
    </Form>
  </Details>
);
