/** One report to the Leadership Board as it is written: what is signed, what is open, and what comes next. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Details, Inset, Notice, SummaryList, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { giveBack, markReady } from "#app/domain/publications/board/change.server.ts";
import { giveBackSchema, reportStates } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { getReport, hasWritten, listRisks, standingStatuses } from "#app/domain/publications/board/read.server.ts";
import { dataDate } from "#app/domain/publications/board/sections.ts";
import { byReference, schemeCodes, schemes, statusColour, statuses } from "#app/domain/strategy/status.ts";
import { listActions } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.report.title : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(may.read(person));
  const report = await getReport(lade.db, params.report ?? "");
  const actions = await listActions(lade.db, report.plan_id);
  const signed = await standingStatuses(lade.db, report.id);
  const mayWrite = may.prepare(person).allowed && report.state === "preparing";
  return {
    report,
    groups: schemeCodes
      .map((scheme) => ({
        scheme,
        actions: actions
          .filter((action) => action.scheme === scheme)
          .sort((a, b) => byReference(a.ref, b.ref))
          .map((action) => ({ ref: action.ref, title: action.title, stands: signed.find((one) => one.action_id === action.id) ?? null })),
      }))
      .filter((group) => group.actions.length > 0),
    risks: (await listRisks(lade.db, report.id)).length,
    mayWrite,
    mayGiveBack: may.giveBack(person).allowed && report.state === "ready",
    mayIssue: may.issue(person, { authored: await hasWritten(lade.db, report.id, person) }).allowed && report.state === "ready",
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.read(staff(lade)));
  const code = params.report ?? "";
  const intent = text(form, "intent");
  if (intent === "ready") await markReady(lade, code);
  else if (intent === "give-back") await giveBack(lade, code, parseForm(giveBackSchema, form).reason);
  else throw new NotFound();
  return redirect(`${paths.boardReport(code)}?done=${intent}`);
});

const doneWords: Record<string, string> = {
  opened: "The report is open. Sign how each action stands.",
  signed: "The judgement is signed. It is public when the report is issued.",
  ready: "The report waits for a publisher now. Nothing in it changes until it is given back.",
  "give-back": "The report is being prepared again.",
  issued: "The report is issued. Its statuses are on the public pages now, and its files stay as they are.",
};

export default function Report() {
  const { report, groups, risks, mayWrite, mayGiveBack, mayIssue, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const state = reportStates[report.state];
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Leadership Board", to: paths.boardReports() }, { text: report.title }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={report.reference || "Report to the Leadership Board"} title={report.title} state={state} />
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {report.given_back_reason && report.state === "preparing" ? <Notice kind="warning" title="Given back">{report.given_back_reason}</Notice> : null}
      <SummaryList
        rows={[
          { key: "Plan", value: report.plan_title },
          { key: "Data date", value: dataDate(report) },
          { key: "Meeting date", value: formatDay(report.meeting_on) },
          { key: "Risks and issues", value: risks, action: { to: paths.boardRisks(report.code), text: mayWrite ? "Enter or take out" : "Read", what: "risks and issues" } },
        ]}
      />
      {report.note ? <Inset>{report.note}</Inset> : null}
      <ButtonGroup>
        {mayIssue ? <Button to={paths.issueBoardReport(report.code)}>Issue the report</Button> : null}
        <Button secondary={mayIssue} to={paths.boardPack(report.code)}>{report.state === "issued" ? "Read the pack" : "Preview the pack"}</Button>
      </ButtonGroup>
      {groups.map(({ scheme, actions }) => (
        <Table
          key={scheme}
          caption={schemes[scheme].many}
          columns={[{ key: "ref", heading: "Ref" }, { key: "action", heading: "Action" }, { key: "status", heading: "Status" }, { key: "signed", heading: "Signed by" }]}
          rows={actions.map(({ ref, title: words, stands }) => ({
            ref,
            action: <a href={paths.boardStatus(report.code, scheme, ref)}>{words}</a>,
            status: stands ? <Tag colour={statusColour(stands.status)}>{statuses[stands.status]}</Tag> : "Not signed",
            signed: stands ? (stands.signed_by ?? "As its source prints it") : "",
          }))}
        />
      ))}
      {mayWrite ? (
        <Form refused={refused}>
          <Hidden name="intent" value="ready" />
          <p>When every strategic action has a status, a publisher who wrote nothing in the report can issue it.</p>
          <Button secondary>Hand it to a publisher</Button>
        </Form>
      ) : null}
      {mayGiveBack ? (
        <Details summary="Give it back to be changed" open={refused !== undefined}>
          <Form refused={refused}>
            <Hidden name="intent" value="give-back" />
            <TextArea name="reason" label="What has to change" rows={3} limit={1000} />
            <Button secondary>Give it back</Button>
          </Form>
        </Details>
      ) : null}
    </Wide>
  );
}
