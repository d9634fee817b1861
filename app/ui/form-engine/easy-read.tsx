/** A form in Easy Read: one idea in a line, large, with room around it, each question with a place for its answer in few words. */
import type { CodeLists, EasyRead, FormDefinition } from "#app/domain/forms/model.ts";
import { optionsOf } from "./printable.tsx";

export function EasyAbout({ about }: Pick<EasyRead, "about">) {
  return (
    <>
      {about.map((part) => (
        <section className="app-easy" key={part.title}>
          <h2>{part.title}</h2>
          {part.lines.map((line) => <p key={line}>{line}</p>)}
        </section>
      ))}
    </>
  );
}

export function EasyQuestions({ definition, easy, lists }: { definition: Pick<FormDefinition, "sections">; easy: EasyRead; lists: CodeLists }) {
  const questions = definition.sections.flatMap((section) => section.questions);
  return (
    <ol className="app-easy app-easy__questions">
      {questions.map((question) => {
        const words = easy.questions[question.id];
        const options = question.kind === "address" ? [] : optionsOf(question, lists);
        return (
          <li key={question.id}>
            <h3>{words?.title ?? question.title}</h3>
            {words?.lines?.map((line) => <p key={line}>{line}</p>)}
            {options.length > 0 ? <ul>{options.map((option) => <li key={option.value}>{option.text}</li>)}</ul> : null}
          </li>
        );
      })}
    </ol>
  );
}
