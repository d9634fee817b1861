/** Which bodies have signed their national return of a round, what changed since, and who is missing. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/awards/national-return/policy.ts";
import { fourMeasures, listBodies, listRoundsWithPots } from "#app/domain/awards/national-return/read.server.ts";
import { remindBodies } from "#app/domain/awards/national-return/sign.server.ts";
import { may as mayFund } from "#app/domain/funds/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { isId } from "#app/domain/kernel/ids.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form, Hidden, Select } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, Stat, Stats, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data?.round ? `Returns of the bodies: ${data.round.title}` : "Returns of the bodies");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readAll(person));
  const rounds = await listRoundsWithPots(lade.db);
  const asked = url.searchParams.get("round");
  const round = asked === null || asked === "" ? rounds[0] : rounds.find((one) => one.code === asked);
  if (!round && asked) throw new NotFound();
  const number = (name: string) => Number(/^\d{1,6}$/.exec(url.searchParams.get(name) ?? "")?.[0] ?? 0);
  return {
    rounds,
    round: round ?? null,
    lines: round ? (await listBodies(lade.db, round.id)).map((line) => ({ ...line, when: line.signed_at ? formatInstant(line.signed_at) : "" })) : [],
    measures: round ? await fourMeasures(lade.db, round.id) : null,
    mayRemind: may.remind(person).allowed,
    mayAllocate: mayFund.allocate(person).allowed,
    reminded: url.searchParams.get("done") === "reminded" ? { areas: number("areas"), messages: number("messages"), nobody: number("nobody") } : null,
  };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.remind(staff(lade)));
  const round = (await listRoundsWithPots(lade.db)).find((one) => one.code === text(form, "round"));
  if (!round || !isId(round.id)) throw new NotFound();
  const { areas, messages, nobody } = await remindBodies(lade, round.id);
  return redirect(paths.returnsOfBodies({ round: round.code, done: "reminded", areas, messages, nobody: nobody.length }));
});

export default function ReturnsOfBodies() {
  const { rounds, round, lines, measures, mayRemind, mayAllocate, reminded } = useLoaderData<typeof loader>();
  const missing = lines.filter((line) => line.return_id === null);
  const changed = lines.filter((line) => line.changed > 0);
  const count = (number: number, one: string, many: string) => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Returns of the bodies" }]} />
      {reminded ? (
        <Notice kind="success" title={`${count(reminded.messages, "e-mail is", "e-mails are")} on the way`}>
          <p>{count(reminded.areas, "area was", "areas were")} reminded; nobody is written to twice on one day.{reminded.nobody > 0 ? ` ${count(reminded.nobody, "area has", "areas have")} nobody here who could sign.` : ""}</p>
        </Notice>
      ) : null}
      <PageHeader title={round ? `Returns of the bodies: ${round.title}` : "Returns of the bodies"} lead="A national figure is complete when each body has signed that all its awards are there.">
        {lines.some((line) => line.synthetic) ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      <Form method="get">
        <Select name="round" label="Round" options={rounds.map((one) => ({ value: one.code, text: one.title }))} value={round?.code} />
        <Button small secondary>Show this round</Button>
      </Form>
      {round && measures ? (
        <>
          <Stats>
            <Stat value={lines.length - missing.length} unit={`of ${lines.length} areas have signed`} period={missing.length > 0 && missing.length <= 5 ? `Missing: ${missing.map((line) => line.area_name).join(", ")}` : undefined} />
            <Stat value={changed.length} unit={changed.length === 1 ? "area changed since it signed" : "areas changed since they signed"} />
          </Stats>
          <h2>Four measures, kept apart</h2>
          <Stats>
            <Stat value={measures.applications} unit="applications" period="As the bodies signed, or received in Lade" />
            <Stat value={measures.awards} unit="awards" period="Public and not withdrawn" to={paths.nationalAwardCounts()} linkText="By group, area and month" />
            <Stat value={measures.projects} unit="projects" period="A top-up belongs to its first award’s project" />
            <Stat value={measures.organisations} unit="different organisations" />
          </Stats>
          {mayRemind && missing.length + changed.length > 0 ? (
            <Form>
              <Hidden name="round" value={round.code} />
              <ButtonGroup><Button>Remind {count(lines.filter((line) => line.return_id === null || line.changed > 0).length, "area", "areas")}</Button></ButtonGroup>
            </Form>
          ) : null}
          <Table
            caption="Areas and their returns" dense
            columns={[{ key: "area", heading: "Area and body" }, { key: "state", heading: "Return" }, { key: "who", heading: "Signed" }, { key: "signed", heading: "Awards signed", numeric: true }, { key: "now", heading: "Awards now", numeric: true }, { key: "changed", heading: "Changed since", numeric: true }]}
            rows={lines.map((line) => ({
              area: <>{line.area_name}<br />{line.body_name ?? "Body not recorded"}</>,
              state: line.return_id === null
                ? <Tag colour="red">{line.times_taken_back > 0 ? "Taken back" : "Not signed"}</Tag>
                : <Tag colour={line.changed > 0 ? "orange" : "green"}>{line.changed > 0 ? "Changed since" : line.nil ? "Signed: no awards" : "Signed"}</Tag>,
              who: line.return_id === null ? "Nobody yet" : `${line.signatory_name}, ${line.when}`,
              signed: line.return_id === null ? "not signed" : (line.signed_awards ?? 0).toLocaleString("en-GB"),
              now: line.awards.toLocaleString("en-GB"),
              changed: line.return_id === null ? "not signed" : line.changed.toLocaleString("en-GB"),
            }))}
            empty="This round has no areas yet."
          />
          <p><a href={paths.roundAllocation(round.code)}>{mayAllocate ? "Share out or raise this round’s money" : "See how this round’s money is shared out"}</a></p>
        </>
      ) : <p>There is no round with areas yet.</p>}
    </Wide>
  );
}
