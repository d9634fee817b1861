/** Remarks as a table: what about, by whom, how it stands. */
import { SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { remarkKinds, remarkStates } from "#app/domain/partnership/model.ts";
import type { ShownRemark } from "./remarks-view.tsx";

export const RemarksTable = ({ remarks, to, empty }: { remarks: readonly ShownRemark[]; to: (id: string) => string; empty: string }) => (
  <Table
    caption="Remarks"
    captionHidden
    columns={[{ key: "about", heading: "About" }, { key: "kind", heading: "Kind" }, { key: "body", heading: "Body" }, { key: "day", heading: "Said" }, { key: "state", heading: "State" }]}
    rows={remarks.map((remark) => ({
      about: <><a href={to(remark.id)}>{remark.publication ? `${remark.publication.title}, ${remark.figure.replace("/", " ")}` : remark.title}</a>{remark.synthetic ? <> <SyntheticMark /></> : null}</>,
      kind: remarkKinds[remark.kind].title,
      body: remark.body,
      day: formatDay(londonDay(new Date(remark.said_at))),
      state: <Tag colour={remarkStates[remark.state].colour}>{remarkStates[remark.state].text}</Tag>,
    }))}
    empty={empty}
  />
);
