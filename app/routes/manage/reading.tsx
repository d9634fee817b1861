/** How a round is read: with or without names, and what each reader needs who reads on paper. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { chooseAnonymousReading, scoringBegun } from "#app/domain/assessment/anonymity-choice.server.ts";
import { listReaders } from "#app/domain/assessment/reading-pack.server.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, Radios } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Reading: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePot(person, pot));
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`,
    area: pot.area_name,
    round_title: pot.round_title,
    synthetic: pot.synthetic,
    anonymous: pot.anonymous_reading,
    declares: pot.declaration_needed,
    begun: await scoringBegun(lade.db, pot.id),
    readers: await listReaders(lade.db, pot.id, person.id),
    done: url.searchParams.get("done") === "names",
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const id = params.pot ?? "";
  permit(may.changePot(person, await getPot(lade.db, id)));
  if (text(form, "intent") !== "names") throw new NotFound();
  const chosen = text(form, "anonymous");
  if (chosen !== "yes" && chosen !== "no") throw new Invalid({ anonymous: "Choose one of the two" });
  await chooseAnonymousReading(lade, id, chosen === "yes");
  return redirect(paths.potReading(id, { done: "names" }));
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Reading() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Wide>
      <Breadcrumbs trail={potTrail({ id: data.id, area_name: data.area }, { text: "Reading" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Reading: ${data.area}`} label={data.round_title} lead="Who reads what, with a pack and a score sheet for those who read on paper." state={data.anonymous ? { text: "Read without names", colour: "purple" } : { text: "Read with names", colour: "grey" }}>
        {data.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {data.done ? <Notice kind="success" title={data.anonymous ? "Names are hidden from readers now" : "Readers see names now"}>{data.anonymous ? "You still see them, and so do your fellow administrators." : "On every page, in packs and in score sheets."}</Notice> : null}
      <Table
        caption="Readers" dense
        columns={[{ key: "name", heading: "Reader" }, { key: "how", heading: "How they read" }, { key: "asked", heading: "Asked", numeric: true }, { key: "open", heading: "Open to them", numeric: true }, { key: "sent", heading: "Scores in", numeric: true }, { key: "entered", heading: "Of these entered for them", numeric: true }]}
        rows={data.readers.map((reader) => ({
          name: <a href={paths.potReader(data.id, reader.id)}>{reader.name}</a>, how: reader.has_account ? "Here" : <Tag colour="blue">On paper</Tag>,
          asked: reader.asked, open: reader.open, sent: reader.sent, entered: reader.entered,
        }))}
        empty="Nobody has been asked to read yet."
      />
      <Names data={data} />
    </Wide>
  );
}

function Names({ data }: { data: Data }) {
  const refused = useRefused();
  return (
    <section aria-labelledby="names">
      <h2 id="names">Names</h2>
      {data.begun ? <Inset>{data.anonymous ? "This round is read without names." : "This round is read with names."} Somebody has begun to score, so that stays as it is: everyone is read in the same way.</Inset> : (
        <Form refused={refused}>
          <Hidden name="intent" value="names" />
          <Radios
            name="anonymous" legend="Who sees the names of groups" value={data.anonymous ? "yes" : "no"}
            options={[
              { value: "no", text: "Readers, the chair and administrators" },
              { value: "yes", text: "Administrators, and the chair once scoring is closed", hint: "Readers see “Group LA-…” everywhere. Names of groups, people, streets, numbers and links are taken out of what was written, files can't be opened. A nickname may slip through." },
            ]}
          />
          {data.declares ? null : <p>To hide names, the panel has to declare on a list of all groups first. <a href={paths.potPanel(data.id)}>Ask for that on the panel’s page</a>.</p>}
          <ButtonGroup><Button secondary>Save who sees names</Button></ButtonGroup>
        </Form>
      )}
    </section>
  );
}
