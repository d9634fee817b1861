/** The documents that a group keeps once, for every fund that it applies to. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { keepDocument, removeDocument } from "#app/domain/files/change.server.ts";
import { acceptedInWords, documentKinds, kindsFor } from "#app/domain/files/model.ts";
import { may } from "#app/domain/files/policy.ts";
import { listDocuments } from "#app/domain/files/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { unconstituted } from "#app/domain/organisations/model.ts";
import { getOrganisation } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Radios } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SyntheticMark } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, upload } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";
import { DocumentList, FileField } from "../parts/documents.tsx";
import { RemoveFile } from "../parts/remove-file.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Documents of ${data.group.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  signedIn(lade);
  const { id, name, synthetic, legal_form } = await getOrganisation(lade, params.id ?? "");
  const documents = (await listDocuments(lade, id)).map((document) => ({ ...document, removable: may.remove(lade.actor, { ...document, organisation_id: id }).allowed }));
  const entering = may.keepSigned(lade.actor, { organisation_id: id }).allowed;
  const mayChange = may.change(lade.actor, { organisation_id: id }).allowed;
  return {
    group: { id, name, synthetic },
    documents,
    mayChange,
    entering,
    kinds: kindsFor({ hasHost: legal_form === unconstituted, entering }),
    toRemove: mayChange ? documents.find((document) => document.removable && document.id === url.searchParams.get("remove")) : undefined,
    done: url.searchParams.get("done"),
  };
});

export const action = upload(async ({ lade, params, receive }) => {
  signedIn(lade);
  const id = params.id ?? "";
  permit(may.change(lade.actor, { organisation_id: id }));
  const { form, arrived } = await receive();
  if (text(form, "intent") === "remove") {
    await removeDocument(lade, lade.files, id, text(form, "document"));
    return redirect(`${paths.organisationDocuments(id)}?done=removed`);
  }
  await keepDocument(lade, lade.files, id, { arrived, kind: text(form, "kind") });
  return redirect(`${paths.organisationDocuments(id)}?done=added`);
});

const doneWords: Record<string, string> = {
  added: "The document is added. A fund that you have applied to can open it, and so can those that you apply to from now on.",
  removed: "The document is removed. Nobody can open it any more.",
};

export default function OrganisationDocuments() {
  const { group, documents, mayChange, entering, kinds, toRemove, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const here = paths.organisationDocuments(group.id);
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: group.name, to: paths.organisation(group.id) }, { text: "Documents" }]} />
      <ErrorSummary errors={refused?.errors} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <PageHeader title={`Documents of ${group.name}`} label={entering ? "A group for which you enter an application" : "Your group"} lead={entering ? "Add the form that came, with its signature." : "Keep them here once. Staff of a fund can open them only when you have applied to it."}>
        {group.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {toRemove ? <RemoveFile title="Remove this document?" field="document" file={toRemove} keep={here}>will be gone for good, also for funds that you have applied to.</RemoveFile> : null}
      <DocumentList documents={documents} empty={entering ? "The group keeps no documents here yet." : "Your group keeps no documents here yet."} {...(mayChange && { removeAt: ({ id }: { id: string }) => (documents.some((one) => one.id === id && one.removable) ? `${here}?remove=${id}#remove` : null) })} />
      {mayChange ? <AddDocument kinds={kinds} here={here} refused={refused} primary={!toRemove} /> : null}
    </Article>
  );
}

interface AddDocumentProps {
  kinds: ReturnType<typeof kindsFor>;
  here: string;
  refused: Refused | undefined;
  primary: boolean;
}
function AddDocument({ kinds, here, refused, primary }: AddDocumentProps) {
  return (
    <section aria-labelledby="add-title">
      <h2 id="add-title">Add a document</h2>
      <Form action={here} refused={refused} multipart>
        <Radios legend="What is it?" name="kind" options={kinds.map((kind) => ({ value: kind, text: documentKinds[kind].title, hint: documentKinds[kind].hint }))} />
        <FileField name="file" label="File" hint={`${acceptedInWords}, up to 10 MB. A clear photo of each page will do. We take out where and when a photo was taken.`} />
        <ButtonGroup><Button secondary={!primary}>Add this document</Button></ButtonGroup>
      </Form>
    </section>
  );
}
