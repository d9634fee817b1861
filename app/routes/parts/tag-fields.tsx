/** The tags of an award as fields, one group for each of the round's lists. */
import { tagLists, type Tags } from "#app/domain/awards/model.ts";
import type { CodeLists } from "#app/domain/forms/model.ts";
import { Checkboxes, Radios } from "#app/ui/forms.tsx";

const legends = { "focus-group": "Focus groups", "priority-issue": "Priority issues", "family-group": "Priority family groups", "project-type": "Project type" } as const;

export function TagFields({ lists, tags, id = "" }: { lists: CodeLists; tags: Tags; id?: string }) {
  return (
    <>
      {tagLists.map((list) => {
        const options = (lists[list]?.items ?? []).map((item) => ({ value: item.code, text: item.title }));
        if (options.length === 0) return null;
        const field = { key: list, name: list, id: `${id}${list}`, options, small: true };
        return list === "project-type"
          ? <Radios {...field} key={list} legend={legends[list]} value={tags[list][0] ?? null} />
          : <Checkboxes {...field} key={list} legend={legends[list]} values={tags[list]} />;
      })}
    </>
  );
}
