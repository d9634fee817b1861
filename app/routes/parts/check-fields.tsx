/** What an administrator records beside a check: an exception, fair work, subsidy, other public money, the account that was seen. */
import { evidenceWords, voiceWords, wageWords, workersWords } from "#app/domain/assessment/fair-work.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { Checkbox, Checkboxes, DateField, Hidden, MoneyField, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Details } from "#app/ui/show.tsx";

export interface Assured {
  exception?: { agreed_by: string; agreed_on: string; reason: string; recorded_at: string } | undefined;
  fair_work?: { workers: string; wage: string | null; voice: string | null; evidence: string; exception_by: string; exception_reason: string; recorded_at: string } | undefined;
  subsidy?: { economic: string; reason: string; notice_on: string | null; confirmed_on: string | null; recorded_at: string } | undefined;
  account?: { recorded_at: string } | undefined;
  funding: readonly { id: string; funder: string; given_on: string; amount_pence: number; minimal_assistance: boolean; recorded_by_name: string }[];
}
interface FieldsProps {
  assured: Assured;
  /** Whether something in these fields has to be put right: they are shown open then. */
  open: boolean;
}

const choices = (words: Record<string, string>) => Object.entries(words).map(([value, text]) => ({ value, text }));
const withNone = (words: Record<string, string>, none: string) => [{ value: "", text: none }, ...choices(words)];
const Seen = ({ part, at }: { part: string; at: string | undefined }) => <Hidden name={`seen.${part}`} value={at ?? ""} />;

/** The fields of a check, by its code; nothing where only the answer is recorded. */
export function CheckFields({ code, exceptions, ...props }: FieldsProps & { code: string; exceptions: boolean }) {
  switch (code) {
    case "income": return exceptions || props.assured.exception ? <ExceptionFields {...props} /> : null;
    case "fair-work": return <FairWorkFields {...props} />;
    case "subsidy": return <SubsidyFields {...props} />;
    case "bank-account": return <AccountFields {...props} />;
    default: return null;
  }
}

const ExceptionFields = ({ assured: { exception }, open }: FieldsProps) => (
  <Details summary="An exception from the limit" open={open || exception !== undefined}>
    <Seen part="exception" at={exception?.recorded_at} />
    <TextField name="exception.agreed_by" label="Who agreed to it?" hint="For example, the steering group. Empty all three to take the exception back." value={exception?.agreed_by} optional />
    <DateField name="exception.agreed_on" legend="When was it agreed? (optional)" value={exception?.agreed_on} />
    <TextArea name="exception.reason" label="Why may this group be funded all the same?" rows={3} limit={2000} value={exception?.reason} optional />
  </Details>
);

const FairWorkFields = ({ assured: { fair_work: said }, open }: FieldsProps) => (
  <Details summary="What the group says about its workers" open={open}>
    <Seen part="fair_work" at={said?.recorded_at} />
    <Select name="fair_work.workers" label="Does it pay anyone?" value={said?.workers ?? ""} options={withNone(workersWords, "Not recorded")} />
    <Select name="fair_work.wage" label="The real Living Wage" value={said?.wage ?? ""} options={withNone(wageWords, "Not recorded")} />
    <Select name="fair_work.voice" label="An effective voice" value={said?.voice ?? ""} options={withNone(voiceWords, "Not recorded")} />
    <Select name="fair_work.evidence" label="Evidence that was seen" value={said?.evidence ?? "none"} options={choices(evidenceWords)} />
    <TextField name="fair_work.exception_by" label="Which senior officer agreed to an exception from the wage?" value={said?.exception_by} optional />
    <TextArea name="fair_work.exception_reason" label="Why was it agreed?" rows={3} limit={2000} value={said?.exception_reason} optional />
  </Details>
);

function SubsidyFields({ assured: { subsidy, funding }, open }: FieldsProps) {
  return (
    <>
      <Details summary="Is it a subsidy?" open={open}>
        <Seen part="subsidy" at={subsidy?.recorded_at} />
        <Select name="subsidy.economic" label="Does the grant pay for economic activity?" hint="Offering goods or services on a market. Most community projects do not." value={subsidy?.economic ?? ""} options={withNone({ no: "No", yes: "Yes: it is Minimal Financial Assistance" }, "Not recorded")} />
        <TextArea name="subsidy.reason" label="What does that rest on?" rows={3} limit={2000} value={subsidy?.reason} optional />
        <DateField name="subsidy.notice_on" legend="When did the notice go out? (optional)" hint="It goes to the group before anything is given." value={subsidy?.notice_on} />
        <DateField name="subsidy.confirmed_on" legend="When was it confirmed? (optional)" hint="After it is given." value={subsidy?.confirmed_on} />
      </Details>
      <Details summary="Other public money that the group has" open={open}>
        <p>Lade counts its own awards by itself. Add here what the group has from others. It counts for Fair Work First too.</p>
        {funding.length > 0 ? (
          <Checkboxes
            name="funding.remove" legend="Recorded so far: choose what to take off the list" small
            options={funding.map((one) => ({ value: one.id, text: `${formatPence(one.amount_pence)} from ${one.funder}, ${formatDay(one.given_on)}${one.minimal_assistance ? "" : ", no subsidy"}`, hint: `Recorded by ${one.recorded_by_name}` }))}
          />
        ) : null}
        <TextField name="funding.funder" label="From whom?" optional />
        <MoneyField name="funding.amount_pence" label="How much, in pounds?" optional />
        <DateField name="funding.given_on" legend="When was it given? (optional)" hint="For example, 8 5 2026" />
        <Select name="funding.minimal_assistance" label="Does it count as Minimal Financial Assistance?" value="yes" options={[{ value: "yes", text: "Yes, or not known" }, { value: "no", text: "No" }]} />
      </Details>
    </>
  );
}

const AccountFields = ({ assured: { account }, open }: FieldsProps) => (
  <Details summary={account ? "Record another account" : "Record the account of the statement"} open={open}>
    <Seen part="account" at={account?.recorded_at} />
    <p>Lade keeps no account number: only a keyed hash, which shows whether another group has the same account and nothing else.</p>
    <TextField name="account.sort_code" label="Sort code" inputMode="numeric" autoComplete="off" width={10} optional />
    <TextField name="account.number" label="Account number" inputMode="numeric" autoComplete="off" width={10} optional />
    {account ? <Checkbox name="account.forget" label="Forget the account that is recorded" small /> : null}
  </Details>
);
