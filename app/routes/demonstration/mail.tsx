/** The demonstration's post: every message that Lade wrote, newest first. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listMessages } from "#app/domain/messages/read.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Filters, TextField } from "#app/ui/forms.tsx";
import { PageHeader, Wide } from "#app/ui/layout.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { pageNumber } from "../admin/words.ts";
import { demonstrationOnly } from "./only.server.ts";

export const meta: MetaFunction = () => title("Mail of the demonstration");
const size = 50;

export const loader = page(async ({ lade, url }) => {
  demonstrationOnly(lade);
  const to = (url.searchParams.get("to") ?? "").slice(0, 254);
  const number = pageNumber(url.searchParams.get("page"));
  const { messages, total } = await listMessages(lade.db, { to, page: number, size });
  return { to, number, total, messages: messages.map((message) => ({ ...message, when: formatInstant(message.created_at) })) };
});

export default function Mail() {
  const { to, number, total, messages } = useLoaderData<typeof loader>();
  const at = (page: number) => `${paths.demonstrationMail()}?${new URLSearchParams({ to, page: String(page) })}`;
  return (
    <Wide>
      <PageHeader title="Mail of the demonstration" lead="Here nothing leaves the house: what Lade would send by e-mail is kept on this page, newest first." />
      <Filters action={paths.demonstrationMail()} clear={to ? paths.demonstrationMail() : undefined} summary="Find a mailbox">
        <TextField name="to" label="E-mail address" value={to} type="search" />
      </Filters>
      <Table
        caption="Messages"
        captionHidden
        columns={[{ key: "subject", heading: "Subject" }, { key: "to", heading: "To" }, { key: "when", heading: "Written" }]}
        rows={messages.map((message) => ({ subject: <a href={paths.demonstrationMessage(message.id)}>{message.subject}</a>, to: <span className="ds_break-word">{message.to_email}</span>, when: message.when }))}
        empty={to ? "There is nothing for this address. Is it typed as it was when registering?" : "No message has been written yet. Register, and the first one appears here."}
      />
      <Pagination page={number} pages={Math.max(1, Math.ceil(total / size))} to={at} />
    </Wide>
  );
}
