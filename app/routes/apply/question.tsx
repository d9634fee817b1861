/** One question of an application: its answer now, every earlier text with who wrote it, and what the group says about it. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listOthersHere, noteHere } from "#app/domain/applications/autosave.server.ts";
import { comment, commentSchema, listComments, resolveComment } from "#app/domain/applications/comments.server.ts";
import { may } from "#app/domain/applications/policy.ts";
import { findAnswer, listEarlierTexts } from "#app/domain/applications/read.server.ts";
import { chooseText, putBack } from "#app/domain/applications/save.server.ts";
import { describeAnswer, shortTitle } from "#app/domain/forms/model.ts";
import { Conflict, NotFound } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswerView } from "#app/ui/form-engine/answers.tsx";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, Tag } from "#app/ui/show.tsx";
import { Pagination } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { readDraft } from "../parts/draft.server.ts";
import { FilesPlace } from "../parts/files-place.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.name}: history and comments` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const { application, definition, lists, files, writable, where } = await readDraft(lade, params.id ?? "");
  const section = definition.sections.find((one) => one.questions.some((question) => question.id === params.question));
  const question = section?.questions.find((one) => one.id === params.question);
  if (!section || !question) throw new NotFound();
  const current = await findAnswer(lade.db, application.id, question.id);
  const every = url.searchParams.has("every");
  const pageNumber = Number(/^[1-9]\d{0,4}$/.exec(url.searchParams.get("page") ?? "")?.[0] ?? 1);
  const history = await listEarlierTexts(lade.db, application.id, question.id, { every, page: pageNumber, perPage });
  await noteHere(lade, application.id, section.id);
  return {
    done: url.searchParams.get("done"),
    id: application.id,
    where,
    question,
    name: shortTitle(question),
    section: { id: section.id, title: section.title },
    lists, files,
    writes: writable && may.write(person, application).allowed,
    current: current ? { value: current.value, version: current.version, by: current.saved_by_name, at: formatInstant(current.saved_at) } : null,
    // A refused text is one to choose until the answer is saved again; a replaced one is an earlier text.
    every,
    page: pageNumber,
    pages: Math.max(1, Math.ceil(history.shown / perPage)),
    all: history.all,
    shown: history.shown,
    earlier: history.texts.map((one) => ({
      id: one.id, value: one.value, by: one.saved_by_name, at: formatInstant(one.saved_at), refused: one.kept === "refused",
      toChoose: one.kept === "refused" && (!current || one.kept_at >= current.saved_at),
      words: describeAnswer(question, one.value ?? undefined, lists),
    })),
    comments: (await listComments(lade.db, application.id, question.id)).map((one) => ({ ...one, at: formatInstant(one.at), resolved_at: one.resolved_at && formatInstant(one.resolved_at) })),
    here: (await listOthersHere(lade, application.id)).filter((one) => one.section === section.id).map((one) => one.name),
  };
});

const perPage = 30;

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const [id, question] = [params.id ?? "", params.question ?? ""];
  const said = (word: string, part = "") => redirect(`${paths.applicationQuestion(id, question)}?done=${word}${part}`);
  const [intent, of = ""] = text(form, "intent").split(":");
  switch (intent) {
    case "put-back": {
      const version = /^\d{1,9}$/.exec(text(form, "version"))?.[0] ?? "0";
      if (!(await putBack(lade, id, { text_id: of, base_version: Number(version) }))) throw new Conflict("Somebody changed this answer since you opened the page, so nothing was put back. Look at it as it is now");
      return said("put-back");
    }
    case "use":
    case "keep":
      await chooseText(lade, id, of, intent);
      return said("chosen");
    case "settle":
    case "open":
      await resolveComment(lade, id, of, intent === "settle");
      return said(intent === "settle" ? "settled" : "opened", "#comments");
    case "comment":
      await comment(lade, id, question, parseForm(commentSchema, form));
      return said("commented", "#comments");
    default:
      throw new NotFound();
  }
}, { keepTyped: true });

const said: Record<string, string> = {
  "put-back": "The earlier text is the answer again. What stood here before is in the history.",
  chosen: "The answer is settled. The other text stays in the history.",
  commented: "Your comment is there for everyone in your group. The fund does not see it.",
  settled: "The comment is settled.",
  opened: "The comment is open again.",
};

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function QuestionPage() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  return (
    <Article>
      <BackLink to={`${paths.applicationSection(data.id, data.section.id)}#${encodeURIComponent(data.question.id)}`}>{data.section.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`${data.name}: history and comments`} label={data.where} />
      {overtaken ? <Notice kind="warning" title="Nothing was changed">{overtaken}.</Notice> : null}
      {data.done && said[data.done] && !refused ? <Notice kind="success" title="Done">{said[data.done]}</Notice> : null}
      {data.here.length > 0 ? <p>Here now: {data.here.join(", ")}.</p> : null}
      <h2>The answer now</h2>
      {data.current ? <p className="ds_hint-text">{data.current.by}, {data.current.at}</p> : null}
      <FilesPlace application={data.id} files={data.files}><AnswerView question={data.question} value={data.current?.value ?? undefined} lists={data.lists} /></FilesPlace>
      {data.writes ? <p><a href={`${paths.applicationSection(data.id, data.section.id)}#${encodeURIComponent(data.question.id)}`}>Change it</a></p> : null}
      <Earlier data={data} />
      <h2 id="comments">Comments</h2>
      <Comments data={data} />
      <Form refused={refused} action="#comments">
        <Hidden name="intent" value="comment" />
        <TextArea name="text" label="Say something about this question" hint="Everyone in your group can read it. The fund can't." rows={3} limit={5_000} />
        <ButtonGroup><Button secondary>Add comment</Button></ButtonGroup>
      </Form>
    </Article>
  );
}

function Earlier({ data }: { data: Data }) {
  return (
    <>
      <h2>Earlier texts</h2>
      {data.earlier.length === 0 ? <p>{data.all > 0 ? "It was written in one go." : "There is no earlier text."}</p> : (
        <>
          <p>Newest first. Nothing that was typed here is thrown away.</p>
          <ol className="app-timeline">
            {data.earlier.map((one) => (
              <li className="app-timeline__event" key={one.id}>
                <p className="app-timeline__when">{one.by}, {one.at} {one.toChoose ? <Tag colour="orange">Not chosen yet</Tag> : one.refused ? <Tag>Same time, not used</Tag> : null}</p>
                <p className="app-as-typed">{one.words || <span className="app-empty">Empty</span>}</p>
                {data.writes && data.question.kind !== "files" ? <Choices one={one} version={data.current?.version ?? 0} /> : null}
              </li>
            ))}
          </ol>
          {data.pages > 1 ? <Pagination page={data.page} pages={data.pages} to={(page) => `${paths.applicationQuestion(data.id, data.question.id)}?${data.every ? "every=1&" : ""}page=${page}`} /> : null}
        </>
      )}
      {data.all > data.shown && !data.every ? <p><a href={`${paths.applicationQuestion(data.id, data.question.id)}?every=1`}>Show every save ({data.all.toLocaleString("en-GB")})</a></p> : null}
    </>
  );
}

function Choices({ one, version }: { one: Data["earlier"][number]; version: number }) {
  const about = <span className="visually-hidden"> of {one.by}, {one.at}</span>;
  return (
    <Form>
      <Hidden name="version" value={version} />
      {one.toChoose ? (
        <ButtonGroup>
          <Button small secondary name="intent" value={`use:${one.id}`}>Use this text{about}</Button>
          <Button small secondary name="intent" value={`keep:${one.id}`}>Keep the answer as it is{about}</Button>
        </ButtonGroup>
      ) : <Button plain name="intent" value={`put-back:${one.id}`}>Put this text back{about}</Button>}
    </Form>
  );
}

function Comments({ data }: { data: Data }) {
  if (data.comments.length === 0) return <p>Nobody has said anything about this question yet.</p>;
  return (
    <ol className="app-timeline">
      {data.comments.map((one) => (
        <li className="app-timeline__event" key={one.id}>
          <p className="app-timeline__when">{one.name}, {one.at} {one.resolved_at ? <Tag colour="green">Settled</Tag> : null}</p>
          <p className="app-as-typed">{one.text}</p>
          {one.resolved_at ? <p className="ds_hint-text">Settled by {one.resolved_by_name}, {one.resolved_at}</p> : null}
          <Form>
            <Button plain name="intent" value={`${one.resolved_at ? "open" : "settle"}:${one.id}`}>{one.resolved_at ? "Open it again" : "Settle it"}<span className="visually-hidden"> (comment of {one.name}, {one.at})</span></Button>
          </Form>
        </li>
      ))}
    </ol>
  );
}
