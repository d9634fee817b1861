/** Checks as pages show them: the facts beside each, the list of where they stand, hints and flags. */
import type { Finding } from "#app/domain/assessment/checks-facts.ts";
import { checkOutcomes, type CheckOutcome } from "#app/domain/assessment/checks-model.ts";
import { risks, type Risk } from "#app/domain/assessment/flags.ts";
import { hintKinds, type Hint } from "#app/domain/assessment/hints.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import type { Refused } from "#app/ui/field.tsx";
import { Button, DateField, Form, Hidden, Radios, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Details, SummaryList, Tag, type TagColour } from "#app/ui/show.tsx";

const moods: Record<Finding["mood"], { text: string; colour: TagColour } | undefined> = { fine: undefined, look: { text: "Look", colour: "yellow" }, wrong: { text: "Take care", colour: "red" } };
const outcomeColours: Record<CheckOutcome, TagColour> = { "to-do": "grey", met: "green", "not-met": "red", "not-needed": "blue" };

/** What is known for a check, what deserves a look marked in words. */
export function Facts({ facts }: { facts: readonly Finding[] }) {
  if (facts.length === 0) return null;
  return (
    <ul className="ds_no-bullets">
      {facts.map(({ mood, words }, index) => {
        const tag = moods[mood];
        return <li key={index}>{tag ? <><Tag colour={tag.colour}>{tag.text}</Tag>{" "}</> : null}<span className="app-as-typed">{words}</span></li>;
      })}
    </ul>
  );
}

export interface ShownCheck {
  code: string;
  title: string;
  outcome: CheckOutcome;
  note: string;
  facts: readonly Finding[];
}

/** Where each check stands, with only those facts that deserve a look; the rest is on the page where they are answered. */
export function ChecksPart({ id, checks, open }: { id: string; checks: readonly ShownCheck[]; open: boolean }) {
  const done = checks.filter(({ outcome }) => outcome !== "to-do").length;
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">Checks</h2>
      <p>{`${done} of ${checks.length} answered.`} <a href={paths.applicationChecks(id)}>{open && done < checks.length ? "Answer the checks" : "See the checks and their facts"}</a></p>
      <SummaryList
        rows={checks.map(({ title, outcome, note, facts }) => ({
          key: title,
          value: (
            <>
              <Tag colour={outcomeColours[outcome]}>{checkOutcomes[outcome]}</Tag>
              {note ? <p className="app-as-typed">{note}</p> : null}
              {outcome === "to-do" || outcome === "not-met" ? <Facts facts={facts.filter(({ mood }) => mood !== "fine")} /> : null}
            </>
          ),
        }))}
      />
    </section>
  );
}

/** What else this group, account, address or bid stands in. */
export function HintsPart({ hints }: { hints: readonly Hint[] }) {
  return (
    <section aria-labelledby="hints">
      <h2 id="hints">Hints</h2>
      {hints.length === 0 ? <p>Lade found nothing else of this group, its address, its account or this bid.</p> : <p className="ds_hint-text">What Lade came across. A hint proves nothing: look, then decide what it means.</p>}
      <ul className="ds_no-bullets">
        {hints.map(({ kind, words, link }, index) => (
          <li key={index}>
            <strong>{hintKinds[kind]}.</strong> <span className="app-as-typed">{words}</span>{" "}
            {link ? <a href={link.to === "award" ? paths.award(link.id) : paths.manageApplication(link.id)}>{link.text}</a> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

export interface ShownFlag {
  id: string;
  title: string;
  risk: Risk;
  words: string;
  owner_id: string;
  owner_name: string;
  due_on: string;
  version: number;
  raised_at: string;
  raised_by_name: string;
  resolved_at: string | null;
  resolved_by_name: string | null;
  resolution: string;
  late: boolean;
}
export const riskColours: Record<Risk, TagColour> = { low: "blue", medium: "orange", high: "red" };
interface Owner {
  id: string;
  name: string;
}

/** An application's flags with their forms: raising, passing on, resolving. */
export function FlagsPart({ flags, owners, me, refused }: { flags: readonly ShownFlag[]; owners: readonly Owner[]; me: string; refused: Refused | undefined }) {
  const open = flags.filter(({ resolved_at }) => resolved_at === null);
  const intent = refused?.values.intent?.[0];
  return (
    <section aria-labelledby="flags">
      <h2 id="flags" tabIndex={-1}>Flags</h2>
      {open.length === 0 ? <p>No flag is open.</p> : null}
      {open.map((flag) => <OpenFlag key={flag.id} flag={flag} owners={owners} refused={refused?.values.flag?.[0] === flag.id ? refused : undefined} />)}
      <Details summary="Raise a flag" open={intent === "raise-flag"}>
        <Form refused={intent === "raise-flag" ? refused : undefined}>
          <Hidden name="intent" value="raise-flag" />
          <TextField name="title" label="What is it about?" />
          <Radios name="risk" legend="How great is the risk?" small options={Object.entries(risks).map(([value, text]) => ({ value, text }))} />
          <TextArea name="words" label="What could go wrong, and what would put it right?" rows={3} limit={2000} />
          <OwnerField owners={owners} value={me} />
          <DateField name="due_on" legend="By when?" hint="For example, 8 5 2027" />
          <Button secondary>Raise this flag</Button>
        </Form>
      </Details>
      <Resolved flags={flags.filter(({ resolved_at }) => resolved_at !== null)} />
    </section>
  );
}

const OwnerField = ({ owners, value, id }: { owners: readonly Owner[]; value: string; id?: string }) => (
  <Select name="owner_id" id={id} label="Who follows it up?" value={owners.some((owner) => owner.id === value) ? value : ""} options={owners.map((owner) => ({ value: owner.id, text: owner.name }))} />
);

function OpenFlag({ flag, owners, refused }: { flag: ShownFlag; owners: readonly Owner[]; refused: Refused | undefined }) {
  const intent = refused?.values.intent?.[0];
  return (
    <article aria-label={flag.title}>
      <h3>{flag.title} <Tag colour={riskColours[flag.risk]}>{risks[flag.risk]}</Tag></h3>
      <p className="app-as-typed">{flag.words}</p>
      <p>{`${flag.owner_name} follows it up ${flag.late ? "and was due to" : "by"} ${flag.late ? "by " : ""}${formatDay(flag.due_on)}.`}</p>
      <p className="ds_hint-text">{`Raised by ${flag.raised_by_name}, ${formatInstant(new Date(flag.raised_at))}`}</p>
      <Details summary={<>Resolve it, or pass it on<span className="visually-hidden">: {flag.title}</span></>} open={refused !== undefined}>
        <Form refused={intent === "resolve-flag" ? refused : undefined}>
          <Hidden name="intent" value="resolve-flag" />
          <Hidden name="flag" value={flag.id} />
          <Hidden name="version" value={flag.version} />
          <TextArea name="resolution" id={`resolution-${flag.id}`} label="What came of it?" rows={3} limit={2000} hint="Once it is resolved it stays as it is." />
          <Button secondary>Resolve this flag</Button>
        </Form>
        <Form refused={intent === "pass-on-flag" ? refused : undefined}>
          <Hidden name="intent" value="pass-on-flag" />
          <Hidden name="flag" value={flag.id} />
          <Hidden name="version" value={flag.version} />
          <OwnerField owners={owners} value={flag.owner_id} id={`owner-${flag.id}`} />
          <DateField name="due_on" id={`due-${flag.id}`} legend="By when?" value={flag.due_on} />
          <Button secondary>Pass it on</Button>
        </Form>
      </Details>
    </article>
  );
}

function Resolved({ flags }: { flags: readonly ShownFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <Details summary={flags.length === 1 ? "One flag was resolved" : `${flags.length} flags were resolved`}>
      {flags.map((flag) => (
        <article key={flag.id} aria-label={flag.title}>
          <h3>{flag.title}</h3>
          <p className="app-as-typed">{flag.words}</p>
          <p className="app-as-typed">{flag.resolution}</p>
          <p className="ds_hint-text">{`Resolved by ${flag.resolved_by_name ?? ""}, ${formatInstant(new Date(flag.resolved_at!))}`}</p>
        </article>
      ))}
    </Details>
  );
}
