/** Who is in a group here, who has been invited, and inviting and removing people. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { invitation, organisationRoleHints, roleNames } from "#app/domain/accounts/model.ts";
import { inviteToOrganisation } from "#app/domain/accounts/roles.server.ts";
import { organisationRoles } from "#app/domain/kernel/actor.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { endMembership } from "#app/domain/organisations/change.server.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { getOrganisation, listInvitations, listPeople } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, Radios, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `People of ${data.group.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const group = await getOrganisation(lade, params.id ?? "");
  const manages = may.managePeople(person, group).allowed;
  const people = await listPeople(lade.db, group.id);
  const invited = manages ? await listInvitations(lade.db, group.id, lade.now) : [];
  const onlyOwner = people.filter(({ role }) => role === "owner").length === 1;
  return {
    done: url.searchParams.get("done"),
    group: { id: group.id, name: group.name },
    manages,
    people: people.map((one) => ({
      role_id: one.role_id,
      name: one.name,
      email: manages ? one.email : "",
      role: roleNames[one.role],
      self: one.person_id === person.id,
      removable: (manages || one.person_id === person.id) && !(one.role === "owner" && onlyOwner),
    })),
    invited: invited.map(({ email, role, expires_at }) => ({ email, role: roleNames[role as keyof typeof roleNames], until: formatDay(londonDay(expires_at)) })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = signedIn(lade);
  const id = params.id ?? "";
  const group = await getOrganisation(lade, id);
  if (text(form, "intent") === "remove") {
    const leaving = (await listPeople(lade.db, group.id)).some((one) => one.role_id === text(form, "role_id") && one.person_id === person.id);
    await endMembership(lade, group.id, text(form, "role_id"));
    return redirect(leaving ? paths.desk() : `${paths.organisationPeople(group.id)}?done=removed`);
  }
  await inviteToOrganisation(lade, group.id, parseForm(invitation, form));
  return redirect(`${paths.organisationPeople(group.id)}?done=invited`);
});

const said: Record<string, { title: string; text: string }> = {
  invited: { title: "Invitation sent", text: "They join by the link in the e-mail. It works for seven days." },
  removed: { title: "They are no longer in this group", text: "What they wrote stays. They can't open the group's pages any more." },
};

export default function OrganisationPeople() {
  const { done, group, manages, people, invited } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const notice = done ? said[done] : undefined;
  return (
    <Article>
      <BackLink to={paths.organisation(group.id)}>{group.name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {notice ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title={`People of ${group.name}`} />
      <Table
        caption="People in this group"
        captionHidden
        columns={[{ key: "name", heading: "Name" }, { key: "role", heading: "May do" }, { key: "remove", heading: "Remove", headingHidden: true }]}
        rows={people.map((person) => ({
          name: <>{person.name}{person.self ? " (you)" : ""}{person.email ? <><br />{person.email}</> : null}</>,
          role: person.role,
          remove: person.removable ? (
            <Form>
              <Hidden name="intent" value="remove" />
              <Hidden name="role_id" value={person.role_id} />
              <Button plain>{person.self ? "Leave this group" : <>Remove<span className="visually-hidden"> {person.name}</span></>}</Button>
            </Form>
          ) : person.self ? "The only owner. Invite another owner before you leave" : "",
        }))}
      />
      {manages ? (
        <>
          {invited.length > 0 ? (
            <Table
              caption="Invited, not here yet"
              columns={[{ key: "email", heading: "E-mail address" }, { key: "role", heading: "Will be" }, { key: "until", heading: "Link works until" }]}
              rows={invited.map((one) => ({ ...one }))}
            />
          ) : null}
          <h2>Invite someone</h2>
          <Form refused={refused}>
            <TextField name="email" label="Their e-mail address" type="email" autoComplete="off" />
            <Radios name="role" legend="What may they do?" value="editor" options={organisationRoles.map((role) => ({ value: role, text: roleNames[role], hint: organisationRoleHints[role] }))} />
            <ButtonGroup><Button>Send invitation</Button></ButtonGroup>
          </Form>
        </>
      ) : <p>Only an owner of the group can invite or remove people.</p>}
    </Article>
  );
}
