/** What every measure says of itself, and what it is linked to. */
import { Checkboxes, Radios, TextArea, TextField } from "#app/ui/forms.tsx";
import { resultTypes } from "#app/domain/figures/words.ts";

interface Saved {
  result_type?: string | null;
  definition?: string;
  population?: string;
  geography?: string;
  period_basis?: string;
  actions?: readonly { ref: string }[];
  outcomes?: readonly { number: number }[];
}
/** Fields that hold something already are left out where `gaps` is set: what is written stays. */
export function MeasureFields({ outcomes, saved = {}, gaps = false }: { outcomes: readonly { number: number; title: string }[]; saved?: Saved; gaps?: boolean }) {
  const open = (field: "result_type" | "definition" | "population" | "geography" | "period_basis") => !gaps || !saved[field];
  return (
    <>
      {open("result_type") ? <Radios name="result_type" legend="What is it a measure of?" options={Object.entries(resultTypes).map(([value, { text, says }]) => ({ value, text, hint: says }))} /> : null}
      {open("definition") ? <TextArea name="definition" label="What counts, and what does not" rows={4} limit={2000} /> : null}
      {open("population") ? <TextField name="population" label="Of whom or of what" hint="Like adults who used the service" /> : null}
      {open("geography") ? <TextField name="geography" label="Where it holds" hint="Like all 32 council areas" /> : null}
      {open("period_basis") ? <TextField name="period_basis" label="Over what time it is counted" hint="Like a financial year, or since a date" /> : null}
      <TextField name="actions" label="Strategic actions it tells about" optional hint="By number, like 3.1, 3.2" value={(saved.actions ?? []).map(({ ref }) => ref).join(", ")} />
      <Checkboxes name="outcomes" legend="Outcomes it tells about" small options={outcomes.map(({ number, title }) => ({ value: String(number), text: `${number}. ${title}` }))} values={(saved.outcomes ?? []).map(({ number }) => String(number))} />
    </>
  );
}
