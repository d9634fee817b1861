/** The fund's side of the thread with a group about its application. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/applications/policy.ts";
import { countUnread, fundSideOf, listThread, markRead, say, threadSchema } from "#app/domain/applications/thread.server.ts";
import { getApplicationHead } from "#app/domain/assessment/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { Thread } from "../parts/thread.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Messages: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const head = await getApplicationHead(lade.db, params.id ?? "", person.id);
  permit(may.writeToGroup(person, await fundSideOf(lade.db, head, person.id)));
  const messages = await listThread(lade.db, head.id);
  return {
    head,
    done: url.searchParams.get("done"),
    unread: await countUnread(lade.db, head.id, "fund"),
    messages: messages.map((one) => ({ id: one.id, mine: one.side === "fund", who: one.name, at: formatInstant(one.at), text: one.text })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.id ?? "";
  const read = text(form, "intent") === "read";
  if (read) await markRead(lade, id, "fund");
  else await say(lade, id, "fund", parseForm(threadSchema, form));
  return redirect(`${paths.manageMessages(id)}?done=${read ? "read" : "said"}`);
});

export default function Messages() {
  const { head, done, unread, messages } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.manageApplication(head.id)}>{`${head.organisation_name}: ${head.title}`}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {done === "said" && !refused ? <Notice kind="success" title="The message is sent">The group&apos;s owners and editors get an e-mail that there is something to read.</Notice> : null}
      <PageHeader title={`Messages with ${head.organisation_name}`} label={head.reference} lead="The group sees you as the fund's team, without your name. The people who assess applications can't read this." />
      {unread > 0 ? <Form><Hidden name="intent" value="read" /><p>{unread === 1 ? "1 message is new." : `${unread} messages are new.`} <Button plain>Mark as read</Button></p></Form> : null}
      <Thread messages={messages} other="The group" refused={refused} mayWrite={{ allowed: true }} />
      <p><a href={paths.askForChange(head.id)}>Ask for a change to named answers</a></p>
    </Article>
  );
}
