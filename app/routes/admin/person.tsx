/** One person: their roles, given and ended here by somebody else than themselves; their account switched off or on. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { disablePerson, enablePerson, endRole, grantRole } from "#app/domain/accounts/change.server.ts";
import { roleGrant, roleNames } from "#app/domain/accounts/model.ts";
import { may } from "#app/domain/accounts/policy.ts";
import { getPerson, listPlaces, listRoles } from "#app/domain/accounts/read.server.ts";
import { removeSecondFactor } from "#app/domain/accounts/secondFactor.server.ts";
import { areaRoles, nationalRoles, permit } from "#app/domain/kernel/actor.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, Select } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";
import { placeWords } from "./words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.person.name : "Not found");

const notices: Record<string, string> = {
  granted: "The role is given. We wrote to them.",
  ended: "The role has ended. Their next request no longer has it.",
  disable: "The account is switched off and signed out everywhere.",
  enable: "The account is on again.",
  factor: "The second step is taken away. They set up another when they next sign in.",
};

export const loader = page(async ({ lade, params, url }) => {
  const me = staff(lade);
  permit(may.administer(me));
  const person = await getPerson(lade.db, params.id ?? "");
  const roles = (await listRoles(lade.db, person.id)).map((held) => ({
    id: held.id,
    name: roleNames[held.role],
    place: placeWords(held) || (held.area_code ?? ""),
    from: formatInstant(held.granted_at),
    until: held.ended_at ? formatInstant(held.ended_at) : null,
  }));
  const manage = may.manageAccount(me, person.id);
  return {
    person: { ...person, since: formatInstant(person.created_at) },
    roles,
    places: await listPlaces(lade.db),
    refusal: manage.allowed ? null : manage.because,
    notice: notices[url.searchParams.get("done") ?? ""] ?? null,
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.administer(staff(lade)));
  const id = (await getPerson(lade.db, params.id ?? "")).id;
  const intent = text(form, "intent");
  if (intent === "granted") await grantRole(lade, { person_id: id, ...parseForm(roleGrant, form) });
  else if (intent === "ended") await endRole(lade, text(form, "role_id"));
  else if (intent === "disable") await disablePerson(lade, id);
  else if (intent === "enable") await enablePerson(lade, id);
  else if (intent === "factor") await removeSecondFactor(lade, id);
  return redirect(`${paths.adminPerson(id)}?done=${intent in notices ? intent : ""}`);
});

export default function Person() {
  const { person, roles, places, refusal, notice } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const state = person.disabled_at ? ({ text: "Switched off", colour: "grey" } as const) : person.email_confirmed_at ? ({ text: "On", colour: "green" } as const) : ({ text: "Address not confirmed", colour: "yellow" } as const);
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "People", to: paths.adminPeople() }, { text: person.name }]} />
      <ErrorSummary errors={refused?.errors} />
      {notice && !refused ? <Notice kind="success" title={notice} /> : null}
      <PageHeader title={person.name} state={state}>{person.synthetic ? <SyntheticMark /> : null}</PageHeader>
      <SummaryList
        rows={[
          { key: "E-mail address", value: <span className="ds_break-word">{person.email}</span> },
          { key: "Account since", value: person.since },
          { key: "Second step", value: [person.second_factor_at ? "An authenticator" : "", person.passkeys === 0 ? "" : person.passkeys === 1 ? "1 passkey" : `${person.passkeys} passkeys`].filter(Boolean).join(", ") || "Not set up" },
          { key: "What they did", value: <a href={paths.adminAudit({ actor: person.id })}>Events by this person</a> },
          { key: "What was done to it", value: <a href={paths.adminAudit({ type: "person", subject: person.id })}>Events about this account</a> },
        ]}
      />
      <h2>Roles</h2>
      <Table
        caption="Roles of this person"
        captionHidden
        columns={[{ key: "role", heading: "Role" }, { key: "place", heading: "Where" }, { key: "from", heading: "From" }, { key: "until", heading: "Until" }]}
        rows={roles.map((held) => ({ role: held.name, place: held.place || "All of Scotland", from: held.from, until: held.until ?? (refusal ? "Now" : <EndRole id={held.id} name={held.name} place={held.place} />) }))}
        empty="This person has no roles."
      />
      {refusal ? <Inset>{refusal}.</Inset> : <><Grant places={places} refused={refused} /><Account person={person} /></>}
    </Article>
  );
}

const EndRole = ({ id, name, place }: { id: string; name: string; place: string }) => (
  <Form>
    <Hidden name="intent" value="ended" />
    <Hidden name="role_id" value={id} />
    <Button secondary small>End<span className="visually-hidden"> the role {name}{place ? `, ${place}` : ""}</span></Button>
  </Form>
);

interface GrantProps {
  places: { funds: readonly { id: string; short_title: string }[]; areas: readonly { code: string; name: string }[]; memberBodies: readonly { id: string; name: string }[] };
  refused: Refused | undefined;
}
const Grant = ({ places, refused }: GrantProps) => (
  <>
    <h2>Give a role</h2>
    <Form refused={refused}>
      <Hidden name="intent" value="granted" />
      <Select name="role" label="Role" options={[...areaRoles, ...nationalRoles].map((role) => ({ value: role, text: roleNames[role] }))} />
      <Select name="fund_id" label="Fund" hint="For an administrator, an assessor, a chair or finance" optional options={places.funds.map((fund) => ({ value: fund.id, text: fund.short_title }))} />
      <Select name="area_code" label="Area" hint="For an administrator, an assessor, a chair or finance. A national competition is held in Scotland" optional options={places.areas.map((area) => ({ value: area.code, text: area.name }))} />
      <Select name="member_body_id" label="Member body" hint="For a member of the Partnership. They hold no other role of a fund or of the nation" optional options={places.memberBodies.map((body) => ({ value: body.id, text: body.name }))} />
      <Button>Give this role</Button>
    </Form>
  </>
);

const Account = ({ person }: { person: { disabled_at: string | null; second_factor_at: string | null; passkeys: number; name: string } }) => (
  <>
    <h2>Account</h2>
    {person.second_factor_at || person.passkeys > 0 ? (
      <Form>
        <Hidden name="intent" value="factor" />
        <p>If {person.name} lost their telephone and their recovery codes: make sure that it is them who asks, then take the second step away. Their authenticator, recovery codes and passkeys go; they are signed out, and told by e-mail.</p>
        <Button secondary>Take the second step away</Button>
      </Form>
    ) : null}
    <Form>
      <Hidden name="intent" value={person.disabled_at ? "enable" : "disable"} />
      <p>{person.disabled_at ? "They cannot sign in. Their roles are kept." : "Switched off, they are signed out everywhere at once and cannot sign in. Their roles and all they did are kept."}</p>
      <Button secondary>{person.disabled_at ? "Switch the account on" : "Switch the account off"}</Button>
    </Form>
  </>
);
