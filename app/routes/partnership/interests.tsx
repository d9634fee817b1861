/** What a member body has declared of itself, and what the public register shows of it. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Select, TextArea } from "#app/ui/forms.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { listFunds } from "#app/domain/funds/read.server.ts";
import { permit, speaksFor } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { declareInterest, endInterest, getBody, interestsOf, publicAwardsOf } from "#app/domain/partnership/bodies.server.ts";
import { interestSchema } from "#app/domain/partnership/model.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { paths } from "#app/paths.ts";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Interests of ${data.body}` : "Not found");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.remark(person));
  const body = await getBody(lade.db, speaksFor(person)!);
  return {
    body: body.name,
    interests: (await interestsOf(lade.db, [body.id])).get(body.id) ?? [],
    awards: await publicAwardsOf(lade.db, body.organisation_id),
    funds: (await listFunds(lade.db)).map((fund) => ({ code: fund.code, title: fund.title })),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, form }) => {
  const person = staff(lade);
  permit(may.remark(person));
  const body = speaksFor(person)!;
  if (text(form, "intent") === "end") await endInterest(lade, body, text(form, "interest"));
  else await declareInterest(lade, body, parseForm(interestSchema, form));
  return redirect(paths.interests({ done: text(form, "intent") === "end" ? "ended" : "declared" }));
});

export default function Interests() {
  const { body, interests, awards, funds, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "The Partnership", to: paths.partnership() }, { text: "Interests" }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Interests of ${body}`} lead="Members of the Partnership can be grantees. What you declare stands beside what you say of a figure. Whoever speaks for a member sees no application but its own, and assesses none." />
      {done === "declared" ? <Notice kind="success" title="Declared">It stands beside your body’s remarks from now.</Notice> : done === "ended" ? <Notice kind="success" title="Ended">It no longer stands beside new readings. That it was declared is kept.</Notice> : null}
      <Table
        caption="Declared"
        columns={[{ key: "what", heading: "Interest" }, { key: "fund", heading: "Fund" }, { key: "since", heading: "Since" }, { key: "do", heading: "End it", headingHidden: true }]}
        rows={interests.map((one) => ({
          what: one.statement,
          fund: one.fund ?? "No fund of this service",
          since: formatDay(londonDay(new Date(one.since))),
          do: (
            <Form>
              <Hidden name="intent" value="end" /><Hidden name="interest" value={one.id} />
              <Button small plain>End<span className="visually-hidden"> the interest: {one.statement}</span></Button>
            </Form>
          ),
        }))}
        empty="Nothing is declared."
      />
      <Table
        caption="Awards in the public register"
        columns={[{ key: "award", heading: "Award" }, { key: "fund", heading: "Fund" }, { key: "day", heading: "Awarded" }, { key: "amount", heading: "Amount", numeric: true }]}
        rows={awards.map((award) => ({ award: <a href={paths.award(award.reference)}>{award.title}</a>, fund: award.fund, day: formatDay(award.awarded_on), amount: formatPence(award.amount_pence) }))}
        empty="No award to your body is in the public register."
      />
      <h2>Declare an interest</h2>
      <Form refused={refused}>
        <TextArea name="statement" label="What your body receives or does" rows={3} limit={1000} />
        <Select name="fund" label="Fund" optional options={funds.map((fund) => ({ value: fund.code, text: fund.title }))} />
        <Button>Declare it</Button>
      </Form>
    </Article>
  );
}
