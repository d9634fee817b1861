/** An official answers a remark; a second person makes both public beside the figure. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Button, Checkbox, ErrorSummary, Form, Hidden, Radios, TextArea } from "#app/ui/forms.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { may as mayFigures } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { answerRemark, releaseRemark } from "#app/domain/partnership/change.server.ts";
import { answerSchema, findings, releaseSchema, remarkKinds, remarkStates } from "#app/domain/partnership/model.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { getRemark } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { RemarkFacts } from "#app/routes/parts/remark-facts.tsx";
import { RemarkView } from "#app/routes/parts/remarks-view.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${remarkKinds[data.remark.kind].title}: ${data.remark.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(mayFigures.readNational(person));
  const { answered_by, ...remark } = await getRemark(lade.db, person, params.id ?? "");
  const last = remark.answers.at(-1);
  const release = last && last.released_at === null && remark.withdrawn_at === null ? may.release(person, { answered_by: answered_by! }) : undefined;
  return {
    remark,
    mayAnswer: may.answer(person).allowed && remark.withdrawn_at === null,
    release: release ? { answer: last!.id, allowed: release.allowed, because: release.allowed ? "" : release.because } : null,
    done: url.searchParams.get("done"),
  };
});

export const action = verb(
  async ({ lade, params, form }) => {
    permit(mayFigures.readNational(staff(lade)));
    const id = params.id ?? "";
    if (text(form, "intent") === "release") {
      await releaseRemark(lade, id, parseForm(releaseSchema, form).answer);
      return redirect(paths.nationalRemark(id, { done: "released" }));
    }
    permit(may.answer(lade.actor));
    await answerRemark(lade, id, parseForm(answerSchema, form));
    return redirect(paths.nationalRemark(id, { done: "answered" }));
  },
  { keepTyped: true },
);

const doneWords: Record<string, [string, string]> = {
  answered: ["The answer is kept", "The body reads it now. A publisher who did not write it can make both public."],
  released: ["Both are public", "They stand beside the figure from now. The figure itself is unchanged."],
};

export default function RemarkPage() {
  const { remark, mayAnswer, release, done } = useLoaderData<typeof loader>();
  const [refused, overtaken] = [useRefused(), useOvertaken()];
  const notice = done ? doneWords[done] : undefined;
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Remarks", to: paths.nationalRemarks() }, { text: remark.title }]} />
      <ErrorSummary errors={refused?.errors} />
      {overtaken ? <Notice kind="warning" title="Nothing was saved">{overtaken}</Notice> : null}
      <PageHeader label={`${remarkKinds[remark.kind].title} by ${remark.body}`} title={remark.title} state={remarkStates[remark.state]} />
      {notice && !refused ? <Notice kind="success" title={notice[0]}>{notice[1]}</Notice> : null}
      <RemarkView remark={remark} />
      <RemarkFacts remark={remark} />
      {release?.allowed ? (
        <section aria-labelledby="release">
          <h2 id="release">Make it public</h2>
          <p>The remark and its latest answer stand beside the figure for anyone, under the body’s name. They stay there.</p>
          <Form refused={refused}>
            <Hidden name="answer" value={release.answer} />
            <Checkbox name="no_person" label="I have read both: they name no person and nobody can be recognised from them" />
            <Button name="intent" value="release">Make both public</Button>
          </Form>
        </section>
      ) : release ? <Inset>{release.because}</Inset> : null}
      {mayAnswer ? (
        <section aria-labelledby="answer-it">
          <h2 id="answer-it">{remark.answers.length === 0 ? "Answer it" : "Answer it anew"}</h2>
          {remark.answers.length > 0 ? <p>The earlier answers stay beside the new one.</p> : null}
          <Form refused={refused}>
            <Hidden name="seen" value={remark.answers.length} />
            <Radios name="finding" legend="How does the figure stand?" options={Object.entries(findings).map(([value, finding]) => ({ value, text: finding.title, hint: finding.hint }))} />
            <TextArea name="answer" label="Answer" hint="Name no person. Nothing here changes the figure: correct or restate it on its own page." rows={8} limit={2000} />
            <Button name="intent" value="answer" secondary={release?.allowed ?? false}>Keep this answer</Button>
          </Form>
        </section>
      ) : null}
    </Article>
  );
}
