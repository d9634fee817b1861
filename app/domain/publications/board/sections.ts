/** The pack in the order in which the Board reads it, as headings, sentences and tables: what each format draws in its own way. Pure. */
import { formatDay } from "../../kernel/time.ts";
import { schemes } from "../../strategy/status.ts";
import { checkPublished, roundingNote } from "./counts.ts";
import type { Pack, PackAction, PackProgress, Share } from "./pack.ts";

export type Cell = string | number | null;
export interface PackTable {
  caption: string;
  columns: { heading: string; numeric?: boolean; wide?: boolean }[];
  rows: Cell[][];
}
export interface PackSection {
  heading: string;
  lines: string[];
  tables: PackTable[];
}

/** "28 February 2025", or the month where its source gives no day. */
export const dataDate = ({ data_on, data_stated }: { data_on: string; data_stated: string }): string => data_stated || formatDay(data_on);
const percent = (value: number | null): string => (value === null ? "" : `${value}%`);
const share = ({ status, count, percent: of }: Share): string => `${status}: ${count === null ? "" : `${count}, `}${percent(of)}`;

/** The first lines of every format: both dates, always. */
export function packFacts({ report, previous }: Pack): [label: string, text: string][] {
  return [
    ...(report.reference ? [["Reference", report.reference] as [string, string]] : []),
    ["Plan", report.plan.title],
    ["Data date", dataDate(report)],
    ["Meeting date", formatDay(report.meeting_on)],
    ["Compared with", previous ? `${previous.title}, data of ${dataDate(previous)}, meeting of ${formatDay(previous.meeting_on)}` : "No earlier report is held here"],
    ["Standing", report.state === "issued" ? "Issued" : "Draft, not issued: not for anyone but those who prepare it"],
    ...(report.source ? [["Source", report.source] as [string, string]] : []),
    ...(report.synthetic ? [["Invented", "The statuses and reasons here are invented for a demonstration"] as [string, string]] : []),
  ];
}

export function packSections(pack: Pack): PackSection[] {
  return [overview(pack), risks(pack), progressOf("Delivery plan: progress by strategic action", "Overall status and the split of sub-actions", pack.strategic), delivered(pack), standing("Off Track, or Delivery Date Missed with Risk", pack.off_track), standing("At Risk", pack.at_risk), progressOf("Workforce action plan overview", "Themes and the split of their actions", pack.workforce), changes(pack)];
}

function overview({ overview: parts, published }: Pack): PackSection {
  return {
    heading: "Action delivery: overview",
    lines: [...parts.map(({ scheme, known, signed }) => `${schemes[scheme].many}: ${signed} of the ${known} known here have a status in this report.`), roundingNote, ...slips(published)],
    tables: [
      ...parts.filter(({ signed }) => signed > 0).map(({ scheme, signed, rows }) => ({
        caption: `${schemes[scheme].many} by status (of ${signed})`,
        columns: [{ heading: "Status", wide: true }, { heading: "Actions", numeric: true }, { heading: "Percent", numeric: true }],
        rows: rows.map((row): Cell[] => [row.status, row.count, row.percent]),
      })),
      ...(published.length > 0
        ? [{
            caption: "Counts as published, beside those held here",
            columns: [{ heading: "Part" }, { heading: "Status" }, { heading: "Published", numeric: true }, { heading: "Published percent", numeric: true }, { heading: "Held", numeric: true }, { heading: "Of", numeric: true }, { heading: "Computed percent", numeric: true }, { heading: "Note", wide: true }],
            rows: published.map((one): Cell[] => [one.part, one.status ?? "not read here", one.count, one.percent, one.held_count, one.held_base, one.held_percent, one.note]),
          }]
        : []),
    ],
  };
}

/** What is wrong with printed counts, part by part: a sentence where their percentages are not of their sum. */
function slips(published: Pack["published"]): string[] {
  return [...new Set(published.map(({ part }) => part))].flatMap((part) => {
    const rows = published.filter((one) => one.part === part);
    const { sum, right, likely } = checkPublished(rows);
    if (rows.length < 2 || right) return [];
    const changed = (likely?.rows ?? []).flatMap(({ count, slip }, index) => (slip ? [`${count} for the printed ${rows[index]!.count}`] : []));
    return [`${part}: the printed counts add up to ${sum}, and the printed percentages are not of ${sum}.${likely ? ` All are right of ${likely.base} with ${changed.join(" and ")}.` : ""}`];
  });
}

const risks = ({ risks: found }: Pack): PackSection => ({
  heading: "Risks and issues",
  lines: found.length === 0 ? ["No risk or issue is entered in this report."] : [],
  tables: found.length === 0 ? [] : [{ caption: "Risks and issues", columns: [{ heading: "Kind" }, { heading: "What", wide: true }, { heading: "Owner" }, { heading: "Response", wide: true }], rows: found.map((one) => [one.kind, one.description, one.owner, one.response]) }],
});

function splitInWords({ basis, signed, known, shares }: PackProgress["split"]): string {
  if (basis === "none") return known === 0 ? "Its parts are not known here" : known === 1 ? "Its one part known here has no status in this report" : `None of its ${known} parts known here has a status in this report`;
  const said = shares.map(share).join("; ");
  return basis === "published" ? `${said} (as published; counts not known here)` : `${said} (of ${signed}${signed < known ? `; ${known - signed} without a status` : ""})`;
}

function progressOf(heading: string, caption: string, actions: readonly PackProgress[]): PackSection {
  return {
    heading,
    lines: actions.length === 0 ? ["None is known here."] : ["The overall status is a signed judgement. It is not worked out of the split beside it."],
    tables: actions.length === 0 ? [] : [{
      caption,
      columns: [{ heading: "Ref" }, { heading: "Action", wide: true }, { heading: "Overall status" }, { heading: "Split of its parts", wide: true }, { heading: "Reason", wide: true }],
      rows: actions.map((one) => [one.ref, one.title, one.status ?? "not known here", splitInWords(one.split), one.reason]),
    }],
  };
}

const delivered = ({ delivered: found, previous }: Pack): PackSection => ({
  heading: "Delivered since the last report",
  lines: [previous ? `Delivered now, and not at the meeting of ${formatDay(previous.meeting_on)}.` : "Everything that is delivered: no earlier report is held here.", ...(found.length === 0 ? ["Nothing that is known here."] : [])],
  tables: found.length === 0 ? [] : [{ caption: "Delivered since the last report", columns: [{ heading: "Ref" }, { heading: "Action", wide: true }, { heading: "Achievements, impact and learning", wide: true }], rows: found.map((one) => [one.ref, one.title, one.achievement || "None entered"]) }],
});

const standing = (words: string, actions: readonly PackAction[]): PackSection => ({
  heading: `Actions: ${words}`,
  lines: actions.length === 0 ? ["None that is known here."] : [],
  tables: actions.length === 0 ? [] : [{
    caption: `Actions: ${words}`,
    columns: [{ heading: "Ref" }, { heading: "Action", wide: true }, { heading: "Lead" }, { heading: "Reason", wide: true }, { heading: "Mitigating Actions", wide: true }],
    rows: actions.map((one) => [one.ref, `${one.title} (${schemes[one.scheme].one}; ${one.status})`, one.lead || "not known here", one.reason || "not known here", one.mitigation || "not known here"]),
  }],
});

const changes = ({ changes: found, previous }: Pack): PackSection => ({
  heading: "What changed since the last meeting",
  lines: found.length === 0 ? ["No status has changed."] : previous ? [] : ["No earlier report is held here: every status is new."],
  tables: found.length === 0 || !previous ? [] : [{ caption: "Statuses that changed", columns: [{ heading: "Ref" }, { heading: "Action", wide: true }, { heading: "Before" }, { heading: "Now" }], rows: found.map((one) => [one.ref, `${one.title} (${one.scheme})`, one.from ?? "not reported", one.to]) }],
});
