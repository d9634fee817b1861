/** A second person reads what will be released and approves it; the embargo and the list of those who read before. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ButtonGroup, DateField, ErrorSummary, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Details, Inset, Notice, Warning } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { composeContent } from "#app/domain/publications/content.server.ts";
import { publicationStates, readerSchema, reasonSchema } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication, listReaders } from "#app/domain/publications/read.server.ts";
import { addReader, approvePublication, giveBackPublication, removeReader, reschedulePublication } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { PublicationContent } from "#app/routes/parts/publication-content.tsx";
import { dayFrom, formFields, parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Approve: ${data.publication.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const publication = await getPublication(lade.db, person, params.id ?? "");
  const verdict = may.approve(person, publication);
  return {
    publication: { id: publication.id, title: publication.title, state: publication.state, release_on: publication.release_on },
    because: verdict.allowed ? null : verdict.because,
    keeps: may.keepReaders(person).allowed,
    readers: await listReaders(lade.db, person, publication.id),
    content: await composeContent(lade.db, publication.id),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.keepReaders(staff(lade)));
  const id = params.id ?? "";
  const intent = text(form, "intent");
  const fields = formFields(form);
  if (intent === "approve") {
    await approvePublication(lade, id);
    return redirect(paths.nationalPublication(id, { done: "approved" }));
  }
  if (intent === "give-back") {
    await giveBackPublication(lade, id, parse(reasonSchema, { reason: "", ...fields }));
    return redirect(paths.nationalPublication(id, { done: "given-back" }));
  }
  if (intent === "another-day") {
    const day = dayFrom(form, "release_on");
    if (day === "") throw new Invalid({ release_on: "Enter the new day of release" });
    await reschedulePublication(lade, id, day);
  } else if (intent === "name") await addReader(lade, id, parse(readerSchema, { email: "", post: "", ...fields }));
  else if (intent === "unname") await removeReader(lade, id, text(form, "person"));
  else throw new NotFound();
  return redirect(paths.publicationApproval(id, { done: intent }));
});

const done: Record<string, string> = { "another-day": "It has another day.", name: "They can read it under embargo. Each reading is recorded.", unname: "They can no longer read it." };

export default function Approval() {
  const { publication, because, keeps, readers, content, done: what } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const asked = refused?.values.intent?.[0];
  const of = (intent: string) => (asked === intent ? refused : undefined);
  const waits = publication.state === "awaiting-approval";
  const embargoed = publication.state === "embargoed";
  return (
    <Article>
      <BackLink to={paths.nationalPublication(publication.id)}>{publication.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Approve: ${publication.title}`} state={publicationStates[publication.state]} lead={publication.release_on ? `Release at 9.30am on ${formatDay(publication.release_on)}` : "It has no day of release yet"} />
      {what && done[what] ? <Notice kind="success" title="Done">{done[what]}</Notice> : null}
      {!waits && !embargoed ? <Inset>It is not waiting for approval.</Inset> : null}
      {waits && because ? <Inset>{because}</Inset> : null}
      {waits && !because ? (
        <Form>
          <Warning>When you approve, what stands below is kept as bytes and released at 9.30am on its day. After that nobody can change it; it can only be restated beside itself.</Warning>
          <Hidden name="intent" value="approve" />
          <ButtonGroup><Button>Approve for release</Button></ButtonGroup>
        </Form>
      ) : null}
      {keeps && (waits || embargoed) ? (
        <Details summary="Give it back" open={asked === "give-back"}>
          <Form refused={of("give-back")}>
            <Hidden name="intent" value="give-back" />
            <TextArea name="reason" label="What is to be done" rows={3} limit={1000} />
            <Button small secondary>Give it back to its authors</Button>
          </Form>
        </Details>
      ) : null}
      {keeps && embargoed && !because ? (
        <Details summary="Another day of release" open={asked === "another-day"}>
          <Form refused={of("another-day")}>
            <Hidden name="intent" value="another-day" />
            <DateField name="release_on" legend="New day" hint="The numbers stay as they were approved" />
            <Button small secondary>Set the new day</Button>
          </Form>
        </Details>
      ) : null}
      <h2>Who reads before release</h2>
      <Table
        caption="Named readers"
        captionHidden
        empty="Nobody: it is seen by those who make it only."
        columns={[{ key: "name", heading: "Name" }, { key: "post", heading: "Post" }, { key: "read", heading: "Read" }, { key: "remove", heading: "Remove", headingHidden: true }]}
        rows={readers.map((reader) => ({
          name: `${reader.name}, ${reader.email}`,
          post: reader.post,
          read: reader.readings === 0 ? "not yet" : `${reader.readings} times, last on ${formatInstant(new Date(reader.last_read_at!))}`,
          remove: reader.removed_at ? "No longer" : keeps ? <Form><Hidden name="intent" value="unname" /><Hidden name="person" value={reader.id} /><Button small plain>Remove<span className="visually-hidden"> {reader.name}</span></Button></Form> : null,
        }))}
      />
      {keeps && (waits || embargoed) ? (
        <>
          <Form refused={of("name")}>
            <Hidden name="intent" value="name" />
            <TextField name="email" label="E-mail address of their account" type="email" />
            <TextField name="post" label="Their post" />
            <Button small secondary>Name them</Button>
          </Form>
          <p>Give them this address: <code className="ds_break-word">{paths.readBeforeRelease(publication.id)}</code></p>
        </>
      ) : null}
      <h2>What will be released</h2>
      <PublicationContent content={content} />
    </Article>
  );
}
