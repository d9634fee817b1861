/** The three faces of a return: writing a section, checking before sending, reading afterwards. */
import type { Answers, CodeLists, FormDefinition, Section } from "#app/domain/forms/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { overspendField } from "#app/domain/monitoring/model.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { SectionForm, type OtherText } from "#app/ui/form-engine/section-form.tsx";
import { Button, ButtonGroup, Checkbox, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Notice, Panel, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import type { Refused } from "#app/web/refused.ts";

interface About {
  id: string;
  title: string;
  due_on: string;
  organisation_name: string;
  amount_pence: number;
  award_reference: string;
  fund_title: string;
  area_name: string;
  version: number;
  synthetic: boolean;
  sent_at: string | null;
}
interface Shared {
  about: About;
  definition: FormDefinition;
  lists: CodeLists;
  answers: Answers;
  done: string | null;
}

const label = (about: About): string => `${about.fund_title}, ${about.area_name}, award ${about.award_reference}`;

export function WriteSection({ about, definition, lists, answers, section, before, errors, others }: Shared & { section: Section; before: string[]; errors: Record<string, string>; others: OtherText[] }) {
  const versions = Object.fromEntries(section.questions.map((question) => [question.id, about.version]));
  const single = definition.sections.length === 1;
  return (
    <Article>
      <PageHeader title={single ? `Your return: ${about.title}` : `${section.title}: ${about.title}`} label={label(about)} lead={definition.intro}>
        {about.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      <p>{`${formatPence(about.amount_pence)} was awarded. The return is due on ${formatDay(about.due_on)}. What you write is saved each time you continue, and you can come back to it.`}</p>
      {others.length > 0 ? <Notice kind="warning" title="Two texts for the same answer">Somebody saved other words while you were writing. Both are kept: choose below.</Notice> : null}
      <SectionForm definition={definition} section={section} answers={answers} lists={lists} errors={errors} before={before} versions={versions} others={others}>
        <ButtonGroup>
          <Button name="intent" value="save">Save and continue</Button>
          <Button secondary name="intent" value="later">Save and come back later</Button>
        </ButtonGroup>
      </SectionForm>
    </Article>
  );
}

interface Found {
  section: string;
  field: string;
  message: string;
}
export function CheckReturn({ about, definition, lists, answers, problems, overspent, refused, to }: Shared & { problems: Found[]; overspent: boolean; refused: Refused | undefined; to: (section: string) => string }) {
  return (
    <Article>
      <PageHeader title={`Check your return: ${about.title}`} label={label(about)}>{about.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      {problems.length > 0 ? (
        <Notice kind="warning" title={problems.length === 1 ? "One answer needs another look" : `${problems.length} answers need another look`}>
          <ul>{problems.map((problem) => <li key={`${problem.field} ${problem.message}`}><a href={`${to(problem.section)}#${problem.field}`}>{problem.message}</a></li>)}</ul>
        </Notice>
      ) : null}
      <AnswersView definition={definition} answers={answers} lists={lists} change={(section, question) => `${to(section.id)}#${question.id}`} />
      {problems.length > 0 ? null : (
        <Form refused={refused}>
          <Hidden name="intent" value="send" />
          <Hidden name="version" value={about.version} />
          {overspent ? <Checkbox name={overspendField} label={`We spent more than the ${formatPence(about.amount_pence)} of the grant. The rest was other money.`} /> : null}
          <p>When you send it, the fund’s team reads it, and its numbers of people are added to the fund’s own figures. You can’t change it afterwards. Your group’s owners and editors get a receipt by e-mail.</p>
          <Button>Send your return</Button>
        </Form>
      )}
    </Article>
  );
}

export function ReadReturn({ about, definition, lists, answers, done, sent, ours }: Shared & { sent: boolean; ours: boolean }) {
  return (
    <Article>
      {done === "sent" && sent ? (
        <Panel title="Your return is sent">
          <p>{`Award ${about.award_reference}. Thank you: it is how the fund knows what its money does. A receipt is on its way by e-mail.`}</p>
        </Panel>
      ) : (
        <PageHeader title={`Return: ${about.title}`} label={label(about)} state={sent ? { text: ours ? "Sent" : "Received", colour: "green" } : { text: ours ? "To send" : "Not received", colour: "blue" }}>
          {about.synthetic ? <p><SyntheticMark /></p> : null}
        </PageHeader>
      )}
      <SummaryList
        rows={[
          { key: "Group", value: about.organisation_name },
          { key: "Award", value: formatPence(about.amount_pence) },
          sent && about.sent_at ? { key: "Sent", value: formatInstant(new Date(about.sent_at)) } : { key: "Due", value: formatDay(about.due_on) },
        ]}
      />
      {sent || ours ? <AnswersView definition={definition} answers={answers} lists={lists} /> : <p>The group has not sent its return yet.</p>}
    </Article>
  );
}
