/** A publisher issues a report to the Leadership Board. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form } from "#app/ui/forms.tsx";
import { Inset, SummaryList, Warning } from "#app/ui/show.tsx";
import { holdsNationally, permit } from "#app/domain/kernel/actor.ts";
import { NotAllowed } from "#app/domain/kernel/errors.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { issueReport } from "#app/domain/publications/board/issue.server.ts";
import { reportStates } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { getReport, hasWritten, standingStatuses } from "#app/domain/publications/board/read.server.ts";
import { dataDate } from "#app/domain/publications/board/sections.ts";
import { paths } from "#app/paths.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Issue: ${data.report.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  if (!holdsNationally(person, "publisher")) throw new NotAllowed("A publisher issues reports to the Leadership Board.");
  const report = await getReport(lade.db, params.report ?? "");
  const verdict = may.issue(person, { authored: await hasWritten(lade.db, report.id, person) });
  return { report, statuses: (await standingStatuses(lade.db, report.id)).length, because: verdict.allowed ? null : verdict.because };
});

export const action = verb(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.issue(person, { authored: false }));
  const code = params.report ?? "";
  await issueReport(lade, code);
  return redirect(`${paths.boardReport(code)}?done=issued`);
});

export default function Issue() {
  const { report, statuses, because } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const stops = because ?? (report.state === "ready" ? null : report.state === "issued" ? "This report has been issued." : "This report is still being prepared.");
  return (
    <Article>
      <BackLink to={paths.boardReport(report.code)}>{report.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={report.reference || "Report to the Leadership Board"} title={`Issue: ${report.title}`} state={reportStates[report.state]} />
      <SummaryList rows={[{ key: "Data date", value: dataDate(report) }, { key: "Meeting date", value: formatDay(report.meeting_on) }, { key: "Statuses", value: statuses }]} />
      {stops ? <Inset>{stops}</Inset> : (
        <>
          <Warning>The statuses and their reasons are public from this moment. The pack is frozen as a web page, a PDF and a spreadsheet; it can’t be changed or taken back. No e-mail goes out.</Warning>
          <Form refused={refused}><Button>Issue this report</Button></Form>
        </>
      )}
    </Article>
  );
}
