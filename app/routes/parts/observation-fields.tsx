/** The questions about one figure: the number and what was counted, when it was true, where it comes from. */
import { DateField, Radios, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { another, recordedBases } from "#app/domain/figures/observation-model.ts";
import { evidenceClasses, qualifiers } from "#app/domain/figures/words.ts";

export const choicesOf = <T extends Record<string, string>>(known: T) => Object.entries(known).map(([value, text]) => ({ value, text }));

interface Saved {
  value?: number | null;
  value_to?: number | null;
  exact_value?: number | null;
  qualifier?: string | null;
  basis?: string;
  period?: { from: string | null; to: string | null };
  as_at?: string | null;
  evidence_class?: string;
  released_on?: string | null;
  note?: string;
}
export function ObservationFields({ sources, saved = {} }: { sources: readonly { code: string; title: string }[]; saved?: Saved }) {
  return (
    <>
      <h2>The number</h2>
      <TextField name="value" label="Number, as it is printed" inputMode="decimal" width={10} value={saved.value} />
      <TextField name="exact_value" label="What was counted, if it is known exactly" optional hint="Like 82,938 for “almost 83,000”. The word before the number is then chosen for you, and a false one is refused." inputMode="decimal" width={10} value={saved.exact_value} />
      <TextField name="rounded_to" label="Rounded to the nearest" optional hint="Like 1,000. If this is empty, the noughts of the printed number say it." inputMode="decimal" width={10} />
      <Select name="qualifier" label="The word before the number" options={Object.entries(qualifiers).map(([value, { text }]) => ({ value, text }))} value={saved.qualifier ?? ""} />
      <TextField name="value_to" label="End of the range" optional hint="Only where the source gives a range, like 35 to 54" inputMode="decimal" width={10} value={saved.value_to} />
      <h2>When it was true</h2>
      <Radios name="basis" legend="What the period rests on" options={Object.entries(recordedBases).map(([value, { text, hint }]) => ({ value, text, hint }))} value={saved.basis} />
      <DateField name="period_from" legend="First day of the period" value={saved.period?.from} />
      <DateField name="period_to" legend="Last day of the period" value={saved.period?.to} />
      <DateField name="as_at" legend="As-at date" hint="The day on which the figure was true. Every figure needs one." value={saved.as_at} />
      <h2>Where it comes from</h2>
      <Radios name="evidence_class" legend="Evidence" options={choicesOf(evidenceClasses)} value={saved.evidence_class} />
      <DateField name="released_on" legend="Day of its release, for an official statistic" hint="It is recorded as its producer released it, and never before. Leave it empty for everything else." value={saved.released_on} />
      <Select name="source" label="Source" options={[...sources.map((one) => ({ value: one.code, text: one.title })), { value: another, text: "Another: named below" }]} />
      <TextField name="source_title" label="Name of the document or body, if it is another source" />
      <TextField name="source_reference" label="Its address or reference, if it is another source" />
      <TextField name="source_ref" label="Page, line or table in the source" optional width="half" />
      <TextArea name="note" label="Note" optional hint="What it is not, or what to know before comparing it" rows={3} limit={2000} value={saved.note} />
    </>
  );
}
