/** Sharing applications out by proposal: who would read what, evenly and without a conflict. Nothing is written before the button. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { applyAssignments, previewAssignments } from "#app/domain/assessment/assigning.server.ts";
import { mostAtOnce, wantedSchema } from "#app/domain/assessment/assigning.ts";
import { seats } from "#app/domain/assessment/panel.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Filters, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Share applications out: ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePanel(person, pot));
  const usual = { per_application: pot.assessors_needed, lived_experience: Math.min(pot.lived_experience_readers, pot.assessors_needed) };
  const typed = { per_application: url.searchParams.get("per_application") ?? String(usual.per_application), lived_experience: url.searchParams.get("lived_experience") ?? String(usual.lived_experience) };
  const wanted = wantedSchema.safeParse(typed);
  const preview = await previewAssignments(lade.db, pot.id, person.id, wanted.success ? wanted.data : usual);
  const named = new Map(preview.readers.map(({ id, name }) => [id, name]));
  const { pairs, loads, unmet } = preview.proposal;
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    typed,
    wanted: wanted.success ? wanted.data : usual,
    errors: wanted.success ? undefined : Object.fromEntries(wanted.error.issues.map(({ path, message }) => [path.join("."), message])),
    readers: preview.readers.map(({ id, name, seat, owes_round, holds }) => ({ id, name, seat, owes_round, holds, gets: pairs.filter(({ person_id }) => person_id === id).length, after: loads.get(id) ?? holds })),
    rows: preview.applications.map((application) => ({
      ...application,
      gets: pairs.filter(({ application_id }) => application_id === application.id).map(({ person_id }) => named.get(person_id) ?? ""),
      lacks: unmet.find(({ application_id }) => application_id === application.id) ?? null,
    })),
    pairs: pairs.length,
    later: preview.later,
    fingerprint: preview.fingerprint,
    made: Number(url.searchParams.get("made") ?? "0"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePanel(person, pot));
  const wanted = parseForm(wantedSchema, form);
  const made = await applyAssignments(lade, pot.id, wanted, text(form, "seen"));
  return redirect(paths.potAssign(pot.id, { ...wanted, made }));
}, { keepTyped: true });

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

export default function AssignPage() {
  const data = useLoaderData<typeof loader>();
  const { pot, readers, rows, pairs, made } = data;
  const overtaken = useOvertaken();
  const asked = readers.filter(({ gets }) => gets > 0).length;
  const lacking = rows.filter(({ lacks }) => lacks !== null);
  return (
    <Wide>
      <Breadcrumbs
        trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: pot.area_name, to: paths.managePot(pot.id) }, { text: "Panel", to: paths.potPanel(pot.id) }, { text: "Share applications out" }]}
      />
      <ErrorSummary errors={data.errors} />
      <PageHeader
        title={`Share applications out: ${pot.area_name}`} label={pot.round_title}
        lead={pairs === 0 ? "There is nothing to share out now." : `A proposal: ${counted(pairs, "assignment", "assignments")} to ${counted(asked, "reader", "readers")}. Nothing is written before you say so.`}
      >
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing was shared out">{overtaken}.</Notice> : null}
      {made > 0 && !overtaken ? <Notice kind="success" title={counted(made, "assignment is made", "assignments are made")}>Each reader has one e-mail. Of each application they first say whether they have an interest.</Notice> : null}
      <Filters action={paths.potAssign(pot.id)} summary="What each application needs" apply="Propose again">
        <TextField name="per_application" label="Readers for each application" value={data.typed.per_application} width={2} inputMode="numeric" error={data.errors?.per_application} />
        <TextField name="lived_experience" label="Of these with lived experience, at least" value={data.typed.lived_experience} width={2} inputMode="numeric" error={data.errors?.lived_experience} />
      </Filters>
      <Readers readers={readers} panel={paths.potPanel(pot.id)} />
      {lacking.length > 0 ? (
        <Inset>
          <p>{`${counted(lacking.length, "application", "applications")} can’t have all that you ask for, because of interests, scores already read, or too few readers. They are marked below.`}</p>
        </Inset>
      ) : null}
      {data.later > 0 ? <p>{`The ${mostAtOnce} that came first are shared out now; ${data.later.toLocaleString("en-GB")} more come after.`}</p> : null}
      {pairs > 0 && !data.errors ? (
        <Form>
          <Hidden name="per_application" value={data.wanted.per_application} />
          <Hidden name="lived_experience" value={data.wanted.lived_experience} />
          <Hidden name="seen" value={data.fingerprint} />
          <p>{`${counted(asked, "e-mail goes", "e-mails go")} out, one to each reader.`}</p>
          <Button>{`Make ${counted(pairs, "assignment", "assignments")}`}</Button>
        </Form>
      ) : null}
      <Applications rows={rows} />
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

const Readers = ({ readers, panel }: { readers: Data["readers"]; panel: string }) => (
  <>
    <h2>Readers</h2>
    <Table
      caption="How many applications each reader would have" captionHidden
      columns={[{ key: "name", heading: "Reader" }, { key: "seat", heading: "Seat" }, { key: "holds", heading: "Now", numeric: true }, { key: "gets", heading: "New", numeric: true }, { key: "after", heading: "Then", numeric: true }]}
      rows={readers.map((reader) => ({
        name: <>{reader.name}{reader.owes_round ? <> <Tag colour="yellow">To declare first</Tag></> : null}</>,
        seat: seats[reader.seat].text,
        holds: reader.holds,
        gets: reader.owes_round ? "–" : reader.gets,
        after: reader.after,
      }))}
      empty={<>Nobody on this panel reads. <a href={panel}>Invite somebody</a></>}
    />
    {readers.some(({ owes_round }) => owes_round) ? <p><a href={panel}>Remind those who have not declared</a>: they can be asked once they have.</p> : null}
  </>
);

const Applications = ({ rows }: { rows: Data["rows"] }) => (
  <>
    <h2>Applications</h2>
    <Table
      caption="Who would read each application" captionHidden dense
      columns={[{ key: "project", heading: "Project" }, { key: "group", heading: "Group" }, { key: "already", heading: "Reads already" }, { key: "gets", heading: "Would read" }]}
      rows={rows.map(({ id, title: project, reference, organisation_name, already, gets, lacks }) => ({
        project: <><a href={paths.manageApplication(id)}>{project}</a><br /><span className="ds_hint-text">{reference}</span></>,
        group: organisation_name,
        already: already.length > 0 ? already.join(", ") : "Nobody",
        gets: (
          <>
            {gets.length > 0 ? gets.join(", ") : "Nobody more"}
            {lacks && lacks.readers > 0 ? <> <Tag colour="orange">{`${counted(lacks.readers, "reader", "readers")} short`}</Tag></> : null}
            {lacks && lacks.livedExperience > 0 ? <> <Tag colour="orange">No lived experience</Tag></> : null}
          </>
        ),
      }))}
      empty="Every application has the readers that it needs."
    />
  </>
);
