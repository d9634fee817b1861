/** A return: section by section, then check and send; after that it is there to read. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { lookAgain, missingAnswers, readSection, sectionsOnPath, type Answers } from "#app/domain/forms/model.ts";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { saveReturn, sendReturn, settleText } from "#app/domain/monitoring/change.server.ts";
import { disagreements, overspendField } from "#app/domain/monitoring/model.ts";
import { may } from "#app/domain/monitoring/policy.ts";
import { getReturn, listRefusedTexts, type Return } from "#app/domain/monitoring/read.server.ts";
import { paths } from "#app/paths.ts";
import { ErrorSummary } from "#app/ui/forms.tsx";
import { BackLink } from "#app/ui/layout.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { CheckReturn, ReadReturn, WriteSection } from "../parts/return-pages.tsx";

/** The section is enhanced by a script; everything works without. */
export const handle = { script: true };

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.step === "read" ? "Return" : data.step === "check" ? "Check your return" : "Your return"}: ${data.about.title}` : "Page not found");

const checkStep = "check";
const at = (id: string, step: string, more = ""): string => `${paths.grantReturn(id)}?step=${encodeURIComponent(step)}${more}`;

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const { db } = lade;
  const found = await getReturn(db, params.id ?? "");
  permit(may.read(person, found));
  const { definition } = await getFormVersion(db, found.form_version_id);
  const lists = await listsFor(db, found.lists);
  const { id, application_id, title, due_on, organisation_name, amount_pence, award_reference, fund_title, area_name, version, synthetic, sent_at } = found;
  const about = { id, application_id, title, due_on, organisation_name, amount_pence, award_reference, fund_title, area_name, version, synthetic, sent_at };
  const shared = { about, definition, lists, answers: found.answers, done: url.searchParams.get("done") };
  const ours = person.roles.some((held) => held.organisation_id === found.organisation_id);
  if (found.status === "sent" || found.award_status !== "accepted" || !may.write(person, found).allowed)
    // A draft is the group's own until it is sent.
    return { ...shared, answers: ours || found.status === "sent" ? found.answers : {}, step: "read" as const, sent: found.status === "sent", ours };

  const problems = missingAnswers(definition, found.answers, lists);
  const wanted = url.searchParams.get("step");
  const sections = sectionsOnPath(definition, found.answers);
  const section = sections.find((one) => one.id === wanted);
  if (section) {
    const before = sections.slice(0, sections.indexOf(section)).flatMap((one) => one.questions.map((question) => question.id));
    const whole = definition.sections.find((one) => one.id === section.id)!;
    const others = (await listRefusedTexts(db, id)).filter((other) => other.section === section.id);
    return {
      ...shared, step: "section" as const, section: whole, before,
      errors: url.searchParams.has("look") ? lookAgain(section.questions, found.answers, lists) : {},
      others: others.map((other) => ({ id: other.id, question_id: other.question_id, value: other.value, by: other.saved_by_name, at: formatInstant(other.kept_at) })),
    };
  }
  if (wanted !== checkStep) throw redirect(at(id, problems[0]?.section ?? checkStep));
  const differing = problems.length === 0 ? disagreements(found.answers, amount_pence, true) : {};
  return {
    ...shared, step: checkStep as typeof checkStep,
    problems: [...problems, ...Object.entries(differing).map(([field, message]) => ({ section: sectionOf(definition.sections, field), field, message }))],
    overspent: problems.length === 0 && overspendField in disagreements(found.answers, amount_pence, false),
  };
});

const sectionOf = (sections: readonly { id: string; questions: readonly { id: string }[] }[], question: string): string =>
  sections.find((one) => one.questions.some((asked) => asked.id === question))?.id ?? sections[0]?.id ?? "";

export const action = verb(async ({ lade, params, form, url }) => {
  const person = signedIn(lade);
  const found = await getReturn(lade.db, params.id ?? "");
  permit(may.read(person, found));
  const intent = text(form, "intent");
  const step = url.searchParams.get("step") ?? "";
  if (intent === "send") {
    await sendReturn(lade, found.id, { version: Number(text(form, "version")), explained: text(form, overspendField) === "yes" });
    return redirect(`${paths.grantReturn(found.id)}?done=sent`);
  }
  const [choice, textId] = intent.split(":");
  if ((choice === "use" || choice === "keep") && textId) {
    await settleText(lade, found.id, textId, choice);
    return redirect(at(found.id, step));
  }
  return saveSection({ lade, found, step, form, leaving: intent === "later" });
});

async function saveSection({ lade, found, step, form, leaving }: { lade: Parameters<typeof saveReturn>[0]; found: Return; step: string; form: FormData; leaving: boolean }) {
  const { definition } = await getFormVersion(lade.db, found.form_version_id);
  const lists = await listsFor(lade.db, found.lists);
  const section = definition.sections.find((one) => one.id === step);
  if (!section) throw new NotFound();
  const asked = section.questions.map((question) => question.id).filter((id) => form.has(`version.${id}`));
  const read = readSection(definition, section.id, form, lists, asked);
  const version = Number(text(form, `version.${asked[0] ?? ""}`));
  const { kept_beside } = await saveReturn(lade, found.id, { section: section.id, version, answers: read.answers });
  if (leaving) return redirect(found.application_id ? paths.applicationDecision(found.application_id) : paths.desk());
  if (kept_beside.length > 0) return redirect(at(found.id, step, "&done=two-texts"));
  const after = Object.fromEntries(Object.entries({ ...found.answers, ...read.answers }).filter(([, value]) => value !== null)) as Answers;
  if (Object.keys(read.errors).length > 0) return redirect(at(found.id, step, "&look=yes"));
  const sections = sectionsOnPath(definition, after);
  const next = sections[sections.findIndex((one) => one.id === step) + 1];
  return redirect(at(found.id, next?.id ?? checkStep));
}

export default function ReturnPage() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const { about } = data;
  return (
    <>
      {data.step === "read" && !data.ours ? null : (
        <BackLink to={about.application_id ? paths.applicationDecision(about.application_id) : paths.desk()}>Your award</BackLink>
      )}
      <ErrorSummary errors={data.step === "section" ? data.errors : refused?.errors} />
      {data.step === "section" ? <WriteSection {...data} /> : data.step === "check" ? <CheckReturn {...data} refused={refused} to={(section) => at(about.id, section)} /> : <ReadReturn {...data} />}
    </>
  );
}
