/** The groups that applied to a round, to tick those that somebody is close to. With the person's own hints beside them. */
import { Choice } from "#app/ui/choice.tsx";
import { Button, Fieldset, Form, Hidden, Radios, TextField } from "#app/ui/forms.tsx";
import { Tag } from "#app/ui/show.tsx";
import type { Refused } from "#app/web/refused.ts";

export interface Listed {
  organisation_id: string;
  name: string;
  hints: readonly string[];
}

interface DeclarationFormProps {
  groups: readonly Listed[];
  refused: Refused | undefined;
  legend: string;
  /** The answers on the list as a whole, in the words of who answers. */
  none: string;
  some: string;
}
/** Every group once, a tick for those one is close to, and one answer on the whole list. What connects them is asked of each that is ticked. */
export function DeclarationForm({ groups, refused, legend, none, some }: DeclarationFormProps) {
  return (
    <Form refused={refused}>
      <Hidden name="intent" value="declare" />
      <Groups groups={groups} refused={refused} legend={legend} />
      <Radios name="answer" legend="So, of these groups" options={[{ value: "none", text: none }, { value: "some", text: some }]} />
      <Button>Record the declaration</Button>
    </Form>
  );
}

/** Something has changed: groups of which one said that there is nothing. */
export function ChangeForm({ groups, refused, legend }: Pick<DeclarationFormProps, "groups" | "refused" | "legend">) {
  return (
    <Form refused={refused}>
      <Hidden name="intent" value="declare" />
      <Hidden name="answer" value="some" />
      <Groups groups={groups} refused={refused} legend={legend} />
      <Button secondary>Record the interest</Button>
    </Form>
  );
}

function Groups({ groups, refused, legend }: Pick<DeclarationFormProps, "groups" | "refused" | "legend">) {
  const ticked = new Set(refused?.values.close ?? []);
  return (
    <Fieldset name="close" legend={legend}>
      <div className="ds_checkboxes ds_field-group">
        {groups.map(({ organisation_id, name, hints }) => (
          <div key={organisation_id}>
            <Hidden name="organisation" value={organisation_id} />
            <Choice
              kind="checkbox" id={`close-${organisation_id}`} name="close" checked={ticked.has(organisation_id)} small
              option={{ value: organisation_id, text: name, hint: hints.length > 0 ? <><Tag colour="yellow">Hint</Tag> {hints.join(". ")}.</> : undefined }}
            />
            {ticked.has(organisation_id) ? <TextField name={`why-${organisation_id}`} label={<>What connects you<span className="visually-hidden"> with {name}</span>?</>} hint="A few words. Only this fund’s administrators read them" /> : null}
          </div>
        ))}
      </div>
    </Fieldset>
  );
}
