/** The files of an answer: what is there, what may be added, and how far each is on its way. Without a script a button opens their page. */
import { useEffect, useState, type DragEvent } from "react";
import { acceptedWithCamera } from "#app/domain/files/model.ts";
import type { FilesQuestion } from "#app/domain/forms/model.ts";
import { Optional, useField } from "../field.tsx";
import { Fieldset } from "../forms.tsx";
import { fileWords } from "./file-words.ts";
import { useFormPlace, type AttachedFile } from "./place.ts";
import { useUploads, type Upload } from "./use-uploads.ts";

interface FilesFieldProps {
  question: FilesQuestion;
  applicationId: string | undefined;
  files: readonly AttachedFile[];
}
export function FilesField({ question, applicationId, files }: FilesFieldProps) {
  const { id, error } = useField({ name: question.id });
  const { words } = useFormPlace();
  const [script, setScript] = useState(false);
  useEffect(() => setScript(true), []);
  return (
    <Fieldset name={question.id} id={`${id}-group`} legend={<>{question.title}<Optional when={question.optional} /></>} hint={question.hint} error={error}>
      <div className="app-files" id={id} tabIndex={-1}>
        <p className="ds_hint-text" id={`${id}-limits`}>{question.accept} {words.howTo.files(question.maxFiles)} {applicationId ? fileWords.limits : null}</p>
        {applicationId && script ? <LiveFiles question={question} applicationId={applicationId} given={files} /> : <FileList files={files} />}
        {applicationId && !script ? (
          <>
            <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="intent" value={`files:${question.id}`}>{fileWords.toPage}</button>
            <p className="ds_hint-text">{fileWords.toPageHint}</p>
          </>
        ) : null}
        {applicationId ? null : <p>{fileWords.addLater}</p>}
      </div>
    </Fieldset>
  );
}

/** Names with what is known of each; a link where it can be opened. */
export function FileList({ files, remove }: { files: readonly AttachedFile[]; remove?: (file: AttachedFile) => React.ReactNode }) {
  const { words, fileLink } = useFormPlace();
  if (files.length === 0) return <p>{words.files.none}</p>;
  return (
    <ul className="app-files__list">
      {files.map((file) => (
        <li className="app-files__file" key={file.id}>
          <span className="app-files__name">{fileLink && !file.closed ? <a href={fileLink(file.id)}>{file.name}</a> : file.name}</span>
          {file.about || file.note ? <span className="app-files__about">{[file.about, file.note].filter(Boolean).join(". ")}.</span> : null}
          {remove?.(file)}
        </li>
      ))}
    </ul>
  );
}

function LiveFiles({ question, applicationId, given }: { question: FilesQuestion; applicationId: string; given: readonly AttachedFile[] }) {
  const { files, uploads, said, add, cancel, again, remove } = useUploads({ applicationId, question: question.id, most: question.maxFiles, given });
  const [over, setOver] = useState(false);
  const full = files.length >= question.maxFiles;
  const input = `${question.id}-choose`;
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      add([...event.dataTransfer.files]);
    },
  };
  return (
    <>
      <FileList files={files} remove={(file) => <SmallButton words={fileWords.remove(file.name)} press={() => void remove(file)} />} />
      {uploads.length > 0 ? <ul className="app-files__list">{uploads.map((upload) => <UploadRow key={upload.key} upload={upload} cancel={cancel} again={again} />)}</ul> : null}
      {full ? (
        <p>{fileWords.full(question.maxFiles)}</p>
      ) : (
        <div className={`app-files__drop${over ? " app-files__drop--over" : ""}`} {...drop}>
          <label className="ds_label" htmlFor={input}>{fileWords.choose}</label>
          <input
            className="ds_file-upload__input" type="file" id={input} multiple={question.maxFiles > 1} accept={acceptedWithCamera} aria-describedby={`${question.id}-limits`}
            onChange={(event) => {
              add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }}
          />
          <p className="ds_hint-text app-files__drop-hint">{fileWords.drop}</p>
        </div>
      )}
      <p className="visually-hidden" role="status">{said}</p>
    </>
  );
}

function UploadRow({ upload, cancel, again }: { upload: Upload; cancel: (key: string) => void; again: (key: string) => void }) {
  const { key, name, bytes, sent, state, message } = upload;
  const onItsWay = state === "sending" || state === "checking";
  return (
    <li className={`app-files__file${state === "refused" || state === "failed" ? " app-files__file--stopped" : ""}`}>
      <span className="app-files__name">{name}</span>
      {onItsWay ? <progress className="app-files__progress" aria-label={fileWords.progress(name)} max={bytes} value={state === "checking" ? bytes : sent} /> : null}
      <span className="app-files__about">{message || { waiting: fileWords.waiting, sending: fileWords.sending(sent, bytes), checking: fileWords.checking, refused: "", failed: "" }[state]}.</span>
      <span className="app-files__buttons">
        {state === "failed" ? <SmallButton words={fileWords.again(name)} press={() => again(key)} /> : null}
        <SmallButton words={state === "refused" ? fileWords.dismiss(name) : fileWords.cancel(name)} press={() => cancel(key)} />
      </span>
    </li>
  );
}

const SmallButton = ({ words, press }: { words: { text: string; what: string }; press: () => void }) => (
  <button className="ds_link app-files__button" type="button" onClick={press}>{words.text}<span className="visually-hidden">: {words.what}</span></button>
);
