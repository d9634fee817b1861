/** What was done, newest first: ids, codes and amounts, no person's words. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/accounts/policy.ts";
import { listEvents } from "#app/domain/audit/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { isId } from "#app/domain/kernel/ids.server.ts";
import { formatClock, formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Filters, Select, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { pageNumber } from "./words.ts";

export const meta: MetaFunction = () => title("Audit");

const subjectTypes = ["person", "organisation", "pot", "application", "award", "grant-return", "observation", "action", "round", "publication", "release-hold", "member-body", "remark", "measure", "priority", "charity-register"];

export const loader = page(async ({ lade, url }) => {
  permit(may.administer(staff(lade)));
  const asked = { type: url.searchParams.get("type") ?? "", subject: (url.searchParams.get("subject") ?? "").trim(), actor: (url.searchParams.get("actor") ?? "").trim() };
  const number = pageNumber(url.searchParams.get("page"));
  const nonsense = [asked.subject, asked.actor].some((id) => id !== "" && !isId(id));
  const { events, older } = nonsense ? { events: [], older: false } : await listEvents(lade.db, { subject_type: asked.type, subject_id: asked.subject, actor_id: asked.actor, page: number });
  return { asked, number, older, nonsense, events: events.map((event) => ({ ...event, when: `${formatDay(londonDay(event.at))}, ${formatClock(event.at)}`, detail: JSON.stringify(event.detail) })) };
});

export default function Audit() {
  const { asked, number, older, nonsense, events } = useLoaderData<typeof loader>();
  const filtered = asked.type !== "" || asked.subject !== "" || asked.actor !== "";
  const at = (page: number) => paths.adminAudit({ ...asked, page });
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "People", to: paths.adminPeople() }, { text: "Audit" }]} />
      <PageHeader title="Audit" lead="Every change, newest first. Each event carries the hash of the one before it, so none can be changed or lost unseen." />
      <Filters action={paths.adminAudit()} clear={filtered ? paths.adminAudit() : undefined} summary="Find events">
        <Select name="type" label="About a" value={asked.type} options={[{ value: "", text: "Anything" }, ...subjectTypes.map((type) => ({ value: type, text: type }))]} />
        <TextField name="subject" label="Its id" value={asked.subject} error={nonsense && asked.subject !== "" && !/^[0-9a-f-]{36}$/.test(asked.subject) ? "Enter a whole id, as it stands in the table" : undefined} />
        <TextField name="actor" label="Done by (a person's id)" value={asked.actor} error={nonsense && asked.actor !== "" && !/^[0-9a-f-]{36}$/.test(asked.actor) ? "Enter a whole id, as it stands in the table" : undefined} />
      </Filters>
      <Table
        caption="Events"
        captionHidden
        dense
        columns={[{ key: "when", heading: "When" }, { key: "action", heading: "What" }, { key: "subject", heading: "About" }, { key: "who", heading: "By" }, { key: "detail", heading: "Detail" }]}
        rows={events.map((event) => ({
          when: event.when,
          action: event.action,
          subject: <><a href={paths.adminAudit({ type: event.subject_type, subject: event.subject_id })}>{event.subject_type}<span className="visually-hidden"> {event.subject_id}</span></a>, event {event.sequence}</>,
          who: event.actor_id ? <a className="ds_break-word" href={paths.adminPerson(event.actor_id)}>{event.actor_id}</a> : event.actor_kind,
          detail: event.detail === "{}" ? "" : <code className="ds_break-word">{event.detail}</code>,
        }))}
        empty="No event matches."
      />
      <p>
        {number > 1 ? <a href={at(number - 1)}>Newer events</a> : null}
        {number > 1 && older ? " · " : null}
        {older ? <a href={at(number + 1)}>Older events</a> : null}
      </p>
    </Wide>
  );
}
