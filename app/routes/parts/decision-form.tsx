/** The form that decides: what, how much, from which part of the pot and in which years, and why. */
import type { Tags } from "#app/domain/awards/model.ts";
import type { CodeLists } from "#app/domain/forms/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { Button, Form, Hidden, MoneyField, Radios, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Article } from "#app/ui/layout.tsx";
import { Details, Notice } from "#app/ui/show.tsx";
import type { Refused } from "#app/web/refused.ts";
import { TagFields } from "./tag-fields.tsx";

export interface Deciding {
  asked_pence: number;
  min_amount_pence: number | null;
  /** What an award could take at most, in pence: the least of what remains in the pot and in its part. */
  free_pence: number;
  /** The part of the pot, with what remains in it; null where the pot is not divided or nobody has said which. */
  part: { id: string; title: string; remaining_pence: number } | null;
  parts: { id: string; title: string; remaining_pence: number }[];
  placed_by_hand: boolean;
  /** Null where there is no limit but the pot's. */
  years: { financial_year: string; remaining_pence: number | null }[];
  /** Why an award would be below the pot's minimum score. */
  low_score: string | null;
  second_person_above_pence: number | null;
  /** The one who decides has given points on it, whether or not they sent them. */
  assessed: boolean;
  next_reserve: number;
  /** The released reserve decision in whose place this one comes. */
  moves_up: string | null;
}

/** Says by hand which part of the pot the application belongs to. Nothing where the pot is not divided. */
export function PartForm({ deciding: { part, parts, placed_by_hand }, refused }: { deciding: Deciding; refused: Refused | undefined }) {
  if (parts.length === 0) return null;
  return (
    <Details summary={part ? `Another part of the pot than “${part.title}”` : "Say which part of the pot this belongs to"} open={part === null || refused !== undefined}>
      <Form refused={refused}>
        <Hidden name="intent" value="place" />
        <Select
          name="sub_pot_id" label="Part of the pot" value={placed_by_hand ? part?.id : ""}
          options={[{ value: "", text: "The one that follows from what it asks for" }, ...parts.map((one) => ({ value: one.id, text: `${one.title}, ${formatPence(one.remaining_pence)} remains` }))]}
        />
        <Button secondary>Place it there</Button>
      </Form>
    </Details>
  );
}

export function DecisionForm({ deciding, lists, tags, refused }: { deciding: Deciding; lists: CodeLists; tags: Tags; refused: Refused | undefined }) {
  const { asked_pence: ask, free_pence: free } = deciding;
  return (
    <Article>
      <Form refused={refused}>
        <h2 id="decide">{deciding.moves_up ? "Your decision on this reserve" : "Your decision"}</h2>
        <Hidden name="intent" value="decide" /><Hidden name="asked" value={ask} />
        {deciding.moves_up ? <Hidden name="moves_up" value={deciding.moves_up} /> : null}
        <SecondPerson deciding={deciding} />
        <Radios legend="What do you decide?" name="outcome" options={options(deciding)} />
        <MoneyField name="amount_pence" label="Amount, in pounds" hint={`Not needed for an award in full or to decline. At most ${formatPence(Math.max(0, Math.min(ask, free)))}${deciding.min_amount_pence ? `, at least ${formatPence(Math.min(deciding.min_amount_pence, ask))}` : ""}. With a condition, or for a reserve, leave it empty for all that was asked`} />
        <TextArea name="conditions_to_meet" label="Condition to meet before the offer can be accepted" hint="Only for an award once a condition is met. The group reads it" optional limit={2000} rows={3} />
        {deciding.moves_up ? null : <TextField name="reserve_position" label="Place on the reserve list" hint={`Only for a reserve. Empty for the next one, ${deciding.next_reserve}`} optional inputMode="numeric" width={3} />}
        <Years deciding={deciding} open={Object.keys(refused?.errors ?? {}).some((name) => name.startsWith("year"))} error={refused?.errors.years} />
        {deciding.low_score ? <TextArea name="below_minimum_reason" label="Why is it awarded all the same?" hint={`${deciding.low_score}. Only for an award. Only staff read this`} optional limit={2000} rows={3} /> : null}
        <TextArea name="reasons" label="Reasons for the record" hint="Only staff read this" limit={5000} rows={5} />
        <TextArea name="feedback" label="Feedback for the group" hint="They read this word for word, after release. Name no assessor and no other group" limit={5000} rows={6} />
        <TextArea name="conditions" label="Conditions of the offer" hint="What binds the group once it has accepted" optional limit={2000} rows={3} />
        <h3>Confirm the tags</h3>
        <p>They are what the group chose. For an award, change what does not fit: figures count what stands here.</p>
        <TagFields lists={lists} tags={tags} />
        <Button>Record this decision</Button>
      </Form>
    </Article>
  );
}

function options({ asked_pence: ask, free_pence: free, moves_up }: Deciding) {
  const left = free - ask;
  return [
    { value: "full", text: `Award in full, ${formatPence(ask)}`, hint: left >= 0 ? `${formatPence(left)} then remains` : `${formatPence(Math.max(0, free))} remains, so this doesn't fit` },
    { value: "part", text: "Award in part", hint: "Less than was asked for" },
    { value: "conditional", text: "Award once a condition is met", hint: "The money is kept for it. The group can accept when the condition is met" },
    ...(moves_up ? [] : [{ value: "reserve", text: "Reserve", hint: "Takes no money now. Its turn comes when an offer lapses" }]),
    { value: "decline", text: "Decline", hint: "The group reads your feedback" },
  ];
}

function SecondPerson({ deciding: { assessed, second_person_above_pence } }: { deciding: Deciding }) {
  if (assessed) return <Notice kind="info" title="This decision needs a second person">You assessed this application, so someone else confirms what you decide.</Notice>;
  if (second_person_above_pence === null) return null;
  return <p>{second_person_above_pence === 0 ? "Every award here is confirmed by a second person." : `An award above ${formatPence(second_person_above_pence)} is confirmed by a second person.`}</p>;
}

function Years({ deciding: { years }, open, error }: { deciding: Deciding; open: boolean; error: string | undefined }) {
  return (
    <Details summary="Spread the award over several financial years" open={open}>
      <p>{`Together they are the award. Leave all of them empty for ${years[0]!.financial_year} alone.`}</p>
      {error ? <p className="ds_question__error-message" id="years">{error}</p> : null}
      {years.map((year) => (
        <MoneyField key={year.financial_year} name={`year-${year.financial_year}`} label={`${year.financial_year}, in pounds`} optional hint={year.remaining_pence === null ? undefined : `${formatPence(year.remaining_pence)} remains for this year`} />
      ))}
    </Details>
  );
}
