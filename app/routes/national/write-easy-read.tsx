/** An official writes one priority in Easy Read: one idea a line, figures named by their measure. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Button, DateField, ErrorSummary, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Notice, Warning } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { writeEasyRead } from "#app/domain/figures/easy-read/change.server.ts";
import { easyReadSchema, mostWords } from "#app/domain/figures/easy-read/model.ts";
import { easyReadDraft } from "#app/domain/figures/easy-read/read.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { shown, title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Easy Read: ${data.priority.title}` : "Not found");

const numberFrom = (text = ""): number => (/^\d{1,3}$/.test(text) ? Number(text) : -1);

export const loader = page(async ({ lade, params }) => {
  permit(may.writeEasyRead(staff(lade)));
  const plan = await getPlan(lade.db);
  return easyReadDraft(lade.db, plan.id, numberFrom(params.number), lade.now);
});

export const action = verb(
  async ({ lade, params, form }) => {
    permit(may.writeEasyRead(staff(lade)));
    await writeEasyRead(lade, defaultPlan, numberFrom(params.number), parse(easyReadSchema, { ...formFields(form), checked_on: dayFrom(form, "checked_on") }));
    return redirect(paths.nationalEasyRead({ done: "written" }));
  },
  { keepTyped: true },
);

export default function WriteEasyRead() {
  const { priority, text, left_out, measures } = useLoaderData<typeof loader>();
  const [refused, overtaken] = [useRefused(), useOvertaken()];
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Easy Read", to: paths.nationalEasyRead() }, { text: `Priority ${priority.number}` }]} />
      <ErrorSummary errors={refused?.errors} />
      {overtaken ? <Notice kind="warning" title="Nothing was saved">{overtaken}</Notice> : null}
      <PageHeader label={`Priority ${priority.number} in Easy Read`} title={`Easy Read: ${priority.title}`} lead={`One idea a line, ${mostWords} words at most. Words that everybody uses; a hard one is explained on the next line.`} />
      {left_out.length > 0 ? <Warning>{left_out.length === 1 ? "A sentence is" : `${left_out.length} sentences are`} left out of the public page, because the figure it names does not stand any more: {left_out.join(" ")}</Warning> : null}
      <Form refused={refused}>
        <Hidden name="seen" value={text?.version ?? 0} />
        <TextField name="title" label="Short title" value={shown(refused, "title", text?.title)} />
        <TextArea name="sentences" label="Sentences, one a line" hint="For a number write the name of its measure between braces, as in the list below. It is rounded and put in words." rows={16} limit={4000} value={shown(refused, "sentences", text?.sentences)} />
        <TextField name="checked_with" label="Who that uses Easy Read has checked this version" hint="A group or an organisation, never a person. Leave it empty if nobody has: the page says so" optional value={shown(refused, "checked_with", "")} />
        <DateField name="checked_on" legend="On which day" hint="Leave it empty if nobody has" />
        <Button>Put it on the public page</Button>
      </Form>
      <Table
        caption="Numbers that can be named here"
        columns={[{ key: "slot", heading: "Write" }, { key: "title", heading: "For" }, { key: "said", heading: "It says now" }]}
        rows={measures.map((measure) => ({ slot: <code>{`{${measure.code}}`}</code>, title: measure.title, said: measure.said ?? "not used in the text" }))}
        empty="No figure is reported under this priority."
      />
      {text ? <p><a href={paths.strategyEasyReadPriority(priority.number)}>The public page</a></p> : null}
    </Article>
  );
}
