/** A statement: first its words with slots, then what each slot is filled from. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ErrorSummary, Form, Hidden, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { writeStatement } from "#app/domain/publications/statements.server.ts";
import { dateStyles, moneyStyles, numberStyles, percentStyles, stylesSchema, usualStyles, yearStyles } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { sourceChoices } from "#app/domain/publications/slots.server.ts";
import { slotNames, templateFault } from "#app/domain/publications/template.ts";
import { paths } from "#app/paths.ts";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Write a statement: ${data.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const publication = await getPublication(lade.db, person, params.id ?? "");
  permit(may.edit(person, publication));
  const asked = url.searchParams.get("statement");
  const statement = asked ? publication.statements.find((one) => one.id === asked) : undefined;
  if (asked && !statement) throw new NotFound();
  return {
    id: publication.id,
    title: publication.title,
    statement: statement ? { ...statement, sources: Object.fromEntries(statement.slots.map((slot) => [slot.name, slot.source])) } : null,
    choices: await sourceChoices(lade.db, publication.cuts),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.draft(staff(lade)));
  const id = params.id ?? "";
  const template = text(form, "template");
  const fault = templateFault(template);
  if (fault) throw new Invalid({ template: fault });
  const styles = parseForm(stylesSchema, form);
  const names = slotNames(template);
  // The first time there is nothing to choose from yet: the page comes back with one question for each slot.
  if (names.some((name) => !form.has(`slot-${name}`))) throw new Invalid({ slots: "Choose below what each slot is filled from. Then save the statement" });
  const statement = text(form, "statement");
  await writeStatement(lade, id, {
    ...(statement ? { id: statement, version: Number(text(form, "version")) } : {}), heading: text(form, "heading").trim().slice(0, 200), template, styles, sources: Object.fromEntries(names.map((name) => [name, text(form, `slot-${name}`)])),
  });
  return redirect(paths.nationalPublication(id, { done: "statement" }));
}, { keepTyped: true });

/** The source that a slot of this name most often means, where only one source can be meant. */
function likely(slot: string, choices: readonly { value: string }[]): string | undefined {
  const meant = choices.filter(({ value }) => value === `period:${slot}` || value.endsWith(`:${slot}`));
  return meant.length === 1 ? meant[0]!.value : undefined;
}

const options = (styles: Record<string, string>) => Object.entries(styles).map(([value, example]) => ({ value, text: example }));

export default function Statement() {
  const { id, title: name, statement, choices } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  // Not a mistake: the second half of the question.
  const asked = refused?.errors.slots;
  const template = refused?.values.template?.[0] ?? statement?.template ?? "";
  const style = statement ?? usualStyles;
  return (
    <Article>
      <BackLink to={paths.nationalPublication(id)}>{name}</BackLink>
      {asked ? <Notice kind="info" title="Nothing is saved yet">{asked}.</Notice> : <ErrorSummary errors={refused?.errors} />}
      <PageHeader title={`${statement ? "Change" : "Write"} a statement: ${name}`} lead="A sentence with slots, like: Between {from} and {to}, {awards} awards were made." />
      {overtaken ? <Notice kind="warning" title="Nothing was saved"><p>{overtaken}.</p>{statement ? <p className="app-prose">It says now: {statement.printed}</p> : null}</Notice> : null}
      <Form refused={refused}>
        {statement ? <><Hidden name="statement" value={statement.id} /><Hidden name="version" value={statement.version} /></> : null}
        <TextField name="heading" label="Heading" optional value={statement?.heading} />
        <TextArea name="template" label="Sentence" hint="A slot is a name in small letters between braces. Everything else is printed as you write it." rows={4} limit={4000} value={statement?.template} />
        {slotNames(template).map((slot) => <Select key={slot} name={`slot-${slot}`} label={`What {${slot}} is filled from`} options={choices} value={statement?.sources[slot] ?? likely(slot, choices)} />)}
        <h2>How it is printed</h2>
        <Select name="number_style" label="Numbers" options={options(numberStyles)} value={style.number_style} />
        <Select name="money_style" label="Money" options={options(moneyStyles)} value={style.money_style} />
        <Select name="date_style" label="Days" options={options(dateStyles)} value={style.date_style} />
        <Select name="year_style" label="Financial years" options={options(yearStyles)} value={style.year_style} />
        <Select name="percent_style" label="Shares" options={options(percentStyles)} value={style.percent_style} />
        {template === "" ? <Inset>When you go on, there is one question for each slot.</Inset> : null}
        <Button>{template === "" ? "Go on" : "Save the statement"}</Button>
      </Form>
    </Article>
  );
}
