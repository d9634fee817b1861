/** Every report to the Leadership Board, issued or being prepared. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button } from "#app/ui/forms.tsx";
import { Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { reportStates } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { listReports } from "#app/domain/publications/board/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("Reports to the Leadership Board");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(may.read(person));
  return { reports: await listReports(lade.db), mayPrepare: may.prepare(person).allowed };
});

export default function Reports() {
  const { reports, mayPrepare } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Leadership Board" }]} />
      <PageHeader title="Reports to the Leadership Board" lead="How each action stands, meeting by meeting. A report is public from the moment it is issued, never before." />
      {mayPrepare ? <Button to={paths.newBoardReport()}>Open a report</Button> : null}
      <Table
        caption="Reports, the newest meeting first"
        columns={[{ key: "report", heading: "Report" }, { key: "data", heading: "Data date" }, { key: "meeting", heading: "Meeting" }, { key: "plan", heading: "Plan" }, { key: "state", heading: "State" }]}
        rows={reports.map((report) => ({
          report: <a href={paths.boardReport(report.code)}>{report.title}</a>,
          data: report.data_stated || formatDay(report.data_on),
          meeting: formatDay(report.meeting_on),
          plan: report.plan_title,
          state: <Tag colour={reportStates[report.state].colour}>{reportStates[report.state].text}</Tag>,
        }))}
        empty="No report has been opened yet."
      />
    </Wide>
  );
}
