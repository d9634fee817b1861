/**
 * What must not stand in a letter: names of those who assessed or decided, names of other groups that applied, e-mail addresses. Compared
 * word by word, without regard to capitals, accents, hyphens, apostrophes and marks that nobody sees.
 */
export const findingKinds = {
  email: { words: "An e-mail address", accept: null },
  "panel-name": { words: "The name of someone who assessed or decided", accept: null },
  "panel-part": { words: "Part of the name of someone who assessed or decided", accept: "These words are not about that person" },
  "group-name": { words: "The name of another group that applied", accept: "These words are not about that group" },
  "reading-age": { words: "Hard to read", accept: "It has to be as hard to read as this" },
} as const satisfies Record<string, { words: string; /** What a person says who lets it stand; null where nobody may. */ accept: string | null }>;
export type FindingKind = keyof typeof findingKinds;

export interface Finding {
  kind: FindingKind;
  /** As it stands in the letter. */
  found: string;
}
/** What tells one finding from another. */
export const findingKey = ({ kind, found }: Finding): string => `${kind}:${tokens(found).map(({ key }) => key).join(" ")}`;
/** The findings that nobody has let stand, or nobody may. */
export const standingFindings = (findings: readonly Finding[], accepted: readonly string[]): Finding[] =>
  findings.filter((finding) => findingKinds[finding.kind].accept === null || !accepted.includes(findingKey(finding)));

interface Token {
  key: string;
  /** Without a possessive s; the key where there is none. */
  bare: string;
  start: number;
  end: number;
}
const wordOf = /[\p{L}\p{M}\p{N}\p{Cf}]+(?:['’ʼ][\p{L}\p{M}\p{Cf}]+)*/gu;
/** Letters that hold no accent to be parted from, and how they are written without one. */
const spelt: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i" };
const plain = (text: string): string => text.normalize("NFKD").replace(/[\p{M}\p{Cf}'’ʼ]/gu, "").toLowerCase().replace(/[øłđðþßæœı]/gu, (letter) => spelt[letter]!);

function tokens(text: string): Token[] {
  return [...text.matchAll(wordOf)]
    .map((match) => ({ key: plain(match[0]), bare: plain(match[0].replace(/['’ʼ]s$/iu, "")), start: match.index, end: match.index + match[0].length }))
    .filter(({ key }) => key !== "");
}

interface Phrase {
  kind: FindingKind;
  words: readonly string[];
  /** Where the first letter has to be a capital: part of a name is often a word too. */
  capital: boolean;
}
/** Phrases by their first word, so that a letter is looked through once however many names there are. */
export type Phrases = ReadonlyMap<string, readonly Phrase[]>;

const legalForms = new Set(["scio", "cic", "ltd", "limited", "plc", "clg"]);

/** The ways in which a group's name is written: whole, without the article, without its legal form. */
function groupPhrases(name: string): string[][] {
  const whole = tokens(name).map(({ key }) => key);
  const named = whole[0] === "the" ? whole.slice(1) : whole;
  const last = named.length - 1;
  const short = last > 0 && legalForms.has(named[last]!) ? named.slice(0, last) : named;
  return [named, short].filter((words) => words.length > 1 || (words[0]?.length ?? 0) > 2);
}

/** What no letter of a pot may hold. `people` assessed or decided; `groups` applied. */
export function forbiddenPhrases({ people, groups }: { people: readonly string[]; groups: readonly string[] }): Phrases {
  const phrases = new Map<string, Phrase[]>();
  const add = (kind: FindingKind, words: readonly string[], capital = false): void => {
    if (words.length === 0) return;
    const there = phrases.get(words[0]!) ?? [];
    there.push({ kind, words, capital });
    phrases.set(words[0]!, there);
  };
  for (const name of people) {
    const words = tokens(name).map(({ key }) => key);
    add("panel-name", words, words.length === 1);
    if (words.length > 2) add("panel-name", [words[0]!, words.at(-1)!]);
    if (words.length > 1) add("panel-name", [words.join("")]);
    if (words.length > 1) for (const part of words) if (part.length > 2) add("panel-part", [part], true);
  }
  for (const name of groups) for (const words of groupPhrases(name)) add("group-name", words);
  return phrases;
}

const address = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

/**
 * What stands in a text and may not.
 * @param own names that may stand here: the group itself, its project, the fund, the area, who writes. What is part of them is not found
 * @param addresses e-mail addresses that may stand here
 */
export function findForbidden(text: string, phrases: Phrases, { own = [], addresses = [] }: { own?: readonly string[]; addresses?: readonly string[] } = {}): Finding[] {
  const found = new Map<string, Finding>();
  const note = (finding: Finding): void => void found.set(findingKey(finding), finding);
  const allowed = new Set(addresses.map((one) => one.toLowerCase()));
  for (const [whole] of text.replace(/\p{Cf}/gu, "").matchAll(address)) if (!allowed.has(whole.replace(/\s/g, "").toLowerCase())) note({ kind: "email", found: whole });
  const read = tokens(text);
  const ours = intervals(read, own.map((name) => tokens(name).map(({ key }) => key)));
  const named: Match[] = [];
  for (const [at, token] of read.entries())
    for (const key of new Set([token.key, token.bare]))
      for (const phrase of phrases.get(key) ?? []) if (stands(read, at, phrase.words) && (!phrase.capital || /^\p{Lu}/u.test(text.slice(token.start)))) named.push({ phrase, from: at, to: at + phrase.words.length });
  for (const { phrase, from, to } of named) {
    if (ours.some((one) => one.from <= from && one.to >= to)) continue;
    // Part of a name inside the whole name has been said.
    if (phrase.kind === "panel-part" && named.some((other) => other.phrase.kind === "panel-name" && other.from <= from && other.to >= to)) continue;
    note({ kind: phrase.kind, found: text.slice(read[from]!.start, read[to - 1]!.end) });
  }
  return [...found.values()];
}

interface Interval {
  from: number;
  to: number;
}
interface Match extends Interval {
  phrase: Phrase;
}
const stands = (read: readonly Token[], at: number, words: readonly string[]): boolean => words.every((word, index) => read[at + index]?.key === word || read[at + index]?.bare === word);

function intervals(read: readonly Token[], phrases: readonly (readonly string[])[]): Interval[] {
  return phrases.flatMap((words) => (words.length === 0 ? [] : read.flatMap((_, at) => (stands(read, at, words) ? [{ from: at, to: at + words.length }] : []))));
}
