/** The settings of one pot: all of them until it opens; then the guidance, the contact and a later closing. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeOpenPot, changeSettings } from "#app/domain/funds/change.server.ts";
import { openSettingsSchema, potState, settingsSchema } from "#app/domain/funds/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence, parsePounds, penceAsTyped } from "#app/domain/kernel/money.ts";
import { formatInstant, londonDay, londonTime } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, DateField, ErrorSummary, Form, Hidden, MoneyField, Radios, TextArea, TextField, TimeField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { dayFrom, formFields, parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused, type Refused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Settings: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePot(person, pot));
  const clock = (instant: Date | null) => ({ on: instant ? londonDay(instant) : "", time: instant ? londonTime(instant) : "" });
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name,
    state: potState(pot, lade.now),
    opensWords: pot.opens_at ? formatInstant(pot.opens_at) : "",
    version: pot.version,
    committed_pence: pot.committed_pence,
    saved: {
      allocation_pence: penceAsTyped(pot.allocation_pence),
      opens_on: clock(pot.opens_at).on,
      opens_time: clock(pot.opens_at).time,
      closes_on: clock(pot.closes_at).on,
      closes_time: clock(pot.closes_at).time,
      decisions_by: pot.decisions_by ?? "",
      min_amount_pence: penceAsTyped(pot.min_amount_pence),
      max_amount_pence: penceAsTyped(pot.max_amount_pence),
      income_cap_pence: penceAsTyped(pot.income_cap_pence),
      unconstituted_max_pence: penceAsTyped(pot.unconstituted_max_pence),
      assessors_needed: String(pot.assessors_needed),
      grace_minutes: String(pot.grace_minutes),
      sign_off: pot.sign_off as string,
      second_person_above_pence: penceAsTyped(pot.second_person_above_pence),
      guidance: pot.guidance,
      contact_email: pot.contact_email,
    },
  };
});

const dayFields = ["opens_on", "closes_on", "decisions_by"];

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.pot ?? "";
  const typed: Record<string, unknown> = { ...formFields(form), ...Object.fromEntries(dayFields.map((name) => [name, dayFrom(form, name)])) };
  if (text(form, "stage") === "open") await changeOpenPot(lade, id, parse(openSettingsSchema, typed));
  else await changeSettings(lade, id, parse(settingsSchema, typed));
  return redirect(`${paths.managePot(id)}?done=settings`);
}, { keepTyped: true });

const labels: Record<keyof ReturnType<typeof useLoaderData<typeof loader>>["saved"], string> = {
  allocation_pence: "Money in the pot",
  opens_on: "Opening day",
  opens_time: "Opening time",
  closes_on: "Closing day",
  closes_time: "Closing time",
  decisions_by: "Decisions by",
  min_amount_pence: "Smallest grant",
  max_amount_pence: "Largest grant",
  income_cap_pence: "Income limit",
  unconstituted_max_pence: "Most for an unconstituted group",
  assessors_needed: "Assessors for each application",
  grace_minutes: "Minutes of grace",
  sign_off: "Signature of a second person",
  second_person_above_pence: "Awards that two people decide",
  guidance: "Guidance",
  contact_email: "Contact e-mail",
};

export default function Settings() {
  const { id, name, round_title, area_name, state, opensWords, version, committed_pence, saved } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const opened = state === "open" || state === "closed";
  return (
    <Article>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Settings: ${area_name}`} label={round_title} />
      {overtaken && refused ? <Overtaken message={overtaken} saved={saved} refused={refused} /> : null}
      {opened ? (
        <Inset>
          {`This pot opened ${opensWords}. Applicants rely on its money, limits and criteria, so they stay as they are. You can change who decides alone, the guidance and the contact${state === "open" ? ", and close later than announced" : ""}.`}
        </Inset>
      ) : null}
      <Form refused={refused}>
        <Hidden name="version" value={version} />
        <Hidden name="stage" value={opened ? "open" : "before"} />
        {opened ? null : (
          <>
            <MoneyField name="allocation_pence" label="Money in the pot, in pounds" hint={committed_pence > 0 ? `${formatPence(committed_pence)} is already committed` : undefined} value={saved.allocation_pence} />
            <DateField name="opens_on" legend="Opening day" value={saved.opens_on} />
            <TimeField name="opens_time" label="Opening time, on the clock in Scotland" value={saved.opens_time} />
          </>
        )}
        {state === "closed" ? (
          <>
            {saved.closes_on.split("-").map((part, index) => <Hidden key={index} name={`closes_on-${["year", "month", "day"][index]}`} value={part} />)}
            <Hidden name="closes_time" value={saved.closes_time} />
          </>
        ) : (
          <>
            <DateField name="closes_on" legend="Closing day" value={saved.closes_on} />
            <TimeField name="closes_time" label="Closing time, on the clock in Scotland" value={saved.closes_time} />
          </>
        )}
        {opened ? null : <Limits saved={saved} />}
        <MoneyField
          name="second_person_above_pence" label="Awards above this need a second person, in pounds" value={saved.second_person_above_pence} optional
          hint={`0 for every award. ${opened ? "It can be made less now, not more. " : ""}A decision by someone who assessed the application always needs a second person.`}
        />
        <TextArea name="guidance" label="Guidance for applicants in this area" hint="Shown on the round's public page, above the questions." value={saved.guidance} rows={8} limit={5000} optional />
        <TextField name="contact_email" label="Contact e-mail" type="email" width={20} value={saved.contact_email} optional />
        <ButtonGroup>
          <Button>Save settings</Button>
          <a href={paths.managePot(id)}>Leave without saving</a>
        </ButtonGroup>
      </Form>
    </Article>
  );
}

type Saved = ReturnType<typeof useLoaderData<typeof loader>>["saved"];
function Limits({ saved }: { saved: Saved }) {
  return (
    <>
      <DateField name="decisions_by" legend="Day by which applicants hear (optional)" value={saved.decisions_by} />
      <MoneyField name="min_amount_pence" label="Smallest grant, in pounds" value={saved.min_amount_pence} optional />
      <MoneyField name="max_amount_pence" label="Largest grant, in pounds" value={saved.max_amount_pence} optional />
      <MoneyField name="income_cap_pence" label="Income limit of a group, in pounds a year" hint="A group with a higher income is told to ask you first, and the checks point it out. Leave it empty for no limit." value={saved.income_cap_pence} optional />
      <MoneyField name="unconstituted_max_pence" label="Most that an unconstituted group can ask for, in pounds" value={saved.unconstituted_max_pence} optional />
      <TextField name="assessors_needed" label="Assessors for each application" inputMode="numeric" width={2} value={saved.assessors_needed} />
      <TextField name="grace_minutes" label="Minutes of grace after the closing time" hint="What arrives within them still counts. 0 for none." inputMode="numeric" width={3} value={saved.grace_minutes} />
      <Radios
        name="sign_off" legend="Does a second person of the group sign before it is sent?" value={saved.sign_off} small
        options={[{ value: "none", text: "Only if the group wants it" }, { value: "second-person", text: "Yes, always" }]}
      />
    </>
  );
}

/** "100,000" and "100000" are one amount. */
const same = (name: string, value: string | undefined) => (name.endsWith("_pence") ? (parsePounds(value ?? "") ?? value) : value);

/** What is saved now beside what was typed, so that nobody's work disappears. */
function Overtaken({ message, saved, refused }: { message: string; saved: Saved; refused: Refused }) {
  const rows = (Object.keys(labels) as (keyof Saved)[])
    .filter((name) => refused.values[name]?.[0] !== undefined && same(name, refused.values[name]?.[0]) !== same(name, saved[name]))
    .map((name) => ({ name: labels[name], saved: saved[name] || "Empty", typed: refused.values[name]?.[0] || "Empty" }));
  return (
    <>
      <Notice kind="warning" title="Nothing is saved yet">{message}.</Notice>
      <Table
        caption="Where the two differ"
        columns={[{ key: "name", heading: "Setting" }, { key: "saved", heading: "Saved now" }, { key: "typed", heading: "What you typed" }]}
        rows={rows} empty="What you typed is the same as what is saved now."
      />
    </>
  );
}
