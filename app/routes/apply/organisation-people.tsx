/** Who is in a group here, who has been invited, and inviting and removing people. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { invitation, memberRole, organisationRoleHints, roleNames } from "#app/domain/accounts/model.ts";
import { changeMemberRole, inviteToOrganisation, withdrawInvitation } from "#app/domain/accounts/roles.server.ts";
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
    // A row of its own at a time: the choice of roles is opened where it is asked for.
    changing: manages ? url.searchParams.get("change") : null,
    people: people.map((one) => ({
      role_id: one.role_id,
      code: one.role,
      name: one.name,
      email: manages ? one.email : "",
      role: roleNames[one.role],
      self: one.person_id === person.id,
      removable: (manages || one.person_id === person.id) && !(one.role === "owner" && onlyOwner),
    })),
    invited: invited.map(({ id, email, role, expires_at }) => ({ id, email, role: roleNames[role as keyof typeof roleNames], until: formatDay(londonDay(expires_at)) })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = signedIn(lade);
  const id = params.id ?? "";
  const group = await getOrganisation(lade, id);
  const here = paths.organisationPeople(group.id);
  if (text(form, "intent") === "change") {
    await changeMemberRole(lade, group.id, text(form, "role_id"), parseForm(memberRole, form).role);
    return redirect(`${here}?done=changed`);
  }
  if (text(form, "intent") === "withdraw") {
    await withdrawInvitation(lade, group.id, text(form, "invitation"));
    return redirect(`${here}?done=withdrawn`);
  }
  if (text(form, "intent") === "remove") {
    const leaving = (await listPeople(lade.db, group.id)).some((one) => one.role_id === text(form, "role_id") && one.person_id === person.id);
    await endMembership(lade, group.id, text(form, "role_id"));
    return redirect(leaving ? paths.desk() : `${here}?done=removed`);
  }
  await inviteToOrganisation(lade, group.id, parseForm(invitation, form));
  return redirect(`${here}?done=invited`);
});

const said: Record<string, { title: string; text: string }> = {
  invited: { title: "Invitation sent", text: "They join by the link in the e-mail. It works for seven days." },
  changed: { title: "Changed", text: "It holds at once. If it is somebody else, we sent them an e-mail." },
  withdrawn: { title: "The invitation is withdrawn", text: "The link in the e-mail no longer works." },
  removed: { title: "They are no longer in this group", text: "What they wrote stays. They can't open the group's pages any more." },
};

export default function OrganisationPeople() {
  const { done, group, manages, changing, people, invited } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const changed = people.find((one) => one.role_id === changing && one.code !== "helper");
  const here = paths.organisationPeople(group.id);
  const notice = done ? said[done] : undefined;
  return (
    <Article>
      <BackLink to={paths.organisation(group.id)}>{group.name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {notice ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title={`People of ${group.name}`} />
      {changed ? (
        <Form action={here} refused={refused}>
          <h2>{`What may ${changed.self ? "you" : changed.name} do?`}</h2>
          <Hidden name="intent" value="change" />
          <Hidden name="role_id" value={changed.role_id} />
          <Radios name="role" legend="From now on" value={changed.code} options={organisationRoles.map((role) => ({ value: role, text: roleNames[role], hint: organisationRoleHints[role] }))} />
          <ButtonGroup><Button>Save</Button><a href={here}>Leave as it is</a></ButtonGroup>
        </Form>
      ) : null}
      <Table
        caption="People in this group"
        captionHidden
        columns={[{ key: "name", heading: "Name" }, { key: "role", heading: "May do" }, { key: "remove", heading: "Remove", headingHidden: true }]}
        rows={people.map((person) => ({
          name: <>{person.name}{person.self ? " (you)" : ""}{person.email ? <><br />{person.email}</> : null}</>,
          role: manages && person.code !== "helper" ? <>{person.role} <a href={`${here}?change=${person.role_id}`}>Change<span className="visually-hidden"> what {person.name} may do</span></a></> : person.role,
          remove: person.removable ? (
            <Form>
              <Hidden name="intent" value="remove" />
              <Hidden name="role_id" value={person.role_id} />
              <Button plain>{person.self ? (person.code === "helper" ? "Stop helping this group" : "Leave this group") : <>Remove<span className="visually-hidden"> {person.name}</span></>}</Button>
            </Form>
          ) : person.self ? "The only owner. Make someone else an owner before you leave" : "",
        }))}
      />
      {manages ? (
        <>
          {invited.length > 0 ? (
            <Table
              caption="Invited, not here yet"
              columns={[{ key: "email", heading: "E-mail address" }, { key: "role", heading: "Will be" }, { key: "until", heading: "Link works until" }, { key: "withdraw", heading: "Withdraw", headingHidden: true }]}
              rows={invited.map(({ id, email, role, until }) => ({
                email: <span className="ds_break-word">{email}</span>,
                role,
                until,
                withdraw: (
                  <Form action={here}>
                    <Hidden name="intent" value="withdraw" />
                    <Hidden name="invitation" value={id} />
                    <Button plain>Withdraw<span className="visually-hidden"> the invitation to {email}</span></Button>
                  </Form>
                ),
              }))}
            />
          ) : null}
          {changed ? null : (
            <>
              <h2>Invite someone</h2>
              <Form action={here} refused={refused}>
                <TextField name="email" label="Their e-mail address" type="email" autoComplete="off" />
                <Radios name="role" legend="What may they do?" value="editor" options={organisationRoles.map((role) => ({ value: role, text: roleNames[role], hint: organisationRoleHints[role] }))} />
                <ButtonGroup><Button>Send invitation</Button></ButtonGroup>
              </Form>
            </>
          )}
        </>
      ) : <p>Only an owner of the group can invite or remove people.</p>}
    </Article>
  );
}
