/** A group's own page: what it said about itself, its applications, its people. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { roleNames } from "#app/domain/accounts/model.ts";
import { applicationStates } from "#app/domain/applications/model.ts";
import { listApplicationsOf } from "#app/domain/applications/read.server.ts";
import { listOwnApplications } from "#app/domain/desk/read.server.ts";
import { potState } from "#app/domain/funds/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { unconstituted } from "#app/domain/organisations/model.ts";
import { describeFact, factTitles, isTold, type Part } from "#app/domain/organisations/profile.ts";
import { getOrganisation, listPeople } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Notice, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, signedIn } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.group.name : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const group = await getOrganisation(lade, params.id ?? "");
  const applications = await listApplicationsOf(lade.db, person, group.id);
  const people = await listPeople(lade.db, group.id);
  const decided = new Set((await listOwnApplications(lade.db, person.id)).filter((one) => one.outcome !== null).map((one) => one.id));
  return {
    done: url.searchParams.get("done"),
    group,
    mayEdit: may.edit(person, group).allowed,
    people: people.map(({ name, role }) => ({ name, role: roleNames[role].toLowerCase() })),
    helping: !people.some(({ person_id, role }) => person_id === person.id && role !== "helper"),
    applications: applications.map((one) => {
      const closed = one.status === "draft" && potState(one, lade.now) === "closed";
      return {
        id: one.id,
        reference: one.reference,
        name: one.title ?? `${one.round_title}${one.shape === "national" ? "" : `, ${one.area_name}`}`,
        state: closed ? { text: "Not sent: the round has closed", colour: "grey" as const } : decided.has(one.id) ? { text: "Decided", colour: "purple" as const } : { text: applicationStates[one.status].applicant, colour: applicationStates[one.status].colour },
        when: one.received_at ? `Sent ${formatInstant(one.received_at)}` : one.status === "draft" && one.closes_at && !closed ? `Closes ${formatInstant(one.closes_at)}` : "",
        to: decided.has(one.id) ? paths.applicationDecision(one.id) : one.received_at ? paths.applicationReceipt(one.id) : paths.application(one.id),
      };
    }),
  };
});

const parts: readonly Part[] = ["people", "safeguarding", "bank"];

const said: Record<string, { title: string; text: string }> = {
  created: { title: "Your group is set up", text: "You are its owner. You can now apply for a grant, or invite others to help." },
  changed: { title: "Saved", text: "New applications use this. Those that were sent keep what they said." },
};

export default function OrganisationPage() {
  const { done, group, mayEdit, helping, people, applications } = useLoaderData<typeof loader>();
  const notice = done ? said[done] : undefined;
  const rows = [
    { key: "Kind of group", value: group.legal_form_title },
    { key: "Charity number", value: group.charity_number ?? "None given" },
    { key: "Company or society number", value: group.company_number ?? "None given" },
    { key: "Based in", value: group.area_name },
    { key: "What it does", value: group.purpose || "Not said yet" },
    { key: "Address", value: <span className="app-as-typed">{[group.address, group.postcode].filter(Boolean).join("\n") || "Not given"}</span> },
    { key: "Telephone", value: group.telephone || "Not given" },
    { key: "Web address", value: group.website || "Not given" },
    { key: "Income last year", value: group.annual_income_pence === null ? "Not given" : formatPence(group.annual_income_pence) },
    { key: "Began in", value: group.founded_year ?? "Not given" },
    ...(group.legal_form === unconstituted
      ? [{ key: "Host", value: [group.host_name, group.host_charity_number, group.host_contact_name, group.host_contact_email].filter(Boolean).join(", ") }]
      : []),
  ];
  return (
    <>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: group.name }]} />
      {notice ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title={group.name} label={helping ? "A group for which you enter an application" : "Your group"}>{group.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      <WithSidebar
        sidebar={
          <>
            <h2 className="ds_h3">People</h2>
            <ul>{people.map((person) => <li key={`${person.name}${person.role}`}>{person.name} ({person.role})</li>)}</ul>
            <p><a href={paths.organisationPeople(group.id)}>{helping ? "People of this group" : "Invite or remove people"}</a></p>
            <h2 className="ds_h3">Documents</h2>
            <p><a href={paths.organisationDocuments(group.id)}>Constitution, accounts and other documents</a></p>
          </>
        }
      >
        <h2>Applications</h2>
        <Table
          caption="Applications of this group"
          captionHidden
          empty="No applications yet."
          columns={[{ key: "name", heading: "Application" }, { key: "reference", heading: "Reference" }, { key: "state", heading: "State" }, { key: "when", heading: "When" }]}
          rows={applications.map((one) => ({ name: <a href={one.to}>{one.name}</a>, reference: one.reference, state: <Tag colour={one.state.colour}>{one.state.text}</Tag>, when: one.when }))}
        />
        {helping ? null : <ButtonGroup><Button to={paths.funds()} secondary={applications.length > 0}>Find a fund to apply to</Button></ButtonGroup>}
        <h2>About the group</h2>
        <SummaryList rows={rows} />
        {mayEdit ? <p><a href={paths.editOrganisation(group.id)}>Change these details</a></p> : null}
        <h2>What funds ask of every group</h2>
        <SummaryList
          rows={parts.map((part) => ({
            key: factTitles[part],
            value: isTold(part, group) ? <ul className="ds_no-bullets">{describeFact(part, group).map(([name, value]) => <li key={name}>{name}: {value}</li>)}</ul> : "Not told yet",
            action: mayEdit ? { to: paths.editOrganisation(group.id, { part }), text: isTold(part, group) ? "Change" : "Tell us", what: factTitles[part].toLowerCase() } : null,
          }))}
        />
      </WithSidebar>
    </>
  );
}
