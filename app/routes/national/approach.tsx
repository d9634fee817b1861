/** An official says how an action helps, or that one measure of it helps otherwise. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Radios, TextArea, TextField } from "#app/ui/forms.tsx";
import { Details, Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { observationsForAction } from "#app/domain/figures/measures.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { approachBases, approaches, approachSchema, readingInWords } from "#app/domain/strategy/approach.ts";
import { readingsOf, setApproach, type Subject } from "#app/domain/strategy/approach.server.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { getAction, getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { shown, title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `How it helps: ${data.subject.title}` : "Not found");

function subjectFrom({ kind = "", code = "" }: Record<string, string | undefined>): Subject {
  if (kind !== "action" && kind !== "measure") throw new NotFound();
  return { kind, code };
}

export const loader = page(async ({ lade, params }) => {
  permit(may.readApproach(staff(lade)));
  const plan = await getPlan(lade.db);
  const asked = subjectFrom(params);
  const subject = await readingsOf(lade.db, plan.id, asked);
  const measures = asked.kind === "action" ? await observationsForAction(lade.db, (await getAction(lade.db, plan.id, asked.code)).id, lade.now) : [];
  return { subject, measures: measures.map(({ id, title: name }) => ({ code: id, title: name })) };
});

export const action = verb(
  async ({ lade, params, form }) => {
    permit(may.readApproach(staff(lade)));
    await setApproach(lade, defaultPlan, subjectFrom(params), parseForm(approachSchema, form));
    return redirect(paths.nationalApproaches({ done: "saved" }));
  },
  { keepTyped: true },
);

export default function Approach() {
  const { subject, measures } = useLoaderData<typeof loader>();
  const [refused, overtaken] = [useRefused(), useOvertaken()];
  const last = subject.readings[0];
  const name = subject.kind === "action" ? `Action ${subject.code}` : "Measure";
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "How each action helps", to: paths.nationalApproaches() }, { text: subject.kind === "action" ? subject.code : subject.title }]} />
      <ErrorSummary errors={refused?.errors} />
      {overtaken ? <Notice kind="warning" title="Nothing was saved">{overtaken}</Notice> : null}
      <PageHeader label={name} title={`How it helps: ${subject.title}`} lead={subject.kind === "measure" ? "Only where this measure helps otherwise than its action does. Without a reading it goes with its action." : undefined} />
      <Form refused={refused}>
        <Hidden name="seen" value={last?.sequence ?? 0} />
        <Radios
          name="approach" legend="What does it do in the main?" value={last ? (last.approach ?? "none") : null}
          options={[...Object.entries(approaches).map(([value, one]) => ({ value, text: one.title, hint: one.says })), { value: "none", text: subject.kind === "measure" ? "The same as its action" : "It can’t be said", hint: subject.kind === "measure" ? undefined : "Too little is known of it" }]}
        />
        <Radios name="basis" legend="Whose reading is it?" value={last?.basis ?? "own-reading"} options={Object.entries(approachBases).map(([value, text]) => ({ value, text }))} />
        <TextField name="source" label="The source and its page" hint="Only where a source says so" optional value={shown(refused, "source", last?.source)} />
        <TextArea name="reason" label="Why" rows={3} limit={500} value={shown(refused, "reason", "")} />
        <Button>Keep this reading</Button>
      </Form>
      {measures.length > 0 ? (
        <Details summary="Read one of its measures apart">
          <ul>{measures.map((measure) => <li key={measure.code}><a href={paths.nationalApproach("measure", measure.code)}>{measure.title}</a></li>)}</ul>
        </Details>
      ) : null}
      <Table
        caption="Readings, the last first"
        columns={[{ key: "approach", heading: "In the main" }, { key: "why", heading: "Whose, and why" }, { key: "day", heading: "Since" }]}
        rows={subject.readings.map((reading) => ({ approach: reading.approach ? approaches[reading.approach].title : "Not said", why: readingInWords(reading), day: formatDay(londonDay(new Date(reading.set_at))) }))}
        empty="It has not been read yet."
      />
    </Article>
  );
}
