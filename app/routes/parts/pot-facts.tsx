/** The facts of a pot as somebody outside reads them: who, how much, by when, who decides. */
import { potState, potStates } from "#app/domain/funds/model.ts";
import type { Pot } from "#app/domain/funds/read.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant, formatUntil } from "#app/domain/kernel/time.ts";
import { SummaryList, type TagColour } from "#app/ui/show.tsx";

/** What a page needs of a pot, in words. */
export function potForPage(pot: Pot, now: Date) {
  const state = potState(pot, now);
  return {
    state: { text: potStates[state].public, colour: colours[state] },
    open: state === "open",
    name: pot.shape === "national" ? pot.round_title : `${pot.round_title}: ${pot.area_name}`,
    fund: { code: pot.fund_code, title: pot.fund_title },
    round: { code: pot.round_code, title: pot.round_title },
    area: { slug: pot.area_slug, name: pot.area_name },
    national: pot.shape === "national",
    synthetic: pot.synthetic,
    body: pot.body_name,
    contact: pot.contact_email,
    opens: pot.opens_at && formatInstant(pot.opens_at),
    closes: pot.closes_told && formatInstant(pot.closes_told),
    closesIn: pot.closes_told && state === "open" ? formatUntil(pot.closes_told, now) : null,
    decisions: pot.decisions_by && formatDay(pot.decisions_by),
    amounts: amountsInWords(pot),
    allocation: formatPence(pot.allocation_pence),
    incomeCap: pot.income_cap_pence === null ? null : formatPence(pot.income_cap_pence),
    unconstitutedMost: pot.unconstituted_max_pence === null ? null : formatPence(pot.unconstituted_max_pence),
    guidance: pot.guidance,
    whoCanApply: pot.who_can_apply,
    notFunded: pot.not_funded,
  };
}
export type PotForPage = ReturnType<typeof potForPage>;

const colours = { "not-set": "grey", before: "blue", open: "green", closed: "grey" } as const satisfies Record<string, TagColour>;

function amountsInWords({ min_amount_pence: least, max_amount_pence: most }: Pick<Pot, "min_amount_pence" | "max_amount_pence">): string {
  if (least !== null && most !== null) return `${formatPence(least)} to ${formatPence(most)}`;
  if (most !== null) return `up to ${formatPence(most)}`;
  return least === null ? "no limit has been set" : `${formatPence(least)} or more`;
}

export function PotFacts({ pot }: { pot: PotForPage }) {
  const rows = [
    { key: "Grants", value: pot.amounts },
    { key: "Opens", value: pot.opens ?? "Not announced yet" },
    { key: "Closes", value: pot.closes ? (pot.closesIn ? `${pot.closes} (${pot.closesIn})` : pot.closes) : "Not announced yet" },
    { key: "Decisions", value: pot.decisions ? `By ${pot.decisions}` : "Not announced yet" },
    { key: "For people in", value: pot.national ? "All of Scotland" : pot.area.name },
    { key: "Run by", value: pot.body ?? "To be announced" },
    { key: "In the pot", value: pot.allocation },
    ...(pot.contact ? [{ key: "Questions to", value: <a href={`mailto:${pot.contact}`}>{pot.contact}</a> }] : []),
  ];
  return <SummaryList rows={rows} />;
}

const isItem = (line: string): boolean => /^[-•]\s/.test(line);

/** Text that somebody typed in paragraphs; lines that begin with a dash become a list, also right below a line that says what of. */
export function Paragraphs({ text }: { text: string }) {
  const pieces = text.split(/\n\s*\n/).flatMap((block) => piecesOf(block.trim().split("\n")));
  return (
    <>
      {pieces.map((lines, index) =>
        isItem(lines[0]!)
          ? <ul key={index}>{lines.map((line, place) => <li key={place}>{line.replace(/^[-•]\s+/, "")}</li>)}</ul>
          : <p key={index} className="app-as-typed">{lines.join("\n")}</p>,
      )}
    </>
  );
}

/** Lines that belong together: those of a list, and those of none. */
function piecesOf(lines: readonly string[]): string[][] {
  const pieces: string[][] = [];
  for (const line of lines.filter(Boolean)) {
    const last = pieces.at(-1);
    if (last && isItem(last[0]!) === isItem(line)) last.push(line);
    else pieces.push([line]);
  }
  return pieces;
}
