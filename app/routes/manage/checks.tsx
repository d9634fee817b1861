/** What is checked of every application in one round and area: the fund's own list. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listChecklist, listKnownChecks, saveChecklist } from "#app/domain/assessment/checks-list.server.ts";
import { mostOwnChecks, ownCheck, readChecklist } from "#app/domain/assessment/checks-model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, ErrorSummary, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { formFields } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Checklist: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePot(person, pot));
  const list = await listChecklist(lade.db, pot.id);
  const own = list.filter(({ code }) => ownCheck.test(code));
  const free = Array.from({ length: mostOwnChecks }, (_, index) => `own-${index + 1}`).filter((code) => !own.some((item) => item.code === code));
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name,
    version: pot.checks_version,
    exceptions: pot.income_exceptions,
    known: (await listKnownChecks(lade.db)).map((item) => ({ ...item, asks: list.find(({ code }) => code === item.code)?.asks ?? item.asks })),
    asked: list.map(({ code }) => code),
    own: [...own, ...free.slice(0, 2).map((code) => ({ code, title: "", asks: "" }))],
    done: url.searchParams.get("done") === "saved",
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const { checklist, errors } = readChecklist(await listKnownChecks(lade.db), formFields(form, ["ask"]));
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  const id = params.pot ?? "";
  await saveChecklist(lade, id, checklist);
  return redirect(`${paths.potChecklist(id)}?done=saved`);
}, { keepTyped: true });

export default function Checklist() {
  const { id, name, round_title, area_name, version, exceptions, known, asked, own, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  return (
    <Article>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} ids={{ ask: "ask-governing-document" }} />
      {done && !refused ? <Notice kind="success" title="The checklist is saved">Every application of this round is checked by it from now on.</Notice> : null}
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      <PageHeader title={`Checklist: ${area_name}`} label={round_title} lead="What is looked at before anyone scores. An answer to a check that you take off stays with its application and no longer counts." />
      <Form refused={refused}>
        <Hidden name="version" value={version} />
        <h2>Checks for which Lade gathers the facts</h2>
        {known.map(({ code, title: heading, asks }) => (
          <div key={code}>
            <Checkbox name="ask" id={`ask-${code}`} value={code} label={<strong>{heading}</strong>} checked={asked.includes(code)} />
            <TextArea name={`asks-${code}`} label={<>What has to be so<span className="visually-hidden"> for {heading.toLowerCase()}</span></>} value={asks} rows={2} />
          </div>
        ))}
        <h2>Checks of your own</h2>
        <p>Leave both empty to take one off.</p>
        {own.map((item, index) => (
          <fieldset key={item.code}>
            <legend>{`Your check ${index + 1}`}</legend>
            <TextField name={`title-${item.code}`} label="Its name" value={item.title} optional />
            <TextArea name={`asks-${item.code}`} label="What has to be so" value={item.asks} rows={2} optional />
          </fieldset>
        ))}
        <h2>Income over the limit</h2>
        <Checkbox name="income_exceptions" label="This area agrees to exceptions" hint="Who agreed, when and why is then recorded with the application." checked={exceptions} />
        <ButtonGroup>
          <Button>Save the checklist</Button>
          <a href={paths.managePot(id)}>Leave without saving</a>
        </ButtonGroup>
      </Form>
    </Article>
  );
}
