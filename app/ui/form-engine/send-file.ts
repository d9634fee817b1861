/** Sends one file and says how far it is. A browser tells of what it has sent only in this old way; nothing throws. */
import type { AttachedFile } from "./place.ts";

export type Sent =
  | { kind: "added"; already: boolean; files: AttachedFile[] }
  | { kind: "refused"; message: string }
  /** Not there yet: the same may be sent again under its key. */
  | { kind: "lost" | "away" | "signed-out" };

interface Reply {
  results?: { id?: string; already?: boolean; refused?: string }[];
  files?: AttachedFile[];
  message?: string;
}

/** Milliseconds without a byte moving after which a connection counts as broken. */
const patience = 45_000;

/** @param key the same each time this file is sent, so that it is kept once */
export function sendFile(to: string, { file, key, question }: { file: File; key: string; question: string }, onProgress: (sent: number) => void): { sent: Promise<Sent>; cancel: () => void } {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("question", question);
  form.append("key", key);
  form.append("file", file, file.name);
  const sent = new Promise<Sent>((resolve) => {
    let timer: number | undefined;
    const moved = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => request.abort(), patience);
    };
    const settle = (outcome: Sent) => {
      window.clearTimeout(timer);
      resolve(outcome);
    };
    request.upload.addEventListener("progress", ({ loaded }) => {
      moved();
      onProgress(Math.min(loaded, file.size));
    });
    request.addEventListener("load", () => settle(understand(request.status, request.response as Reply | null)));
    request.addEventListener("error", () => settle({ kind: "lost" }));
    request.addEventListener("abort", () => settle({ kind: "lost" }));
    moved();
    request.open("POST", to);
    request.responseType = "json";
    request.send(form);
  });
  return { sent, cancel: () => request.abort() };
}

function understand(status: number, reply: Reply | null): Sent {
  const [result] = reply?.results ?? [];
  if (status === 200 && result?.refused !== undefined) return { kind: "refused", message: result.refused };
  if (status === 200 && result && reply?.files) return { kind: "added", already: result.already ?? false, files: reply.files };
  if (status === 401) return { kind: "signed-out" };
  if (status >= 400 && status < 500 && status !== 400 && status !== 429) return { kind: "refused", message: reply?.message ?? "This file could not be added" };
  return { kind: status === 400 ? "lost" : "away" };
}

/** Asks what is there now; undefined where there was no answer. */
export async function askForFiles(to: string): Promise<AttachedFile[] | undefined> {
  return fetch(to, { cache: "no-store", redirect: "manual" }).then(filesOf, () => undefined);
}
/** Takes a file out; undefined where that did not work. */
export async function takeOut(to: string, file: string): Promise<AttachedFile[] | undefined> {
  return fetch(to, { method: "POST", body: new URLSearchParams({ intent: "remove", file }), redirect: "manual" }).then(filesOf, () => undefined);
}
const filesOf = async (response: Response): Promise<AttachedFile[] | undefined> => (response.status === 200 ? (((await response.json().catch(() => undefined)) as Reply | undefined)?.files) : undefined);
