/** What has to be known around a remark: where the figure stands, and what the body has declared. */
import { SummaryList } from "#app/ui/show.tsx";
import type { KnownInterest } from "#app/domain/partnership/bodies.server.ts";
import type { SerializeFrom } from "@remix-run/node";
import { paths } from "#app/paths.ts";
import type { ShownRemark } from "./remarks-view.tsx";

export const RemarkFacts = ({ remark }: { remark: ShownRemark & { interests: SerializeFrom<KnownInterest>[] } }) => (
  <SummaryList
    rows={[
      ...(remark.publication ? [{ key: "Stands in", value: <a href={paths.publication(remark.publication.code)}>{remark.publication.title}</a> }] : []),
      {
        key: `Interests of ${remark.body}`,
        value: remark.interests.length === 0 ? "None declared" : (
          <ul>{remark.interests.map((one) => <li key={one.id}>{one.fund ? `${one.fund}: ` : ""}{one.statement}{one.declared ? "" : " (known from a source, not declared by the body)"}</li>)}</ul>
        ),
      },
    ]}
  />
);
