/** An official signs how one action stands, beside how its parts stand and how it stood before. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Radios, TextArea } from "#app/ui/forms.tsx";
import { Inset, SummaryList } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { signStatus } from "#app/domain/publications/board/change.server.ts";
import { statusSchema } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { getReport, statusPage } from "#app/domain/publications/board/read.server.ts";
import { schemes, statuses } from "#app/domain/strategy/status.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `How ${data.action.ref} stands: ${data.action.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.prepare(person));
  const report = await getReport(lade.db, params.report ?? "");
  const found = await statusPage(lade.db, report, params.scheme ?? "", params.ref ?? "");
  return { report: { code: report.code, title: report.title, state: report.state }, ...found };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.prepare(staff(lade)));
  const { report = "", scheme = "", ref = "" } = params;
  await signStatus(lade, report, scheme, ref, parseForm(statusSchema, form));
  return redirect(`${paths.boardReport(report)}?done=signed`);
});

export default function Status() {
  const { report, action: one, stands, earlier, parts } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const scheme = schemes[one.scheme];
  return (
    <Article>
      <BackLink to={paths.boardReport(report.code)}>{report.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={`${scheme.one} ${one.ref}`} title={`How ${one.ref} stands: ${one.title}`} />
      <SummaryList
        rows={[
          ...(one.lead ? [{ key: "Lead", value: one.lead }] : []),
          { key: "At the last meeting", value: earlier ? `${statuses[earlier.status]} (${formatDay(earlier.meeting_on)})` : "No earlier status is held here" },
          ...(earlier?.reason ? [{ key: "Reason then", value: earlier.reason }] : []),
        ]}
      />
      {parts.length > 0 ? (
        <Table
          caption="How its parts stand in this report"
          columns={[{ key: "part", heading: "Part" }, { key: "status", heading: "Status" }]}
          rows={parts.map((part) => ({ part: `${part.ref} ${part.title}`, status: part.status ? statuses[part.status] : "Not signed" }))}
        />
      ) : null}
      {report.state === "preparing" ? (
        <Form refused={refused}>
          <Hidden name="seen" value={refused?.values.seen?.[0] ?? stands?.id ?? ""} />
          <Radios
            name="status"
            legend="How does it stand?"
            hint="Your judgement, in the official words. It is not worked out of the parts."
            options={scheme.statuses.map((status) => ({ value: status, text: statuses[status] }))}
            value={stands?.status ?? ""}
          />
          <TextArea name="reason" label="Reason" hint="Needed unless it is On Track or Delivered with nothing amiss under it" value={stands?.reason} rows={4} limit={2000} />
          <TextArea name="mitigation" label="Mitigating actions" hint="What is being done, where it is At Risk, Off Track or late with risk" value={stands?.mitigation} rows={4} limit={2000} />
          {one.scheme === "sub-action" || one.scheme === "workforce-action" ? <TextArea name="achievement" label="Achievements, impact and learning" optional value={stands?.achievement} rows={4} limit={2000} /> : null}
          <Button>Sign this judgement</Button>
        </Form>
      ) : (
        <Inset>{stands ? `${statuses[stands.status]}. ${stands.reason}` : "No status is held for it in this report."} The report is no longer being prepared: what is in it stays as it is.</Inset>
      )}
    </Article>
  );
}
