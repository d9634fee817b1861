/** The files of one answer, without a script: what is there, more of them, one less. */
import { json, redirect, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { removeApplicationFile } from "#app/domain/applications/files.server.ts";
import { filesQuestion } from "#app/domain/applications/files-model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getApplication } from "#app/domain/applications/read.server.ts";
import { acceptedWithCamera, formatBytes, mostAtOnce } from "#app/domain/files/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { FileList } from "#app/ui/form-engine/files.tsx";
import { useFormPlace } from "#app/ui/form-engine/place.ts";
import { fileWords } from "#app/ui/form-engine/file-words.ts";
import { Button, ButtonGroup, ErrorSummary, Form } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, upload } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";
import { readDraft } from "../parts/draft.server.ts";
import { FileField } from "../parts/documents.tsx";
import { addFiles, type FileResult } from "../parts/files.server.ts";
import { FilesPlace } from "../parts/files-place.tsx";
import { RemoveFile } from "../parts/remove-file.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Files: ${data.question.title}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  signedIn(lade);
  const { application, definition, files, writable } = await readDraft(lade, params.id ?? "");
  permit(may.write(lade.actor, application));
  const question = filesQuestion(definition, params.question ?? "");
  const section = definition.sections.find((one) => one.questions.some(({ id }) => id === question?.id));
  if (!question || !section || !writable) throw new NotFound();
  const own = files.filter((file) => file.question_id === question.id);
  return {
    application: application.id,
    question: { id: question.id, title: question.title, hint: question.hint ?? "", accept: question.accept, maxFiles: question.maxFiles },
    section: { id: section.id, title: section.title },
    files: own,
    toRemove: own.find((file) => file.id === url.searchParams.get("remove")),
    done: url.searchParams.get("done"),
  };
});

export const action = upload(async ({ lade, params, receiveMany }) => {
  signedIn(lade);
  const [id, question] = [params.id ?? "", params.question ?? ""];
  permit(may.write(lade.actor, await getApplication(lade, id)));
  const { form, files } = await receiveMany();
  const here = (done: string) => redirect(paths.questionFiles(id, question, { done }));
  if (text(form, "intent") === "remove") {
    await removeApplicationFile(lade, lade.files, id, text(form, "file"));
    return here("removed");
  }
  if (files.length === 0) throw new Invalid({ file: "Choose the file that you want to add" });
  const results = await addFiles(lade, id, question, files);
  const stopped = results.filter((result) => result.refused !== undefined);
  if (stopped.length === 0) return here(results.every((result) => result.already) ? "already" : "added");
  const message = stopped.length === 1 && results.length === 1 ? stopped[0]!.refused! : `${stopped.length === 1 ? "One file was" : `${stopped.length} files were`} not added. Below it says why`;
  return json({ results, refused: { errors: { file: message }, values: {} } satisfies Refused }, { status: 422 });
});

const doneWords: Record<string, string> = {
  added: "It is added to your answer. Nothing is sent until you send the application.",
  already: "You had added this already. It is kept once.",
  removed: "It is removed from your answer.",
};

export default function QuestionFiles() {
  const { application, question, section, files, toRemove, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const results = useActionData<{ results?: FileResult[] }>()?.results ?? [];
  const here = paths.questionFiles(application, question.id);
  const full = files.length >= question.maxFiles;
  return (
    <Article>
      <BackLink to={`${paths.applicationSection(application, section.id)}#${question.id}`}>Back to {section.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <PageHeader title={question.title} label="Files" lead={question.hint || undefined} />
      {results.length > 1 ? <div id={full ? "file" : undefined}><Results results={results} /></div> : null}
      {toRemove ? <RemoveFile title="Remove this file?" field="file" file={toRemove} keep={here}>will be taken out of your answer. You can add it again from your device.</RemoveFile> : null}
      <h2>{files.length === 0 ? "No file yet" : `${files.length} of ${question.maxFiles} ${question.maxFiles === 1 ? "file" : "files"}`}</h2>
      <FilesPlace application={application} files={files}>
        <Listed here={here} />
      </FilesPlace>
      {full ? (
        <>
          <p>{fileWords.full(question.maxFiles)}</p>
          {toRemove ? null : <ButtonGroup><Button to={`${paths.applicationSection(application, section.id)}#${question.id}`}>Go on with {section.title}</Button></ButtonGroup>}
        </>
      ) : <AddFiles here={here} question={question} refused={refused} primary={!toRemove} />}
    </Article>
  );
}

function Listed({ here }: { here: string }) {
  const { files = [] } = useFormPlace();
  return files.length === 0 ? null : <FileList files={files} remove={(file) => <a className="app-files__remove" href={`${here}?remove=${file.id}#remove`}>Remove<span className="visually-hidden">: {file.name}</span></a>} />;
}

/** What became of each, where several came at once. */
function Results({ results }: { results: readonly FileResult[] }) {
  return (
    <Notice kind="warning" title="What became of each file">
      <ul>
        {results.map((result, place) => (
          <li key={`${place}-${result.name}`}><span className="app-as-typed">{result.name}</span>: {result.refused ?? (result.already ? fileWords.already : fileWords.added)}.</li>
        ))}
      </ul>
    </Notice>
  );
}

interface AddFilesProps {
  here: string;
  question: { accept: string; maxFiles: number };
  refused: Refused | undefined;
  primary: boolean;
}
function AddFiles({ here, question, refused, primary }: AddFilesProps) {
  return (
    <section aria-labelledby="add-title">
      <h2 id="add-title">Add files</h2>
      <Form action={here} refused={refused} multipart>
        <FileField
          name="file" label={fileWords.choose} accept={acceptedWithCamera} multiple={question.maxFiles > 1}
          hint={`${question.accept} ${words.howTo.files(question.maxFiles)} ${fileWords.limits} ${question.maxFiles > 1 ? `You can choose several at once, up to ${formatBytes(mostAtOnce.bytes)} together.` : ""}`}
        />
        <ButtonGroup><Button secondary={!primary}>{question.maxFiles > 1 ? "Add these files" : "Add this file"}</Button></ButtonGroup>
      </Form>
    </section>
  );
}
