/** The facts of an award that anyone may read, as rows of a summary list. */
import { Fragment } from "react";
import { Money, type SummaryRow } from "#app/ui/show.tsx";
import { reaches } from "#app/domain/figures/explore/model.ts";
import { formatDay } from "#app/domain/kernel/time.ts";

interface Facts {
  organisation: string;
  charity_number: string | null;
  area: string;
  fund: string;
  round: string;
  amount_pence: number;
  awarded_on: string;
  starts_on: string | null;
  ends_on: string | null;
  reach: string | null;
  project_standing: string | null;
  tags: { list: string; list_code: string; code: string; title: string }[];
}
export function factRows(award: Facts): SummaryRow[] {
  const lists = [...new Set(award.tags.map((tag) => tag.list))];
  return [
    { key: "Awarded to", value: <>{award.organisation}{award.charity_number ? <>, charity number {award.charity_number}</> : null}</> },
    { key: "Amount", value: <Money pence={award.amount_pence} /> },
    { key: "Awarded on", value: formatDay(award.awarded_on) },
    { key: "Area", value: award.area },
    { key: "Fund", value: award.fund },
    { key: "Round", value: award.round },
    ...(award.starts_on && award.ends_on ? [{ key: "Project runs", value: `${formatDay(award.starts_on)} to ${formatDay(award.ends_on)}` }] : []),
    ...(award.reach ? [{ key: "For whom", value: reaches[award.reach] ?? award.reach }] : []),
    ...(award.project_standing ? [{ key: "Project", value: award.project_standing === "new" ? "New" : "Existing" }] : []),
    ...lists.map((list) => ({ key: list, value: <Tags titles={award.tags.filter((tag) => tag.list === list).map((tag) => tag.title)} /> })),
  ];
}

const Tags = ({ titles }: { titles: string[] }) => (
  <>{titles.map((title, index) => <Fragment key={title}>{index > 0 ? <br /> : null}{title}</Fragment>)}</>
);
