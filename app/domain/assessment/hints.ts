/** Hints: what else the same group, account, address or bid stands in. A person judges what it means. Pure. */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";

/** Another application, as far as the one who looks may know of it. */
export interface OtherApplication {
  id: string;
  reference: string;
  title: string;
  summary: string;
  asked_pence: number;
  received_on: string;
  organisation_name: string;
  round_title: string;
  area_name: string;
  same_pot: boolean;
  same_group: boolean;
  same_account: boolean;
  same_address: boolean;
  same_host: boolean;
  same_title: boolean;
  /** Whether the one who looks administers it, and may open it. */
  own: boolean;
}
export interface EarlierAward {
  reference: string;
  title: string;
  amount_pence: number;
  awarded_on: string;
  area_name: string;
  round_title: string;
  ended: boolean;
  /** The day since which its return is overdue; null where none is. */
  overdue_since: string | null;
}

export const hintKinds = {
  bid: "The same bid elsewhere",
  group: "The same group elsewhere",
  account: "The same bank account",
  address: "The same address",
  host: "The same host",
  award: "Earlier awards",
  overdue: "Overdue returns",
} as const;
export type HintKind = keyof typeof hintKinds;
export interface Hint {
  kind: HintKind;
  words: string;
  /** What may be opened: an application of one's own, or a public award. */
  link?: { to: "application" | "award"; id: string; text: string };
}

const words = (text: string): Set<string> => new Set(text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/\p{L}{3,}|\p{N}+/gu) ?? []);
/** How much two texts have in common: the words of both over the words of either (Jaccard), from 0 to 1. */
export function alike(one: string, other: string): number {
  const [a, b] = [words(one), words(other)];
  const both = [...a].filter((word) => b.has(word)).length;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
/** From here on two bids are taken for the same one, told in other words. */
export const sameBidFrom = 0.6;

/** The hints about an application, the weightiest kinds first. One other application gives one hint: its strongest. */
export function hintsFor(own: { title: string; summary: string }, others: readonly OtherApplication[], awards: readonly EarlierAward[]): Hint[] {
  const hints = others.flatMap((other): Hint[] => {
    const kind = kindOf(own, other);
    return kind ? [{ kind, words: sentence(kind, own, other), ...(other.own ? { link: { to: "application" as const, id: other.id, text: other.reference } } : {}) }] : [];
  });
  const earlier = awards.flatMap((award): Hint[] => {
    const link = { to: "award" as const, id: award.reference, text: award.reference };
    const where = `“${award.title}”, ${award.round_title}, ${award.area_name}`;
    return [
      ...(award.overdue_since ? [{ kind: "overdue" as const, words: `The return for ${where}, was due on ${formatDay(award.overdue_since)} and has not come.`, link }] : []),
      { kind: "award" as const, words: `${formatPence(award.amount_pence)} on ${formatDay(award.awarded_on)} for ${where}${award.ended ? ", not taken up or withdrawn" : ""}.`, link },
    ];
  });
  const order = Object.keys(hintKinds);
  return [...hints, ...earlier].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function kindOf(own: { title: string; summary: string }, other: OtherApplication): HintKind | undefined {
  if ((other.same_title || other.same_group) && alike(`${own.title} ${own.summary}`, `${other.title} ${other.summary}`) >= sameBidFrom) return "bid";
  if (other.same_account && !other.same_group) return "account";
  if (other.same_group) return "group";
  if (other.same_address) return "address";
  return other.same_host ? "host" : undefined;
}

function sentence(kind: HintKind, own: { title: string; summary: string }, other: OtherApplication): string {
  const where = other.same_pot ? "in this round" : `to ${other.round_title}, ${other.area_name}`;
  const bid = `${formatPence(other.asked_pence)} asked ${where} on ${formatDay(other.received_on)}`;
  if (kind === "bid") {
    const share = Math.round(alike(`${own.title} ${own.summary}`, `${other.title} ${other.summary}`) * 100);
    return `${other.same_group ? "This group’s" : `${other.organisation_name}’s`} bid “${other.title}” shares ${share}% of its words with this one: ${bid}.`;
  }
  if (kind === "group") return `This group’s bid “${other.title}”: ${bid}.`;
  const what = { account: "has the same bank account on its statement", address: "has the same address", host: "names the same host" } as const;
  return `${other.organisation_name} ${what[kind as keyof typeof what]}, with ${bid}.`;
}
