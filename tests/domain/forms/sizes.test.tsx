/** A page of questions stays light: on a slow line a heavy page is one that nobody reaches. */
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import type { Answers, CodeLists, Question } from "#app/domain/forms/model.ts";
import { PrintableQuestions } from "#app/ui/form-engine/printable.tsx";
import { SectionForm } from "#app/ui/form-engine/section-form.tsx";
import { codeLists } from "#seeds/reference/code-lists.ts";
import { formDefinitions } from "#seeds/reference/forms.ts";

/** Bytes of a whole page, and of what is around the questions: the head, the header, the footer, the notices. */
const most = 60_000;
const around = 12_000;

const lists: CodeLists = Object.fromEntries(
  codeLists.map(({ code, title, versions }) => {
    const last = versions[versions.length - 1]!;
    return [code, { code, version: last.version, title, items: last.items.map((item) => ({ code: item.code, title: item.title, confirmed: true })) }];
  }),
);
/** About what people write: a hundred words, four costs. */
function ordinary(question: Question): Answers[string] | undefined {
  const text = "We meet on Tuesdays in the hall and walk to the harbour, then have soup. ".repeat(7);
  switch (question.kind) {
    case "long-text":
      return text.slice(0, question.limit);
    case "rows":
      return Array.from({ length: 4 }, () => Object.fromEntries(question.columns.map((column) => [column.id, column.kind === "text" ? "Hall hire and heating" : column.kind === "choice" ? column.options[0]!.value : 100])));
    default:
      return undefined;
  }
}

test.each(formDefinitions.flatMap((definition) => definition.sections.map((section) => [`${definition.code}: ${section.title}`, definition, section] as const)))("%s", (_name, definition, section) => {
  const answers = Object.fromEntries(section.questions.flatMap((question) => [[question.id, ordinary(question)] as const]).filter((entry): entry is [string, Answers[string]] => entry[1] !== undefined));
  const own = Object.fromEntries(section.questions.flatMap((question) => ("list" in question ? [[question.list, lists[question.list]!]] : [])));
  const props = { definition: { sections: [section], checks: definition.checks ?? [] }, section, answers, lists: own, versions: Object.fromEntries(section.questions.map((question) => [question.id, 1])) };
  const html = renderToString(<SectionForm {...props}>{null}</SectionForm>);
  // A page with a script carries its data once more, for the script.
  const bytes = Buffer.byteLength(html) + Buffer.byteLength(JSON.stringify(props));
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes + around).toBeLessThan(most);
});

test.each(formDefinitions.map((definition) => [definition.code, definition] as const))("%s: all questions on one page", (_code, definition) => {
  expect(Buffer.byteLength(renderToString(<PrintableQuestions definition={definition} lists={lists} />)) + around).toBeLessThan(most);
});
