/** A group's documents: as its people keep them, and as a fund's staff open them. */
import { acceptedEndings, documentKinds, formatBytes, mediaTypes, scanStates, type DocumentKind, type MediaType, type ScanState } from "#app/domain/files/model.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Hint, Message, Question, useField, type FieldProps } from "#app/ui/field.tsx";
import { SummaryList } from "#app/ui/show.tsx";

export interface ShownDocument {
  id: string;
  kind: DocumentKind;
  name: string;
  bytes: number;
  media_type: string;
  uploaded_at: string | Date;
  scan: ScanState;
}

/** What each document is, with a link that saves it. @param removeAt where a document is removed, for those who may */
export function DocumentList({ documents, empty, removeAt }: { documents: readonly ShownDocument[]; empty: string; removeAt?: (document: ShownDocument) => string | null }) {
  if (documents.length === 0) return <p>{empty}</p>;
  return (
    <SummaryList
      rows={documents.map((document, index) => ({
        key: numbered(documents, index),
        value: (
          <>
            {scanStates[document.scan].served ? <a className="app-as-typed" href={paths.document(document.id)}>{document.name}</a> : <span className="app-as-typed">{document.name}</span>}
            <br />
            {mediaTypes[document.media_type as MediaType].title}, {formatBytes(document.bytes)}, added {formatInstant(new Date(document.uploaded_at))}. {scanStates[document.scan].text}.
          </>
        ),
        action: removal(document, removeAt),
      }))}
    />
  );
}

function removal(document: ShownDocument, removeAt: ((document: ShownDocument) => string | null) | undefined) {
  const to = removeAt?.(document) ?? null;
  return to === null ? null : { to, text: "Remove", what: document.name };
}

/** "Accounts", and "Accounts (2)" for the second of them. */
function numbered(documents: readonly ShownDocument[], index: number): string {
  const { kind } = documents[index]!;
  const before = documents.slice(0, index).filter((document) => document.kind === kind).length;
  return `${documentKinds[kind].title}${before === 0 ? "" : ` (${before + 1})`}`;
}

/** A native chooser of one file, or of several at once. */
export function FileField({ label, accept = acceptedEndings, multiple = false, ...field }: FieldProps & { label: string; accept?: string; multiple?: boolean }) {
  const { id, error, describedBy } = useField(field);
  return (
    <Question error={error}>
      <label className="ds_label" htmlFor={id}>{label}</label>
      <Hint id={id}>{field.hint}</Hint>
      <Message id={id}>{error}</Message>
      <input
        className={`ds_file-upload__input${error ? " ds_file-upload__input--error" : ""}`} type="file" id={id} name={field.name} multiple={multiple} accept={accept}
        aria-describedby={describedBy} aria-invalid={error ? true : undefined}
      />
    </Question>
  );
}
