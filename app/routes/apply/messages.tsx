/** A group and its fund write to each other about one application; and what the fund asked to be changed. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listChangeRequests } from "#app/domain/applications/change-request.server.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getApplication } from "#app/domain/applications/read.server.ts";
import { countUnread, listThread, markRead, say, threadSchema } from "#app/domain/applications/thread.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { Thread } from "../parts/thread.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Messages: ${data.reference}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const application = await getApplication(lade, params.id ?? "");
  const pot = await getPot(lade.db, application.pot_id);
  const messages = await listThread(lade.db, application.id);
  return {
    id: application.id,
    reference: application.reference,
    sent: application.received_at !== null,
    fund: pot.shape === "national" ? pot.fund_title : `The fund's team in ${pot.area_name}`,
    done: url.searchParams.get("done"),
    unread: await countUnread(lade.db, application.id, "group"),
    // Staff answer as the fund: a name of theirs is nobody's business here.
    messages: messages.map((one) => ({ id: one.id, mine: one.side === "group", who: one.side === "group" ? one.name : "", at: formatInstant(one.at), text: one.text })),
    asked: (await listChangeRequests(lade.db, application.id)).map((one) => ({ id: one.id, at: formatInstant(one.asked_at), state: one.answered_at ? "You sent the change" : one.taken_back_at ? "Taken back" : "Waits for your answer", open: !one.answered_at && !one.taken_back_at })),
    mayWrite: may.writeToFund(person, application),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const id = params.id ?? "";
  if (text(form, "intent") === "read") await markRead(lade, id, "group");
  else await say(lade, id, "group", parseForm(threadSchema, form));
  return redirect(`${paths.applicationMessages(id)}?done=${text(form, "intent") === "read" ? "read" : "said"}`);
});

export default function Messages() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={data.sent ? paths.applicationReceipt(data.id) : paths.application(data.id)}>{`Application ${data.reference}`}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {data.done === "said" && !refused ? <Notice kind="success" title="Your message is sent">You get an e-mail when there is an answer.</Notice> : null}
      <PageHeader title="Messages with the fund" label={data.reference} lead="Everyone in your group can read this. The people who assess applications can't." />
      {data.asked.some((one) => one.open) ? <Notice kind="warning" title="The fund asks you to change something"><p><a href={paths.askedChange(data.id, data.asked.find((one) => one.open)!.id)}>See what is asked</a></p></Notice> : null}
      {data.unread > 0 ? <Form><Hidden name="intent" value="read" /><p>{data.unread === 1 ? "1 message is new." : `${data.unread} messages are new.`} <Button plain>I have read this</Button></p></Form> : null}
      <Thread messages={data.messages} other={data.fund} refused={refused} mayWrite={data.mayWrite} />
      {data.asked.length > 0 ? (
        <>
          <h2>Changes that were asked for</h2>
          <ul>{data.asked.map((one) => <li key={one.id}><a href={paths.askedChange(data.id, one.id)}>Asked on {one.at}</a>: {one.state}</li>)}</ul>
        </>
      ) : null}
    </Article>
  );
}
