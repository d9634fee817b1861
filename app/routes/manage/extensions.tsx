/** More time than the round gives: what was recorded, and recording more, for one applicant or for all. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { extendDeadline, listExtensions } from "#app/domain/applications/extensions.server.ts";
import { extensionKinds, extensionSchema } from "#app/domain/applications/extensions.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, DateField, ErrorSummary, Form, Radios, TextArea, TextField, TimeField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryList } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `More time: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.extend(person, pot));
  const extensions = await listExtensions(lade.db, pot.id);
  return {
    done: url.searchParams.get("done"),
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`,
    announced: pot.closes_at && formatInstant(pot.closes_at),
    told: pot.closes_told && formatInstant(pot.closes_told),
    grace: pot.grace_minutes,
    extensions: extensions.map(({ id, until, reason, kind, recorded_at, recorded_by_name, reference }) => ({ id, until: formatInstant(until), reason, kind: extensionKinds[kind].staff, whom: reference ?? "Everyone", recorded: `${recorded_by_name}, ${formatInstant(recorded_at)}` })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.pot ?? "";
  permit(may.extend(lade.actor, await getPot(lade.db, id)));
  await extendDeadline(lade, id, parse(extensionSchema, { ...formFields(form), until_on: dayFrom(form, "until_on") }));
  return redirect(`${paths.potExtensions(id)}?done=given`);
});

export default function Extensions() {
  const { id, name, announced, told, grace, extensions, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {done === "given" && !refused ? <Notice kind="success" title="More time is given">It counts from now on. Those who have begun and not sent are told by e-mail, and their pages show it.</Notice> : null}
      <PageHeader title={`More time: ${name}`} />
      {told === null ? <p>This round has no closing time yet. <a href={paths.potSettings(id)}>Set it first</a>.</p> : (
        <>
          <SummaryList
            rows={[
              { key: "Announced closing", value: announced },
              ...(told === announced ? [] : [{ key: "Closing for everyone now", value: told }]),
              { key: "Grace after that", value: grace === 0 ? "None" : `${grace} minutes, for everyone` },
            ]}
          />
          <h2>What was given</h2>
          <Table
            caption="More time that was given, newest first"
            captionHidden
            empty="Nobody has been given more time."
            columns={[{ key: "whom", heading: "Who" }, { key: "until", heading: "Until" }, { key: "kind", heading: "Why" }, { key: "reason", heading: "Reason recorded" }, { key: "recorded", heading: "Recorded by" }]}
            rows={extensions.map((one) => ({ ...one, reason: <span className="app-as-typed">{one.reason}</span> }))}
          />
          <h2>Give more time</h2>
          <p>It can&apos;t be made shorter again, because applicants rely on it. Your name, the time and the reason stay on record.</p>
          <Form refused={refused}>
            <Radios name="whom" legend="Who gets more time?" options={[{ value: "one", text: "One applicant" }, { value: "all", text: "Everyone who applies to this round here", hint: "The public pages and the calendar show the new closing" }]} />
            <TextField name="reference" label="For one applicant: the reference of the application" hint="The applicant finds it at the top of their application, like LA-7KM4-Q2XW." width={20} autoComplete="off" optional />
            <DateField name="until_on" legend="Until which day?" />
            <TimeField name="until_time" label="Until what time, on the clock in Scotland?" />
            <Radios name="kind" legend="Why?" options={Object.entries(extensionKinds).map(([value, { staff: words }]) => ({ value, text: words }))} />
            <TextArea name="reason" label="The reason, for the record" hint="Staff can read it. The applicant can't. Leave out anything private that is not needed." rows={3} limit={1_000} />
            <ButtonGroup><Button>Give more time</Button></ButtonGroup>
          </Form>
        </>
      )}
    </Article>
  );
}
