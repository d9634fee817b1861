/** The files of one answer while they are on their way: one after the other, each with its state in words. */
import { useCallback, useEffect, useRef, useState } from "react";
import { largestFile } from "#app/domain/files/model.ts";
import { paths } from "#app/paths.ts";
import { fileWords as words } from "./file-words.ts";
import type { AttachedFile } from "./place.ts";
import { askForFiles, sendFile, takeOut } from "./send-file.ts";

export type UploadState = "waiting" | "sending" | "checking" | "refused" | "failed";
export interface Upload {
  key: string;
  name: string;
  bytes: number;
  sent: number;
  state: UploadState;
  message: string;
}

/** Milliseconds after which a file that waits for the scanner is asked about again. */
const askAgain = [3_000, 10_000, 30_000, 60_000];

export function useUploads({ applicationId, question, most, given }: { applicationId: string; question: string; most: number; given: readonly AttachedFile[] }) {
  const [files, setFiles] = useState<readonly AttachedFile[]>(given);
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [said, say] = useState("");
  const bytes = useRef(new Map<string, File>());
  const cancels = useRef(new Map<string, () => void>());
  const to = paths.applicationFiles(applicationId);
  const ours = useCallback((all: readonly AttachedFile[]) => setFiles(all.filter((file) => file.question_id === question)), [question]);
  const change = useCallback((key: string, part: Partial<Upload>) => setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one))), []);
  const drop = useCallback((key: string) => {
    bytes.current.delete(key);
    setUploads((all) => all.filter((one) => one.key !== key));
  }, []);

  const next = uploads.find((one) => one.state === "waiting");
  const busy = uploads.some((one) => one.state === "sending" || one.state === "checking");
  useEffect(() => {
    const file = next && bytes.current.get(next.key);
    if (!next || !file || busy) return;
    const { key, name } = next;
    change(key, { state: "sending", message: "", sent: 0 });
    const { sent, cancel } = sendFile(to, { file, key, question }, (so_far) => change(key, so_far >= file.size ? { state: "checking", sent: so_far } : { sent: so_far }));
    cancels.current.set(key, cancel);
    void sent.then((outcome) => {
      // Cancelled meanwhile: whatever came of it, nobody waits for it.
      if (!cancels.current.delete(key)) return;
      if (outcome.kind === "added") {
        ours(outcome.files);
        drop(key);
        say(`${name}: ${outcome.already ? words.already : words.added}`);
      } else {
        const message = outcome.kind === "refused" ? outcome.message : { lost: words.lost, away: words.away, "signed-out": words.signedOut }[outcome.kind];
        change(key, { state: outcome.kind === "refused" ? "refused" : "failed", message });
        say(`${name}: ${message}`);
      }
    });
  }, [next, busy, to, question, change, drop, ours]);

  // What broke off is sent again when the connection is back: the same key, so that it is kept once.
  useEffect(() => {
    const retry = () => setUploads((all) => all.map((one) => (one.state === "failed" ? { ...one, state: "waiting", message: "" } : one)));
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, []);

  const asked = useRef(0);
  const held = files.some((file) => file.waiting);
  useEffect(() => {
    const wait = held ? askAgain[asked.current] : undefined;
    if (wait === undefined) return;
    const timer = window.setTimeout(() => {
      asked.current += 1;
      void askForFiles(to).then((all) => all && ours(all));
    }, wait);
    return () => window.clearTimeout(timer);
  }, [held, files, to, ours]);

  // Somebody else of the group may have added or removed one meanwhile.
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && void askForFiles(to).then((all) => all && ours(all));
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [to, ours]);

  const leaving = uploads.some((one) => one.state !== "refused");
  useEffect(() => {
    if (!leaving) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [leaving]);

  const add = (chosen: readonly File[]) => {
    asked.current = 0;
    let room = most - files.length - uploads.filter((one) => one.state !== "refused").length;
    const more = chosen.map((file): Upload => {
      const key = crypto.randomUUID();
      const message = file.size > largestFile ? words.tooLarge(file.size) : file.size === 0 ? words.empty : room <= 0 ? words.noRoom(most) : "";
      if (!message) {
        room -= 1;
        bytes.current.set(key, file);
      }
      return { key, name: file.name, bytes: file.size, sent: 0, state: message ? "refused" : "waiting", message };
    });
    setUploads((all) => [...all, ...more]);
    const refused = more.filter((one) => one.message);
    if (refused.length > 0) say(refused.map((one) => `${one.name}: ${one.message}`).join(". "));
  };
  return {
    files,
    uploads,
    said,
    add,
    /** Stops a file that is on its way, or takes its message off the page. */
    cancel(key: string) {
      const cancel = cancels.current.get(key);
      cancels.current.delete(key);
      cancel?.();
      drop(key);
    },
    again: (key: string) => change(key, { state: "waiting", message: "" }),
    async remove({ id, name }: AttachedFile) {
      const left = await takeOut(to, id);
      if (left) ours(left);
      say(left ? words.removed(name) : words.notRemoved(name));
    },
  };
}
