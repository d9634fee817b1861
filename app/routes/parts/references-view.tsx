/** Under which references an action goes on in a later plan, and from which it came. */
import { formatDay } from "#app/domain/kernel/time.ts";
import { ofPlan } from "#app/domain/strategy/model.ts";
import type { OtherReference } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";

interface References {
  became: readonly OtherReference[];
  came_from: readonly OtherReference[];
}
const linked = (all: readonly OtherReference[]) =>
  all.map((one, index) => (
    <span key={`${one.plan} ${one.ref}`}>
      {index > 0 ? ", " : ""}
      {one.scheme === "strategic" ? <a href={paths.action(one.ref, ofPlan(one.plan))}>{one.ref} {one.title}</a> : `${one.ref} ${one.title}`} in “{one.plan_title}” (from {formatDay(one.dated_on)}){one.note ? `: ${one.note}` : ""}
    </span>
  ));

export function OtherReferences({ references: { became, came_from } }: { references: References }) {
  return (
    <>
      {became.length > 0 ? <p>Became {linked(became)}. What was reported before then stays on this page.</p> : null}
      {came_from.length > 0 ? <p>Was {linked(came_from)}. What was reported before then stays there.</p> : null}
    </>
  );
}
