/** A second person reads an application and signs it before it is sent, or sends it back with a note. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { signOffState, signOffWanted } from "#app/domain/applications/model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { changesOf } from "#app/domain/applications/read.server.ts";
import { answerSignOff, askForSignOff, findSignOff, listPossibleSigners, wantSignOff } from "#app/domain/applications/sign-off.server.ts";
import { missingAnswers } from "#app/domain/forms/model.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ButtonGroup, Checkbox, ErrorSummary, Form, Hidden, Radios, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice, type TagColour } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { readDraft } from "../parts/draft.server.ts";
import { FilesPlace } from "../parts/files-place.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Signature: ${data.where}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const { application, pot, definition, answers, saved, lists, files, limits, organisation, where, deadline, writable } = await readDraft(lade, params.id ?? "");
  if (application.received_at && !writable) throw redirect(paths.applicationReceipt(application.id));
  if (!writable) throw redirect(paths.application(application.id));
  const latest = await findSignOff(lade.db, application.id);
  const changes = changesOf(saved);
  const state = signOffState(latest, changes);
  const asked = latest && state !== "none" ? latest : undefined;
  return {
    done: url.searchParams.get("done"),
    id: application.id,
    reference: application.reference,
    organisation: { id: organisation.id, name: organisation.name },
    where,
    deadline,
    definition, answers, lists, files,
    left: missingAnswers(definition, answers, lists, limits).length,
    changes,
    state,
    asked: asked ? { name: asked.person_name, self: asked.person_id === person.id, by: asked.asked_by_name, at: formatInstant(asked.asked_at), answered: asked.answered_at && formatInstant(asked.answered_at), note: asked.note } : null,
    byFund: pot.sign_off === "second-person",
    wanted: signOffWanted(pot, application),
    people: (await listPossibleSigners(lade.db, organisation.id, person.id)).map(({ id, name }) => ({ value: id, text: name })),
    may: {
      want: may.wantSignature(person, application).allowed,
      ask: may.askForSignature(person, application).allowed,
      sign: state === "asked" && latest !== undefined && may.sign(person, application, latest).allowed,
    },
  };
});

const answerSchema = z.object({ note: z.string().trim().max(2_000, "Say it in 2,000 characters or fewer").default(""), changes: z.string().regex(/^\d{1,9}$/).transform(Number) });

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const id = params.id ?? "";
  const said = (word: string) => redirect(`${paths.applicationSignOff(id)}?done=${word}`);
  const intent = text(form, "intent");
  switch (intent) {
    case "want":
      await wantSignOff(lade, id, text(form, "wanted") === "yes");
      return said("want");
    case "ask":
      await askForSignOff(lade, id, text(form, "person_id"));
      return said("asked");
    case "sign":
    case "send-back":
      await answerSignOff(lade, id, { signs: intent === "sign", ...parseForm(answerSchema, form) });
      return said(intent === "sign" ? "signed" : "sent-back");
    default:
      throw new NotFound();
  }
}, { keepTyped: true });

const said: Record<string, { title: string; text: string }> = {
  want: { title: "Saved", text: "That is how this application is handled from now on." },
  asked: { title: "They have been asked", text: "They get an e-mail with a link to this page. You get one when they have answered." },
  signed: { title: "You have signed it", text: "It has not been sent yet. Whoever asked you gets an e-mail, and can send it now." },
  "sent-back": { title: "Your note is on its way", text: "Whoever asked you gets an e-mail. Nothing was sent to the fund." },
};

const tags: Record<Data["state"], { text: string; colour: TagColour }> = {
  none: { text: "Nobody asked yet", colour: "grey" },
  asked: { text: "Waiting for a signature", colour: "blue" },
  signed: { text: "Signed", colour: "green" },
  void: { text: "Changed since it was signed", colour: "orange" },
  "sent-back": { text: "Came back with a note", colour: "orange" },
};

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function SignOff() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const notice = data.done && !refused ? said[data.done] : undefined;
  return (
    <Article>
      <BackLink to={paths.application(data.id)}>All parts of the application</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {notice ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      {overtaken ? <Notice kind="warning" title="Nothing was signed">{overtaken}.</Notice> : null}
      <PageHeader title={`A second person's signature: ${data.where}`} label={`${data.organisation.name}, ${data.reference}`} state={tags[data.state]} />
      <p>{data.byFund ? "This fund wants a second person of your group to read the application and sign it before it is sent." : data.wanted ? "Your group wants a second person to read this application and sign it before it is sent." : "Your group can have a second person read this application and sign it before it is sent."} If an answer is changed after that, it has to be signed again.</p>
      <Standing data={data} />
      {data.may.sign ? <SignIt data={data} /> : null}
      {data.may.want && !data.byFund ? <Want data={data} /> : null}
      {data.wanted && data.may.ask ? <Ask data={data} /> : null}
    </Article>
  );
}

function Standing({ data: { asked, state, id, deadline } }: { data: Data }) {
  if (!asked) return null;
  const who = asked.self ? "You" : asked.name;
  return (
    <>
      {state === "asked" ? <p>{asked.by} asked {asked.self ? "you" : asked.name} to sign it on {asked.at}.</p> : null}
      {state === "signed" ? <p>{who} signed it on {asked.answered}. It has not been sent yet: <a href={paths.checkApplication(id)}>check your answers and send it</a>. It closes {deadline.closesIn ?? "soon"}.</p> : null}
      {state === "void" ? <p>{who} signed it on {asked.answered}, and an answer was changed after that. Ask for a signature again.</p> : null}
      {state === "sent-back" ? <p>{who} sent it back on {asked.answered}.</p> : null}
      {asked.note ? <Inset><p className="app-as-typed">{asked.note}</p></Inset> : null}
    </>
  );
}

function SignIt({ data }: { data: Data }) {
  const refused = useRefused();
  return (
    <>
      <h2>What you are asked to sign</h2>
      {data.left > 0 ? <p>{data.left === 1 ? "1 thing is" : `${data.left} things are`} still to be done in it. You can wait until it is whole.</p> : null}
      <FilesPlace application={data.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} level={3} /></FilesPlace>
      <h2>Your answer</h2>
      <Form refused={refused}>
        <Hidden name="changes" value={data.changes} />
        <TextArea name="note" label="A note to whoever asked you" hint="Needed if you send it back: say what should be changed." rows={4} limit={2_000} />
        <ButtonGroup>
          <Button name="intent" value="sign">I have read it and I sign it</Button>
          <Button secondary name="intent" value="send-back">Send it back with my note</Button>
        </ButtonGroup>
      </Form>
    </>
  );
}

function Want({ data }: { data: Data }) {
  return (
    <Form>
      <h2>Is a signature needed?</h2>
      <Checkbox name="wanted" label="A second person has to sign this application before it is sent" checked={data.wanted} />
      <ButtonGroup><Button secondary={data.wanted} name="intent" value="want">Save</Button></ButtonGroup>
    </Form>
  );
}

function Ask({ data }: { data: Data }) {
  const refused = useRefused();
  const again = data.state !== "none";
  return (
    <>
      <h2>{again ? "Ask again, or ask somebody else" : "Whom do you ask?"}</h2>
      {data.people.length === 0 ? <p>There is nobody else in your group here. <a href={paths.organisationPeople(data.organisation.id)}>Invite somebody</a> first.</p> : (
        <Form refused={refused}>
          <Radios name="person_id" legend="Who is asked to read and sign it?" options={data.people} />
          <ButtonGroup><Button secondary={data.may.sign || data.state === "signed" || data.state === "asked"} name="intent" value="ask">Ask them</Button></ButtonGroup>
        </Form>
      )}
    </>
  );
}
