/** One remark with its answers; the body that made it can withdraw it. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, TextArea } from "#app/ui/forms.tsx";
import { Details, Notice } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { withdrawRemark } from "#app/domain/partnership/change.server.ts";
import { remarkKinds, remarkStates, withdrawalSchema } from "#app/domain/partnership/model.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { getRemark } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { RemarkView } from "#app/routes/parts/remarks-view.tsx";
import { RemarkFacts } from "#app/routes/parts/remark-facts.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${remarkKinds[data.remark.kind].title}: ${data.remark.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { answered_by: _writer, ...remark } = await getRemark(lade.db, person, params.id ?? "");
  return { remark, mayWithdraw: may.withdraw(person, remark).allowed && remark.withdrawn_at === null, mayAnswer: may.answer(person).allowed, done: url.searchParams.get("done") };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.remark(staff(lade)));
  await withdrawRemark(lade, params.id ?? "", parseForm(withdrawalSchema, form));
  return redirect(paths.remark(params.id ?? "", { done: "withdrawn" }));
});

const doneWords: Record<string, [string, string]> = {
  made: ["Your remark is sent", "National officials answer it. Their answer comes to your desk; both become public together."],
  withdrawn: ["Your remark is withdrawn", "It stays where it stood, marked as withdrawn with your reason."],
};

export default function RemarkPage() {
  const { remark, mayWithdraw, mayAnswer, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const notice = done ? doneWords[done] : undefined;
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "The Partnership", to: paths.partnership() }, { text: "Remarks", to: paths.remarks() }, { text: remark.title }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={remarkKinds[remark.kind].title} title={remark.title} state={remarkStates[remark.state]} />
      {notice && !refused ? <Notice kind="success" title={notice[0]}>{notice[1]}</Notice> : null}
      <RemarkView remark={remark} />
      <RemarkFacts remark={remark} />
      {mayAnswer ? <p><a href={paths.nationalRemark(remark.id)}>Answer it</a></p> : null}
      {mayWithdraw ? (
        <Details summary="Withdraw this remark" open={refused !== undefined}>
          <Form refused={refused}>
            <p>It is marked as withdrawn and stays readable, with your reason. This can’t be undone.</p>
            <TextArea name="reason" label="Why you withdraw it" rows={3} limit={1000} />
            <Button secondary>Withdraw it</Button>
          </Form>
        </Details>
      ) : null}
    </Article>
  );
}
