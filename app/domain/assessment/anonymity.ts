/**
 * Anonymous reading: what of an application says whose it is, and what stands in its place. Pure; the one place that knows it.
 * Whether names are hidden from somebody is said by `names_hidden` in PostgreSQL, which anonymity.server.ts asks.
 */
import type { AnswerFile } from "../applications/files-model.ts";
import type { OrganisationFacts } from "../applications/model.ts";
import type { Answers, AnswerValue, Column, FormDefinition, Question, RowValue } from "../forms/model.ts";

/** Stands in a text where the group was named. */
export const inPlaceOf = { group: "[the group]", person: "[a person]", number: "[a number]", email: "[an e-mail address]", link: "[a link]", telephone: "[a telephone number]", place: "[an address]" } as const;

/** What a group is called on every page of a reader who may not know its name. */
export const groupOf = (reference: string): string => `Group ${reference}`;

/** Everything by which the group behind an application is known. Empty texts are passed over. */
export interface Identity {
  /** The group and whoever holds money for it, under every name they have had here. */
  names: readonly string[];
  people: readonly string[];
  /** Charity and company numbers. */
  numbers: readonly string[];
  /** Streets and postcodes as the group entered them. */
  places: readonly string[];
}

/** Replaces what says whose a text is. */
export type Mask = (text: string) => string;

/** Words at a name's ends that people leave out when they write it. */
const dressing = new Set(["the", "scio", "ltd", "limited", "cic", "cio", "charity", "trust"]);
const small = new Set(["of", "the", "and", "for", "in", "at", "a"]);
/** Letters with their accents parted from them, so that one text finds the other however it is written. */
const parted = (text: string): string => text.normalize("NFD");
const wordsOf = (text: string): string[] => parted(text).replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
const standsAlone = (pattern: string): string => `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}\\p{M}])`;
/** A word with any accents on its letters. */
const spelt = (word: string): string => [...word].map((letter) => `${letter}\\p{M}{0,2}`).join("");
/** Between two words of a name: signs, spaces, "and" or nothing. */
const between = "(?:[^\\p{L}\\p{N}]{0,6}and[^\\p{L}\\p{N}]{1,6}|[^\\p{L}\\p{N}]{0,6})";

function core(words: readonly string[]): string[] {
  let [from, to] = [0, words.length];
  while (from < to && dressing.has(words[from]!.toLowerCase())) from += 1;
  while (to > from && dressing.has(words[to - 1]!.toLowerCase())) to -= 1;
  return from < to ? words.slice(from, to) : [...words];
}

interface Rule {
  pattern: RegExp;
  says: string;
}

/** The rules for one name: all its words, however they are joined; and from three words on its first letters. */
function namedRules(name: string): Rule[] {
  const words = core(wordsOf(name).filter((word) => word.toLowerCase() !== "and"));
  if (words.length === 0) return [];
  // A name of one word may be a word of the language: only its own spelling and capitals are the name.
  if (words.length === 1) return [rule(standsAlone(`(?:${spelt(words[0]!)}|${spelt(words[0]!.toUpperCase())})`), inPlaceOf.group, "gu")];
  const whole = rule(standsAlone(words.map(spelt).join(between)), inPlaceOf.group);
  const letters = [...initialsOf(words)];
  return letters.length >= 3 ? [whole, rule(standsAlone(letters.join("\\.?")), inPlaceOf.group, "gu")] : [whole];
}

/** "HWG" of Harbour Walking Group. */
const initialsOf = (words: readonly string[]): string => words.filter((word) => !small.has(word.toLowerCase())).map((word) => word[0]!.toUpperCase()).join("");

function personRules(name: string): Rule[] {
  const words = wordsOf(name);
  return words.length >= 2 ? [rule(standsAlone(words.map(spelt).join(between)), inPlaceOf.person)] : [];
}

function placeRules(place: string): Rule[] {
  // A single word, such as a town, says too little about a group and too much about its text.
  return place.split(/\n|,/).map(wordsOf).filter((words) => words.length >= 2).map((words) => rule(standsAlone(words.map(spelt).join(between)), inPlaceOf.place));
}

const rule = (pattern: string, says: string, flags = "giu"): Rule => ({ pattern: new RegExp(pattern, flags), says });

/** Of whoever they are: an e-mail address, a link or a telephone number leads to a name. */
const leads: readonly Rule[] = [
  { pattern: /[^\s@<>()]{1,64}@[^\s@<>()]{1,200}\.[\p{L}]{2,20}/giu, says: inPlaceOf.email },
  { pattern: /(?:https?:\/\/|www\.)[^\s<>()]{1,500}/giu, says: inPlaceOf.link },
  { pattern: /(?<![\p{L}\p{N}])[\p{L}\p{N}-]{2,60}\.(?:org|co|com|scot|uk|net|example)(?:\.uk)?(?:\/[^\s<>()]{0,200})?(?![\p{L}\p{N}])/giu, says: inPlaceOf.link },
  { pattern: /(?<![\p{N}£.,])(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\p{N})/gu, says: inPlaceOf.telephone },
  { pattern: /(?<![\p{L}\p{N}])SC\s?\d{6}(?!\p{N})/giu, says: inPlaceOf.number },
];

/** Rules are made only for a text in which a word of the identity stands somewhere: of thousands of titles few name their group. */
function mayName(words: readonly string[], text: string): boolean {
  const squashed = wordsOf(text).join("").toLowerCase();
  return words.some((word) => squashed.includes(word));
}

/** A mask for texts of this group. A text in which nothing is found comes back as it was. */
export function maskFor({ names, people, numbers, places }: Identity): Mask {
  const words = [...new Set([...names, ...people, ...numbers, ...places].flatMap((one) => [...wordsOf(one), initialsOf(core(wordsOf(one)))]).map((word) => word.toLowerCase()))].filter(Boolean);
  let rules: readonly Rule[] | undefined;
  const made = (): readonly Rule[] => [
    ...leads,
    ...numbers.flatMap((number) => (wordsOf(number).length > 0 ? [rule(standsAlone(wordsOf(number).map(spelt).join("\\s?")), inPlaceOf.number)] : [])),
    // The longest first, so that no part of a name is left standing.
    ...[...names].sort((a, b) => b.length - a.length).flatMap(namedRules),
    ...places.flatMap(placeRules),
    ...people.flatMap(personRules),
  ];
  return (text) => {
    const applied = mayName(words, text) ? (rules ??= made()) : leads;
    const before = parted(text);
    const after = applied.reduce((masked, { pattern, says }) => masked.replace(pattern, says), before);
    return after === before ? text : after.normalize("NFC");
  };
}

const maskCells = (columns: readonly Column[], rows: readonly RowValue[], mask: Mask): RowValue[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, typeof value === "string" && columns.find(({ id }) => id === column)?.kind !== "choice" ? mask(value) : value])));

function maskAnswer(question: Question, value: AnswerValue, mask: Mask): AnswerValue {
  if (question.kind === "short-text" || question.kind === "long-text") return typeof value === "string" ? mask(value) : value;
  if (question.kind === "rows") return maskCells(question.columns, value as readonly RowValue[], mask);
  if (question.kind === "budget") return maskCells([], value as readonly RowValue[], mask);
  // Where it happens says much about an application; in which street it says who.
  if (question.kind === "address") return { ...(value as { lines: string; town: string; postcode: string; area: string }), lines: inPlaceOf.place, postcode: "" };
  return value;
}

/** The answers without what says whose they are. Codes, numbers, days and choices stay. */
export function anonymousAnswers(definition: Pick<FormDefinition, "sections">, answers: Answers, mask: Mask): Answers {
  const questions = new Map(definition.sections.flatMap((section) => section.questions).map((question) => [question.id, question]));
  return Object.fromEntries(Object.entries(answers).flatMap(([id, value]) => (questions.has(id) ? [[id, maskAnswer(questions.get(id)!, value, mask)]] : [])));
}

/** Files by number and kind: what is in them names the group, so a reader can't open them either (files/policy.ts). */
export const anonymousFiles = <File extends Pick<AnswerFile, "name">>(files: readonly File[]): File[] =>
  files.map((file, index) => ({ ...file, name: `Document ${index + 1}${/\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0].toLowerCase() ?? ""}` }));

/** What may be known of the group: what it is and where, not who. */
export const anonymousGroup = (facts: OrganisationFacts, reference: string, mask: Mask): OrganisationFacts => ({
  ...facts,
  name: groupOf(reference),
  purpose: mask(facts.purpose ?? ""),
  ...{ charity_number: null, company_number: null, address: "", postcode: "", telephone: "", website: "" },
  ...{ host_name: facts.host_name ? "[another organisation]" : "", host_charity_number: null, host_contact_name: "", host_contact_email: "" },
});
