/** One section of an application. Saving keeps everything that was typed and never asks for more than there is. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { filesQuestion } from "#app/domain/applications/files-model.ts";
import { readPatches } from "#app/domain/applications/model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getApplication, listRefusedTexts, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { listEarlierAnswers } from "#app/domain/applications/reuse.server.ts";
import { chooseText, saveSection } from "#app/domain/applications/save.server.ts";
import { conditionsOf, crossChecks, lookAgain, missingAnswers, questionsOnPath, sectionsOnPath, type Answers, type CodeLists, type FormDefinition, type Section } from "#app/domain/forms/model.ts";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, formatInstant, londonTime } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { SectionForm } from "#app/ui/form-engine/section-form.tsx";
import { Button, ButtonGroup, ErrorSummary } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, verb, type Lade } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { readDraft, sectionAfter } from "../parts/draft.server.ts";
import { OutgrownNotice } from "../parts/form-size.tsx";
import { FilesPlace } from "../parts/files-place.tsx";

export const handle = { script: true };
export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${Object.keys(data.errors).length > 0 ? "Look again: " : ""}${data.section.title}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  signedIn(lade);
  const draft = await readDraft(lade, params.id ?? "");
  const { application, definition, answers, saved, deadline } = draft;
  permit(may.write(lade.actor, application));
  if (application.received_at && !draft.writable) throw redirect(paths.applicationReceipt(application.id));
  const section = sectionOf(definition, params.section ?? "");
  if (!section || !draft.writable) throw new NotFound();
  const others = (await listRefusedTexts(lade.db, application.id)).filter((text) => section.questions.some((question) => question.id === text.question_id));
  const number = definition.sections.indexOf(section) + 1;
  const earlier = Object.entries(await listEarlierAnswers(lade.db, application));
  return {
    id: application.id,
    parts: Object.fromEntries(definition.sections.map((one) => [one.id, one.title])),
    earlier: Object.fromEntries(earlier.flatMap(([question, { value, fund, date }]) =>
      section.questions.some((one) => one.id === question) && JSON.stringify(value) !== JSON.stringify(answers[question]) ? [[question, { value, fund, on: formatDay(date) }]] : [])),
    where: draft.where,
    closes: deadline.closed ? null : `It closes ${deadline.closesIn ?? "soon"}: ${deadline.closes}.`,
    label: `Part ${number} of ${definition.sections.length}`,
    said: url.searchParams.get("saved"),
    savedAt: lastSaved(section, saved),
    rows: rowsWanted(url.searchParams.get("rows")),
    // The page gets what it shows and nothing else: this section, the lists it chooses from, the answers its conditions look at.
    section,
    definition: { sections: [section], checks: definition.checks?.filter((check) => check.kind === "adds-up") ?? [] },
    lists: listsOf(section, draft.lists),
    files: draft.files.filter((file) => section.questions.some((question) => question.id === file.question_id)),
    answers: answersFor(section, answers),
    before: questionsOnPath({ ...definition, sections: definition.sections.slice(0, number - 1) }, answers).map((question) => question.id),
    versions: Object.fromEntries(section.questions.map((question) => [question.id, saved.get(question.id)?.version ?? 0])),
    others: others.map((text) => ({ id: text.id, question_id: text.question_id, value: text.value, by: text.saved_by_name, at: formatInstant(text.kept_at) })),
    errors: errorsFor(definition, section, answers, draft.lists, url.searchParams.has("missing") ? draft.limits : undefined),
    outgrown: section.questions.some((question) => question.id === "asked") ? draft.outgrown : null,
    warnings: crossChecks(definition, answers, draft.limits).filter((problem) => problem.section === section.id && !(draft.outgrown && problem.field === "asked")).map(({ field, message }) => ({ field, message })),
  };
});

/** After "add another" without a script: how many rows there were, and one more. */
const rowsWanted = (typed: string | null): number | undefined => (typed && /^\d{1,2}$/.test(typed) ? Math.min(40, Number(typed)) : undefined);
const lastSaved = (section: Section, saved: ReadonlyMap<string, { saved_at: Date }>): string | null => {
  const times = section.questions.flatMap((question) => saved.get(question.id)?.saved_at ?? []);
  return times.length === 0 ? null : londonTime(new Date(Math.max(...times.map(Number))));
};
const listsOf = (section: Section, lists: CodeLists): CodeLists =>
  Object.fromEntries(section.questions.flatMap((question) => ("list" in question && lists[question.list] ? [[question.list, lists[question.list]!]] : [])));
function answersFor(section: Section, answers: Answers): Answers {
  const needed = new Set(section.questions.flatMap((question) => [question.id, ...(question.when ? conditionsOf(question.when) : [])]));
  return Object.fromEntries(Object.entries(answers).filter(([id]) => needed.has(id)));
}
/** Messages about what is written; about what is not yet only to somebody who comes from checking the whole. */
function errorsFor(definition: FormDefinition, section: Section, answers: Answers, lists: CodeLists, missing: Parameters<typeof missingAnswers>[3] | undefined): Record<string, string> {
  if (missing) return Object.fromEntries(missingAnswers(definition, answers, lists, missing).filter((problem) => problem.section === section.id).map(({ field, message }) => [field, message]));
  const onPath = sectionsOnPath(definition, answers).find((one) => one.id === section.id)?.questions ?? [];
  return lookAgain(onPath, answers, lists);
}

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const [id, sectionId] = [params.id ?? "", params.section ?? ""];
  const application = await getApplication(lade, id);
  const { definition } = await getFormVersion(lade.db, application.form_version_id);
  const { lists: versions } = await getPot(lade.db, application.pot_id);
  const { patches, errors } = readPatches(definition, sectionId, form, await listsFor(lade.db, versions));
  const saved = await saveSection(lade, id, patches);
  if (saved.late) return redirect(application.received_at ? `${paths.applicationReceipt(id)}?done=${saved.refused.length > 0 ? "late" : ""}` : paths.application(id));
  const here = paths.applicationSection(id, sectionId);
  const [intent, of = ""] = text(form, "intent").split(":");
  if (intent === "use" || intent === "keep") {
    await chooseText(lade, id, of, intent);
    return redirect(`${here}?saved=chosen`);
  }
  if (saved.refused.length > 0) return redirect(`${here}?saved=two-texts`);
  if (intent === "reuse") {
    await reuse(lade, application, sectionOf(definition, sectionId), of);
    return redirect(`${here}?saved=reused#${encodeURIComponent(of)}`);
  }
  if (intent === "files" && filesQuestion(definition, of)) return redirect(paths.questionFiles(id, of));
  if (intent === "add-row") {
    const rows = new Set([...form.keys()].flatMap((key) => (key.startsWith(`${of}.`) ? [key.split(".")[1]] : []))).size + 1;
    return redirect(`${here}?saved=yes&rows=${rows}#${encodeURIComponent(of)}`);
  }
  if (Object.keys(errors).length > 0) return redirect(`${here}?saved=look`);
  const next = intent === "later" ? undefined : sectionAfter(definition.sections, sectionId);
  return redirect(next ? paths.applicationSection(id, next.id) : intent === "later" ? `${paths.application(id)}?done=saved` : paths.checkApplication(id));
});

const sectionOf = (definition: FormDefinition, id: string): Section | undefined => definition.sections.find((section) => section.id === id);

/** Saves what the group answered to an earlier fund. What stood there before is in the answer's history. */
async function reuse(lade: Lade, application: Awaited<ReturnType<typeof getApplication>>, section: Section | undefined, question: string): Promise<void> {
  const earlier = (await listEarlierAnswers(lade.db, application))[question];
  if (!earlier || !section?.questions.some((one) => one.id === question)) throw new NotFound();
  const version = (await listSavedAnswers(lade.db, application.id)).get(question)?.version ?? 0;
  await saveSection(lade, application.id, [{ question_id: question, base_version: version, value: earlier.value }]);
}

const said: Record<string, { kind: "success" | "warning"; title: string; text: string }> = {
  yes: { kind: "success", title: "Saved", text: "There is one more row." },
  chosen: { kind: "success", title: "Saved", text: "The other text stays in the history of the answer." },
  reused: { kind: "success", title: "Saved", text: "The text of your earlier application stands here now. Read it again: does it still fit?" },
  look: { kind: "warning", title: "Everything is saved", text: "Some of it needs another look. You can do that now or later." },
  "two-texts": { kind: "warning", title: "Someone else wrote here at the same time", text: "Nothing is lost. Where you both changed an answer, both texts are shown: choose one." },
};

export default function SectionPage() {
  const data = useLoaderData<typeof loader>();
  const notice = data.said ? said[data.said] : undefined;
  return (
    <Article>
      <BackLink to={paths.application(data.id)}>All parts of the application</BackLink>
      <ErrorSummary errors={data.errors} />
      <PageHeader title={data.section.title} label={data.label} lead={data.section.intro} />
      {notice ? <Notice kind={notice.kind} title={notice.title}>{notice.text}</Notice> : null}
      <OutgrownNotice outgrown={data.outgrown} />
      {data.warnings.filter((warning) => !data.errors[warning.field]).map((warning) => <Notice key={warning.field} kind="warning" title="These do not fit together yet"><p><a href={`#${warning.field}`}>{warning.message}</a>.</p></Notice>)}
      <p className="ds_hint-text">{data.savedAt ? `Last saved at ${data.savedAt}. ` : ""}Nothing is sent yet. {data.closes}</p>
      <FilesPlace application={data.id} files={data.files}>
      <SectionForm key={data.section.id} {...data} drafting={{ application: data.id, parts: data.parts, earlier: data.earlier, historyOf: (question) => paths.applicationQuestion(data.id, question) }}>
        <ButtonGroup>
          <Button name="intent" value="save">Save and continue</Button>
          <Button name="intent" value="later" secondary>Save and come back later</Button>
        </ButtonGroup>
      </SectionForm>
      </FilesPlace>
    </Article>
  );
}
