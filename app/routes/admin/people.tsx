/** Everyone with an account, and what they may do: for service administrators. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { roleNames } from "#app/domain/accounts/model.ts";
import { may } from "#app/domain/accounts/policy.ts";
import { listPeople } from "#app/domain/accounts/read.server.ts";
import { permit, type Role } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { Filters, Select, TextField } from "#app/ui/forms.tsx";
import { BackLink, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Tag } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { pageNumber, placeWords } from "./words.ts";

const size = 50;

export const meta: MetaFunction = () => title("People");

export const loader = page(async ({ lade, url }) => {
  permit(may.administer(staff(lade)));
  const search = (url.searchParams.get("search") ?? "").slice(0, 200);
  const asked = url.searchParams.get("role") ?? "";
  const role: Role | "" = asked in roleNames ? (asked as Role) : "";
  const number = pageNumber(url.searchParams.get("page"));
  const { people, total } = await listPeople(lade.db, { search, role, page: number, size });
  return { people, total, search, role, number };
});

export default function People() {
  const { people, total, search, role, number } = useLoaderData<typeof loader>();
  const filtered = search !== "" || role !== "";
  return (
    <Wide>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      <PageHeader title="People" lead={`${total === 1 ? "1 person" : `${total} people`}${filtered ? " found" : ""}`}>
        <p><a href={paths.adminAudit()}>What was done: the audit</a></p>
        <p><a href={paths.adminMemberBodies()}>Members of the Partnership</a></p>
      </PageHeader>
      <Filters action={paths.adminPeople()} clear={filtered ? paths.adminPeople() : undefined} summary="Find people">
        <TextField name="search" label="Name or e-mail address" value={search} type="search" />
        <Select name="role" label="Role" value={role} options={[{ value: "", text: "Any" }, ...Object.entries(roleNames).map(([value, text]) => ({ value, text }))]} />
      </Filters>
      <Table
        caption="People with an account"
        captionHidden
        dense
        columns={[{ key: "name", heading: "Name" }, { key: "email", heading: "E-mail address" }, { key: "roles", heading: "Roles now" }, { key: "state", heading: "Account" }]}
        rows={people.map((person) => ({
          name: <a href={paths.adminPerson(person.id)}>{person.name}</a>,
          email: <span className="ds_break-word">{person.email}</span>,
          roles: person.roles.length === 0 ? "None" : <ul className="ds_no-bullets">{person.roles.map((held) => <li key={held.id}>{roleNames[held.role]}{placeWords(held) ? `, ${placeWords(held)}` : ""}</li>)}</ul>,
          state: person.disabled_at ? <Tag colour="grey">Switched off</Tag> : person.email_confirmed_at ? <Tag colour="green">On</Tag> : <Tag colour="yellow">Address not confirmed</Tag>,
        }))}
        empty="Nobody matches. Try fewer letters, or any role."
      />
      <Pagination page={number} pages={Math.max(1, Math.ceil(total / size))} to={(to) => paths.adminPeople({ search, role, page: to })} />
    </Wide>
  );
}
