/** An address in its parts, as browsers fill them in by themselves. */
import type { AddressQuestion } from "#app/domain/forms/model.ts";
import { Fieldset, Select, TextArea, TextField } from "../forms.tsx";
import { Optional } from "../field.tsx";
import { useWords } from "./place.ts";

export function AddressField({ question }: { question: AddressQuestion }) {
  const { id } = question;
  const { address, chooseOne } = useWords();
  return (
    <Fieldset name={id} id={`${id}-group`} legend={<>{question.title}<Optional when={question.optional} /></>} hint={question.hint}>
      <div id={id} tabIndex={-1}>
        <TextArea name={`${id}.lines`} label={address.lines} rows={2} inputProps={{ autoComplete: "street-address" }} />
        <TextField name={`${id}.town`} label={address.town} autoComplete="address-level2" />
        <TextField name={`${id}.postcode`} label={address.postcode} autoComplete="postal-code" width={10} optional />
        {question.areas ? <Select name={`${id}.area`} label={address.area} choose={chooseOne} options={question.areas} /> : null}
      </div>
    </Fieldset>
  );
}
