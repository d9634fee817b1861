/** Which bodies are members of the Partnership: for service administrators, who give people their roles. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { BackLink, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { addBody, endMembership, listBodies } from "#app/domain/partnership/bodies.server.ts";
import { bodySchema, membersInAll } from "#app/domain/partnership/model.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { paths } from "#app/paths.ts";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Members of the Partnership");

export const loader = page(async ({ lade, url }) => {
  permit(may.keepBodies(staff(lade)));
  return { bodies: await listBodies(lade.db), done: url.searchParams.get("done") };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.keepBodies(staff(lade)));
  if (text(form, "intent") === "end") await endMembership(lade, text(form, "body"));
  else await addBody(lade, parseForm(bodySchema, form));
  return redirect(paths.adminMemberBodies({ done: text(form, "intent") === "end" ? "ended" : "added" }));
});

export default function MemberBodies() {
  const { bodies, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const real = bodies.filter((body) => body.ended_at === null && !body.synthetic).length;
  return (
    <Wide>
      <BackLink to={paths.adminPeople()}>People</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Members of the Partnership" lead={`${real} of its ${membersInAll} members are known here. A person speaks for a member when you give them that role.`} />
      {done === "added" ? <Notice kind="success" title="The body is added">Give a person the role “Member of the Partnership” for it on their own page.</Notice> : done === "ended" ? <Notice kind="success" title="The membership has ended">Nobody speaks for the body any more. What it said stays.</Notice> : null}
      <Table
        caption="Member bodies"
        captionHidden
        columns={[{ key: "name", heading: "Body" }, { key: "group", heading: "Applies for grants as" }, { key: "people", heading: "People who speak for it", numeric: true }, { key: "source", heading: "Known from" }, { key: "state", heading: "Membership" }]}
        rows={bodies.map((body) => ({
          name: <>{body.name}{body.synthetic ? <> <SyntheticMark /></> : null}</>,
          group: body.organisation_name ?? "No group registered here",
          people: body.people,
          source: body.source || "Added here",
          state: body.ended_at ? <Tag colour="grey">Ended</Tag> : (
            <Form>
              <Hidden name="intent" value="end" /><Hidden name="body" value={body.id} />
              <Button small plain>End<span className="visually-hidden"> the membership of {body.name}</span></Button>
            </Form>
          ),
        }))}
        empty="No member is known here yet."
      />
      <h2>Add a member</h2>
      <Form refused={refused}>
        <TextField name="name" label="Name of the body" width="two-thirds" />
        <TextField name="charity_number" label="Charity number of its group here" hint="Only where it is registered here to apply for grants itself" optional width={10} />
        <TextField name="source" label="Where its membership is known from" optional width="two-thirds" />
        <Button>Add it</Button>
      </Form>
    </Wide>
  );
}
