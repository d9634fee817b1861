/** Ties a section's form to the saver: what is typed goes to it, what it says is shown, and a plain Save goes out once everything is saved. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type FormEvent, type RefObject } from "react";
import { readQuestion, type AnswerValue, type CodeLists, type Section } from "#app/domain/forms/model.ts";
import { paths } from "#app/paths.ts";
import type { Field } from "./queue.ts";
import { Saver } from "./saver.ts";
import { talkAbout } from "./talk.ts";
import { atFirst, type View } from "./view.ts";
import { Watch } from "./watch.ts";

/** Milliseconds between two looks at what the others do, while the page is seen. */
const lookEvery = 25_000;

/** An answer that took another's place since the page came. */
export interface Replaced {
  value: AnswerValue | null;
  generation: number;
}
export interface Kept {
  view: View<AnswerValue>;
  replaced: Readonly<Record<string, Replaced>>;
  /** The question beside which to sign in again. */
  signInAt: string | undefined;
  choose: (question: string, whose: "mine" | "theirs") => void;
  signIn: Saver<AnswerValue>["signIn"];
  /** Holds a Save back until everything is saved, then lets it go as any form goes: `passes` says once that this is it. */
  hold: (event: FormEvent<HTMLFormElement>) => void;
  passes: () => boolean;
  /** Whether leaving now would lose something. */
  wouldLose: () => boolean;
}

interface ToKeep {
  form: RefObject<HTMLFormElement>;
  section: Section;
  lists: CodeLists;
  /** Nothing saves by itself without it. */
  application: string | undefined;
  versions: Readonly<Record<string, number>> | undefined;
  /** A Save that was held back has come to its end without leaving the page. */
  released: () => void;
}

/** What these fields answer. */
export function valueOf(section: Section, lists: CodeLists, question: string, fields: readonly Field[]): AnswerValue | null {
  const asked = section.questions.find((one) => one.id === question);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return asked ? readQuestion(asked, form, lists).value : null;
}

export function useDevice({ form, section, lists, application, versions, released }: ToKeep): Kept | undefined {
  const [replaced, setReplaced] = useState<Readonly<Record<string, Replaced>>>({});
  const watch = useRef<Watch>();
  const passing = useRef(false);
  const heldBefore = useRef(false);
  const replace = useCallback((question: string, value: AnswerValue | null) => setReplaced((old) => ({ ...old, [question]: { value, generation: (old[question]?.generation ?? 0) + 1 } })), []);
  // One for the life of the page: another section is another page.
  const [saver] = useState(() =>
    application && versions
      ? new Saver<AnswerValue>({
          application, section: section.id, versions, talk: talkAbout(application, section.id),
          page: {
            replace,
            restore: (question, fields) => replace(question, valueOf(section, lists, question, fields)),
            version: (question, version) => {
              const field = form.current?.elements.namedItem(`version.${question}`);
              if (field instanceof HTMLInputElement) field.value = String(version);
            },
            touched: (question) => watch.current?.touched(question) ?? "no",
          },
        })
      : undefined,
  );
  useEffect(() => {
    if (!saver || !form.current) return undefined;
    const watching = new Watch(form.current, section.questions.map((question) => question.id), (question, fields) => saver.typed(question, fields));
    watch.current = watching;
    const unwatch = watching.start();
    const unlisten = listenToTheWorld(saver, watching, form.current);
    void saver.look();
    return () => {
      unwatch();
      unlisten();
      saver.end();
    };
  }, [saver, form, section]);
  useBeforePaint(() => {
    for (const question of Object.keys(replaced)) watch.current?.settled(question);
  }, [replaced]);

  const view = useSyncExternalStore(saver?.subscribe ?? subscribeToNothing, saver?.view ?? atFirstView, atFirstView);
  const signInAt = useSignInAt(view, watch);
  if (!saver) return undefined;
  return {
    view,
    replaced,
    signInAt,
    signIn: async (email, password) => {
      const answer = await saver.signIn(email, password);
      if (answer === "in") watch.current?.lastIn?.focus();
      return answer;
    },
    choose: (question, whose) => void saver.choose(question, whose, watch.current?.fields(question) ?? []).then(() => focusOn(form.current, question)),
    hold(event) {
      const pressed = (event.nativeEvent as SubmitEvent).submitter;
      const target = event.currentTarget;
      event.preventDefault();
      watch.current?.handOverAll();
      void saver.flush().then((result) => {
        const { trouble, receipt } = saver.view();
        // What is refused again and again in the background may still go the plain way.
        const insists = heldBefore.current && trouble === "away";
        heldBefore.current = true;
        if (trouble === "late" && receipt) return location.assign(`${receipt}?done=late`);
        if (result === "waiting" && !insists) return stay(saver.view(), released);
        // While the first submission is still being announced a form takes no second one.
        window.setTimeout(() => {
          passing.current = true;
          target.requestSubmit(pressed);
        }, 0);
      });
    },
    passes() {
      const passes = passing.current;
      passing.current = false;
      return passes;
    },
    wouldLose: () => !saver.view().keeps && (saver.view().unsent > 0 || (watch.current?.anyTyped ?? false)),
  };
}

/** On the server there is nothing to paint. */
const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;
const subscribeToNothing = () => () => undefined;
const atFirstView = (): View<AnswerValue> => atFirst;

/** The connection, other tabs, the clock, and a sign-out that would leave something unsent behind. */
function listenToTheWorld(saver: Saver<AnswerValue>, watch: Watch, form: HTMLFormElement): () => void {
  const wake = () => void saver.wake();
  const offline = () => saver.offline();
  const seen = () => document.visibilityState === "visible" && wake();
  const left = (event: FocusEvent) => {
    const states = Object.values(saver.view().answers);
    if (event.target instanceof Element && states.some((state) => state.kind === "changed" && state.pending)) window.setTimeout(() => void saver.look(), 0);
  };
  const leaving = (event: SubmitEvent) => {
    const other = event.target;
    if (!(other instanceof HTMLFormElement) || new URL(other.action).pathname !== paths.signOut()) return;
    if (saver.view().unsent === 0 && !watch.anyTyped) return;
    event.preventDefault();
    void saver.flush().then(() => other.submit());
  };
  window.addEventListener("online", wake);
  window.addEventListener("offline", offline);
  document.addEventListener("visibilitychange", seen);
  document.addEventListener("submit", leaving);
  form.addEventListener("focusout", left);
  if (navigator.onLine === false) offline();
  const looking = window.setInterval(() => document.visibilityState === "visible" && void saver.look(), lookEvery);
  return () => {
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", offline);
    document.removeEventListener("visibilitychange", seen);
    document.removeEventListener("submit", leaving);
    form.removeEventListener("focusout", left);
    window.clearInterval(looking);
  };
}

/** Where the person was when the session ended, and there it stays: a panel that moved would be lost from under the hands. */
function useSignInAt({ trouble, answers }: View<AnswerValue>, watch: RefObject<Watch | undefined>): string | undefined {
  const at = useRef<string>();
  if (trouble !== "signed-out" && trouble !== "other-person") at.current = undefined;
  else at.current ??= watch.current?.lastIn?.closest<HTMLElement>("[data-question]")?.dataset["question"] ?? Object.entries(answers).find(([, state]) => state.kind === "waiting")?.[0] ?? "";
  return at.current;
}

/** After a press that could not be carried out, to what has to be done first. */
function stay({ conflicts, trouble }: View<AnswerValue>, released: () => void): void {
  released();
  const [conflict] = Object.keys(conflicts);
  const target = document.getElementById(conflict !== undefined ? twoTextsId(conflict) : trouble === "signed-out" ? signInId : "");
  target?.focus();
}
export const twoTextsId = (question: string): string => `two-texts-${question}`;
export const signInId = "sign-in-again";

function focusOn(form: HTMLFormElement | null, question: string): void {
  form?.querySelector<HTMLElement>(`[data-question="${CSS.escape(question)}"] :is(input:not([type=hidden]), textarea, select)`)?.focus();
}
