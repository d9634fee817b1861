/** All publications, and the switch that stops releases. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { publicationStates, reasonSchema } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { holdNow, listPublications } from "#app/domain/publications/read.server.ts";
import { endHold, releaseDue, startHold } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Prepare publications");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.read(person));
  await releaseDue(lade);
  const may_ = { draft: may.draft(person).allowed, hold: may.hold(person).allowed };
  return { publications: await listPublications(lade.db, person), hold: (await holdNow(lade.db)) ?? null, may: may_, done: url.searchParams.get("done") };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.hold(staff(lade)));
  if (text(form, "intent") === "end") await endHold(lade);
  else await startHold(lade, parseForm(reasonSchema, form));
  return redirect(paths.nationalPublications({ done: text(form, "intent") === "end" ? "ended" : "held" }));
});

export default function List() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Publications" }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Prepare publications" lead="Draft, check, have it approved. It is released at 9.30am on its day and stays as it was." />
      {data.hold ? (
        <Notice kind="warning" title="Releases are on hold">
          <p className="app-prose">{data.hold.reason}</p>
          <p>Since {formatInstant(new Date(data.hold.started_at))}{data.hold.started_by_name ? `, by ${data.hold.started_by_name}` : ""}.</p>
        </Notice>
      ) : data.done === "ended" ? <Notice kind="success" title="Releases go on">What should have come out meanwhile waits until it gets another day.</Notice> : null}
      {data.may.draft ? <Button to={paths.newPublication()}>Draft a publication</Button> : null}
      <Table
        caption="Publications"
        captionHidden
        empty="Nothing has been drafted yet."
        columns={[{ key: "title", heading: "Publication" }, { key: "state", heading: "State" }, { key: "data", heading: "Data date" }, { key: "release", heading: "Release" }, { key: "who", heading: "Drafted by" }]}
        rows={data.publications.map((one) => ({
          title: <><a href={paths.nationalPublication(one.id)}>{one.title}</a>{one.synthetic ? <> <SyntheticMark /></> : null}</>,
          state: <Tag colour={publicationStates[one.state].colour}>{publicationStates[one.state].text}</Tag>,
          data: formatDay(one.data_on),
          release: one.release_on ? `${formatDay(one.release_on)}${one.announced_at ? "" : ", not announced"}` : "no day yet",
          who: one.drafted_by_name ?? "brought in",
        }))}
      />
      {data.may.hold ? (
        <Details summary={data.hold ? "Let releases go on" : "Stop all releases"} open={refused !== undefined}>
          <Form refused={refused}>
            {data.hold ? (
              <><Hidden name="intent" value="end" /><p>What should have come out during the hold is not released at once: each gets another day.</p><Button secondary>Let releases go on</Button></>
            ) : (
              <><Hidden name="intent" value="start" /><TextArea name="reason" label="Why" hint="For example an election. It stands in the public calendar." rows={3} limit={1000} /><Button secondary>Stop all releases</Button></>
            )}
          </Form>
        </Details>
      ) : null}
    </Wide>
  );
}
