/** One message of the demonstration, as its reader would see it. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { isSiteAddress } from "#app/domain/messages/model.ts";
import { getMessage } from "#app/domain/messages/read.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { SummaryList } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { demonstrationOnly } from "./only.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.message.subject : "Not found");

export const loader = page(async ({ lade, params }) => {
  demonstrationOnly(lade);
  const message = await getMessage(lade.db, params.id ?? "");
  const paragraphs = message.body.split(/\n{2,}/).map((paragraph) => paragraph.split("\n").map((line) => ({ text: line, link: isSiteAddress(line) })));
  return { message: { ...message, when: formatInstant(message.created_at) }, paragraphs, origin: lade.config.publicUrl.origin };
});

export default function Message() {
  const { message, paragraphs, origin } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Mail", to: paths.demonstrationMail() }, { text: message.subject }]} />
      <PageHeader title={message.subject} />
      <SummaryList rows={[{ key: "To", value: <span className="ds_break-word">{message.to_email}</span> }, { key: "Written", value: message.when }, { key: "State", value: message.sent_at ? "Delivered to this page" : "Waiting to be sent" }]} />
      {paragraphs.map((lines, index) => (
        <p className="app-as-typed" key={index}>
          {lines.map((line, at) => (
            <span key={at}>
              {at > 0 ? <br /> : null}
              {line.link ? <a href={line.text}>{origin}{line.text}</a> : line.text}
            </span>
          ))}
        </p>
      ))}
    </Article>
  );
}
