/** One publication as it was released, with what it replaces or what replaced it, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { formatDay } from "#app/domain/kernel/time.ts";
import { getReleased } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { publicRemarksOnPublication } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { PublicationContent } from "#app/routes/parts/publication-content.tsx";
import { RemarkView } from "#app/routes/parts/remarks-view.tsx";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.publication.title : "Not found");

export const loader = page(async ({ lade, params }) => {
  await releaseDue(lade);
  const publication = await getReleased(lade.db, params.code ?? "");
  return { publication, remarks: Object.values(await publicRemarksOnPublication(lade.db, publication.code)).flat() };
});

const forms = { html: "Text", csv: "CSV", json: "JSON" } as const;
const tableForms = [["csv", "CSV"], ["csv-metadata.json", "its metadata"], ["xlsx", "XLSX"], ["ods", "ODS"]] as const;
const commas = new Intl.NumberFormat("en-GB");

export default function Publication() {
  const { publication, remarks } = useLoaderData<typeof loader>();
  const { content, replaced_by, replaces } = publication;
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Publications", to: paths.publications() }, { text: publication.title }]} />
      <PageHeader label={content.badge} title={publication.title} state={replaced_by ? { text: "Replaced", colour: "yellow" } : { text: "Stands", colour: "green" }} lead={`Released at 9.30am on ${formatDay(publication.release_on)}`} />
      {replaced_by ? (
        <Notice kind="warning" title="This has been replaced">
          <p>On {formatDay(publication.replaced_on!)} it was replaced by <a href={paths.publication(replaced_by.code)}>{replaced_by.title}</a>. What stands here is what was said before, unchanged.</p>
          <p className="app-prose">{publication.replaced_because}</p>
        </Notice>
      ) : null}
      {replaces ? (
        <Notice kind="info" title="This replaces an earlier publication">
          <p>It replaces <a href={paths.publication(replaces.code)}>{replaces.title}</a>.</p>
          <p className="app-prose">{content.replaces?.reason}</p>
        </Notice>
      ) : null}
      <PublicationContent content={content} beneath={(table, index) => <TableFiles code={publication.code} title={table.title} files={publication.table_files.filter((file) => file.table_number === index + 1)} />} />
      {remarks.length > 0 ? (
        <section aria-labelledby="remarks">
          <h2 id="remarks">What members of the Partnership say, and the answers</h2>
          <p>These stand beside the publication and are no part of it: its text, tables and files are unchanged.</p>
          {remarks.map((remark) => <RemarkView key={remark.id} remark={remark} />)}
        </section>
      ) : null}
      <h2>Download</h2>
      <ul>
        {publication.files.map((file) => (
          <li key={file.format}>
            <a href={paths.publicationFile(publication.code, file.format)}>{forms[file.format]}<span className="visually-hidden"> of {publication.title}</span></a>, {commas.format(file.bytes)} bytes, SHA-256 <code className="ds_break-word">{file.sha256}</code>
          </li>
        ))}
      </ul>
      <p>These files never change. <a href={paths.latestPublication(publication.code)}>This address</a> always leads to the newest restatement.</p>
    </Article>
  );
}

interface TableFilesProps {
  code: string;
  title: string;
  files: readonly { name: string; bytes: number }[];
}
/** The ways to one table's own files, in the order in which they are asked for. */
function TableFiles({ code, title: of, files }: TableFilesProps) {
  const ways = tableForms.flatMap(([ending, text]) => {
    const file = files.find(({ name }) => name.slice(name.indexOf(".") + 1) === ending);
    return file ? [{ ...file, text }] : [];
  });
  if (ways.length === 0) return null;
  return (
    <p>
      Download this table:{" "}
      {ways.map(({ name, text, bytes }, index) => (
        <span key={name}>{index > 0 ? ", " : ""}<a href={paths.publicationTableFile(code, name)}>{text}<span className="visually-hidden"> of the table “{of}”</span></a> ({size(bytes)})</span>
      ))}
    </p>
  );
}
const size = (bytes: number): string => (bytes < 10_240 ? `${commas.format(bytes)} bytes` : `${commas.format(Math.ceil(bytes / 1024))} kB`);
