/** The fields in which criteria are written: one set for each, with what readers are told of points, answers and minimums. */
import { typePointsGuidance, type CriterionInput } from "#app/domain/funds/criteria.ts";
import { Checkboxes, Fieldset, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Details } from "#app/ui/show.tsx";

export const mostCriteria = 20;

/** @param props.idTyped the key that the form carried, where a colleague's change shifted the rows meanwhile */
export function CriterionFields({ index, criterion, questions, idTyped }: { index: number; criterion: CriterionInput | undefined; questions: readonly { value: string; text: string }[]; idTyped?: string | undefined }) {
  const chosen = criterion?.question_ids ?? [];
  return (
    <Fieldset name={`criterion-${index}`} legend={criterion ? `Criterion ${index + 1}` : `Another criterion (${index + 1})`}>
      <Hidden name={`id-${index}`} value={idTyped ?? criterion?.id ?? ""} />
      <TextField name={`title-${index}`} label="Name" value={criterion?.title} />
      <TextArea name={`guidance-${index}`} label="What assessors look for" rows={3} value={criterion?.guidance} />
      <TextField name={`weight-${index}`} label="Weight" inputMode="numeric" width={3} value={criterion?.weight} />
      <TextField name={`max_points-${index}`} label="Most points" inputMode="numeric" width={3} value={criterion?.max_points ?? 5} />
      <TextField name={`minimum_points-${index}`} label="Least mean of points wanted" inputMode="numeric" width={3} value={criterion?.minimum_points ?? ""} optional />
      <TextArea name={`points_guidance-${index}`} label="What points mean" hint="One line for each number of points, like “3: Shown by what people said”. Only readers see it." rows={4} value={typePointsGuidance(criterion?.points_guidance ?? [])} optional />
      <Details summary={`Answers that it concerns${chosen.length > 0 ? ` (${chosen.length})` : ""}`}>
        <Checkboxes name={`questions-${index}`} legend="Show its guidance beside these answers" values={chosen} options={questions} small />
      </Details>
    </Fieldset>
  );
}
