/** What a board says beside its list: the money at the line, the awards, and whom they would reach. */
import type { ReactNode } from "react";
import { coverageKey, limitKey, type BoardWords as Words } from "#app/domain/awards/board-words.ts";
import { coverageLists, coverageTitles, type BoardAt } from "#app/domain/awards/board.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { Details } from "#app/ui/show.tsx";

/** A text that an open page keeps up to date. */
export const Say = ({ words, name }: { words: Words; name: string }) => <span data-say={name}>{words.texts[name]}</span>;
const off = (words: Words, key: string, className: string) => `${className}${words.off.includes(key) ? " app-board__off" : ""}`;

/** The figure everybody looks at, and the bar of the pot under it. */
export function MoneyLeft({ at, words }: { at: BoardAt; words: Words }) {
  const pot = at.limits.find(({ kind }) => kind === "pot")!;
  return (
    <>
      <p className={off(words, "remains", "app-board__remains")} data-off="remains">
        <strong><Say words={words} name="remains" /></strong> <Say words={words} name="remains-unit" />
      </p>
      <progress className="app-board__bar" max={Math.max(1, pot.allocation_pence ?? 1)} value={words.values.pot} data-fill="pot" aria-label="Share of the pot that is committed or proposed" />
      <p className="app-board__note">{`${formatPence(pot.committed_pence)} committed, `}<Say words={words} name="proposed" />{` proposed, of ${formatPence(pot.allocation_pence ?? 0)}`}</p>
    </>
  );
}

export function AwardsAt({ words }: { words: Words }) {
  return (
    <dl className="app-board__figures">
      <div><dd><Say words={words} name="awards" /></dd><dt><Say words={words} name="awards-unit" /></dt></div>
      <div><dd><Say words={words} name="median" /></dd><dt>median award</dt></div>
    </dl>
  );
}

/** The pot, its parts and the financial years, each with what the line would do to it. */
export function MoneyTable({ at, words }: { at: BoardAt; words: Words }) {
  return (
    <table className="app-board__money">
      <caption className="visually-hidden">Money at this line</caption>
      <thead><tr><th scope="col">Money</th><th scope="col">Committed</th><th scope="col">Proposed</th><th scope="col">Remains</th></tr></thead>
      <tbody>
        {at.limits.map((limit) => {
          const key = limitKey(limit);
          return (
            <tr key={key} className={off(words, key, "")} data-off={key}>
              <th scope="row">{limit.title}</th>
              <td data-heading="Committed">{formatPence(limit.committed_pence)}</td>
              <td data-heading="Proposed"><Say words={words} name={`${key}-proposed`} /></td>
              <td data-heading="Remains"><Say words={words} name={`${key}-remains`} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Whom the awards above the line would reach, list by list, against what the fund wants. Lists with a target come open. */
export function CoverageAtLine({ at, words, children }: { at: BoardAt; words: Words; children?: ReactNode }) {
  const rows = at.coverage.map((row, index) => ({ ...row, key: coverageKey(index) }));
  const wanted = rows.filter(({ at_least }) => at_least !== null);
  return (
    <>
      {wanted.length > 0 ? <CoverageTable caption="Targets" rows={wanted} words={words} /> : null}
      {coverageLists.map((list) => {
        const others = rows.filter((row) => row.list === list && row.at_least === null);
        if (!rows.some((row) => row.list === list)) return null;
        return (
          <Details key={list} summary={<>{coverageTitles[list]}<span className="app-board__cover"><span className="visually-hidden">: </span><Say words={words} name={`cover-${list}`} /></span></>}>
            {others.length > 0 ? <CoverageTable caption={coverageTitles[list]} rows={others} words={words} /> : <p className="app-board__note">Each of them has a target, above.</p>}
          </Details>
        );
      })}
      <p className="app-board__note">An award can have more than one group, so rows overlap and don’t add up to the number of awards.</p>
      {children}
    </>
  );
}

/** Awards at this line by what they reach. What has a target stands apart from the rest, so that it is read without being asked for. */
function CoverageTable({ caption, rows, words }: { caption: string; rows: readonly { key: string; title: string }[]; words: Words }) {
  return (
    <table className="app-board__coverage">
      <caption>{caption}<span className="visually-hidden">: awards at this line</span></caption>
      <thead className="visually-hidden"><tr><th scope="col">{caption}</th><th scope="col">Awards</th><th scope="col">Target</th><th scope="col">Amount</th></tr></thead>
      <tbody>
        {rows.map(({ key, title }) => (
          <tr key={key} className={off(words, key, "")} data-off={key}>
            <th scope="row">{title}</th>
            <td><Say words={words} name={`${key}-awards`} /></td>
            <td><Say words={words} name={`${key}-target`} /></td>
            <td><Say words={words} name={`${key}-amount`} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
