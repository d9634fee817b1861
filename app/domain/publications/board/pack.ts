/** The Board's pack as data: everything that is printed, worked out of a report's rows. The same rows give the same pack. Pure. */
import { byReference, schemes, statusCodes, statuses, type Scheme, type Status } from "../../strategy/status.ts";
import { percentOf } from "./counts.ts";
import { offTrack } from "./model.ts";

export interface ReportFacts {
  title: string;
  reference: string;
  note: string;
  state: "preparing" | "ready" | "issued";
  origin: "made-here" | "brought-in";
  plan: { code: string; title: string };
  data_on: string;
  data_stated: string;
  meeting_on: string;
  issued_at: string | null;
  synthetic: boolean;
  source: string | null;
}
export interface ActionFacts {
  id: string;
  scheme: Scheme;
  ref: string;
  title: string;
  lead: string;
  parent_id: string | null;
}
export interface StatusFacts {
  action_id: string;
  status: Status;
  reason: string;
  mitigation: string;
  achievement: string;
}
export interface PublishedCount {
  part: "strategic" | "sub-action" | "workforce-action";
  status: Status | null;
  published_count: number;
  published_percent: number;
  held_count: number;
  held_base: number;
  note: string;
}
export interface PackFacts {
  report: ReportFacts;
  actions: readonly ActionFacts[];
  statuses: readonly StatusFacts[];
  splits: readonly { action_id: string; status: Status; percent: number }[];
  published: readonly PublishedCount[];
  risks: readonly { kind: "risk" | "issue"; description: string; owner: string; response: string }[];
  previous: { title: string; data_on: string; data_stated: string; meeting_on: string; statuses: readonly { action_id: string; status: Status }[] } | null;
}

export interface Share {
  status: string;
  /** Null where only the percentage was published. */
  count: number | null;
  percent: number | null;
}
export interface PackPart {
  scheme: Scheme;
  /** Actions of the kind that are known here, and how many of them have a status in this report. */
  known: number;
  signed: number;
  rows: Share[];
}
export interface PackAction {
  scheme: Scheme;
  ref: string;
  title: string;
  lead: string;
  status: string | null;
  reason: string;
  mitigation: string;
}
export interface PackProgress extends PackAction {
  split: { basis: "computed" | "published" | "none"; signed: number; known: number; shares: Share[] };
}
export interface Pack {
  report: ReportFacts;
  previous: { title: string; data_on: string; data_stated: string; meeting_on: string } | null;
  overview: PackPart[];
  published: { part: string; status: string | null; count: number; percent: number; held_count: number; held_percent: number | null; held_base: number; note: string }[];
  risks: { kind: string; description: string; owner: string; response: string }[];
  strategic: PackProgress[];
  delivered: { scheme: string; ref: string; title: string; achievement: string }[];
  off_track: PackAction[];
  at_risk: PackAction[];
  workforce: PackProgress[];
  changes: { scheme: string; ref: string; title: string; from: string | null; to: string }[];
}

const under: Partial<Record<Scheme, Scheme>> = { strategic: "sub-action", workforce: "workforce-action" };

/** How many of these stand how, in the order of the official words, words that nothing has left out. */
const shares = (found: readonly Status[]): Share[] =>
  statusCodes
    .map((status) => ({ status, count: found.filter((one) => one === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => ({ status: statuses[status], count, percent: percentOf(count, found.length) }));

export function buildPack({ report, actions: unordered, statuses: signed, splits, published, risks, previous }: PackFacts): Pack {
  const actions = [...unordered].sort((a, b) => byReference(a.ref, b.ref));
  const statusOf = new Map(signed.map((one) => [one.action_id, one]));
  const before = new Map((previous?.statuses ?? []).map((one) => [one.action_id, one.status]));
  const of = (scheme: Scheme) => actions.filter((action) => action.scheme === scheme);
  const line = ({ id, scheme, ref, title, lead }: ActionFacts): PackAction => {
    const found = statusOf.get(id);
    return { scheme, ref, title, lead, status: found ? statuses[found.status] : null, reason: found?.reason ?? "", mitigation: found?.mitigation ?? "" };
  };
  const standing = (wanted: readonly Status[]) => actions.filter(({ id }) => wanted.includes(statusOf.get(id)?.status ?? "delivered")).map(line);
  const progress = (action: ActionFacts): PackProgress => {
    const parts = of(under[action.scheme] ?? action.scheme).filter(({ parent_id }) => parent_id === action.id);
    const known = parts.flatMap(({ id }) => statusOf.get(id)?.status ?? []);
    const printed = splits.filter(({ action_id }) => action_id === action.id);
    const split = printed.length > 0
      ? { basis: "published" as const, signed: 0, known: 0, shares: statusCodes.flatMap((status) => printed.filter((one) => one.status === status)).map(({ status, percent }) => ({ status: statuses[status], count: null, percent })) }
      : { basis: known.length > 0 ? ("computed" as const) : ("none" as const), signed: known.length, known: parts.length, shares: shares(known) };
    return { ...line(action), split };
  };
  return {
    report,
    previous: previous && { title: previous.title, data_on: previous.data_on, data_stated: previous.data_stated, meeting_on: previous.meeting_on },
    overview: (Object.keys(schemes) as Scheme[])
      .map((scheme) => {
        const found = of(scheme).flatMap(({ id }) => statusOf.get(id)?.status ?? []);
        return { scheme, known: of(scheme).length, signed: found.length, rows: shares(found) };
      })
      .filter(({ known }) => known > 0),
    published: published.map(({ part, status, note, ...one }) => ({
      part: schemes[part].many, status: status && statuses[status], count: one.published_count, percent: one.published_percent,
      held_count: one.held_count, held_base: one.held_base, held_percent: percentOf(one.held_count, one.held_base), note,
    })),
    risks: risks.map(({ kind, ...risk }) => ({ kind: kind === "risk" ? "Risk" : "Issue", ...risk })),
    strategic: of("strategic").map(progress),
    delivered: actions
      .filter(({ id }) => statusOf.get(id)?.status === "delivered" && before.get(id) !== "delivered")
      .map(({ id, scheme, ref, title }) => ({ scheme: schemes[scheme].one, ref, title, achievement: statusOf.get(id)!.achievement })),
    off_track: standing(offTrack),
    at_risk: standing(["at-risk"]),
    workforce: of("workforce").map(progress),
    changes: actions
      .filter(({ id }) => statusOf.has(id) && statusOf.get(id)!.status !== before.get(id))
      .map(({ id, scheme, ref, title }) => ({ scheme: schemes[scheme].one, ref, title, from: before.has(id) ? statuses[before.get(id)!] : null, to: statuses[statusOf.get(id)!.status] })),
  };
}
