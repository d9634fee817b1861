/**
 * What a script adds to a section that works without one: answers that save by themselves, messages on leaving a field, questions that
 * come and go with the answers, a warning before unsaved text is left, one press only. The browser posts the form itself, so the bytes
 * are the same either way.
 */
import { useCallback, useEffect, useMemo, useRef, useState, type FocusEvent, type FormEvent, type RefObject } from "react";
import { useForm, type FieldErrors, type Resolver } from "react-hook-form";
import { readQuestion, readSection, sectionsOnPath, type Answers, type AnswerValue, type CodeLists, type Question, type Section } from "#app/domain/forms/model.ts";
import { useDevice, type Kept } from "./device/use-device.ts";

interface Enhanced {
  form: RefObject<HTMLFormElement>;
  /** Messages by field: the server's, and this page's own for the questions that were left or changed. */
  errors: Record<string, string>;
  /** Questions that the answers typed so far lead to; undefined until the script runs: then all stand there. */
  onPath: ReadonlySet<string> | undefined;
  saving: boolean;
  /** Where answers save by themselves. */
  kept: Kept | undefined;
  handlers: {
    onBlur: (event: FocusEvent<HTMLFormElement>) => void;
    onChange: (event: FormEvent<HTMLFormElement>) => void;
    onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  };
}

type Texts = Record<string, string>;
const typing = new Map<string, string>();
const rememberTyping = ({ target }: Event) => {
  if (target instanceof HTMLTextAreaElement) typing.set(target.name, target.value);
};
// React writes what the server sent into a textarea as it takes the page over: what was typed before that is put back afterwards.
if (typeof document !== "undefined") {
  for (const area of document.querySelectorAll("textarea")) if (area.value !== area.defaultValue) typing.set(area.name, area.value);
  document.addEventListener("input", rememberTyping);
}

interface ToEnhance {
  section: Section;
  lists: CodeLists;
  answers: Answers;
  /** Questions of earlier sections that are on the path. */
  before: readonly string[];
  errors: Texts;
  /** The application whose answers save by themselves. */
  application: string | undefined;
  versions: Readonly<Record<string, number>> | undefined;
}

export function useEnhancedSection({ section, lists, answers, before, errors: fromServer, application, versions }: ToEnhance): Enhanced {
  const form = useRef<HTMLFormElement>(null);
  const [onPath, setOnPath] = useState<ReadonlySet<string>>();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { saving, sending } = useOnePress();
  const resolver = useMemo(() => resolverOver(form, section, lists), [section, lists]);
  const { trigger, formState } = useForm<Texts>({ resolver, mode: "onBlur" });
  const own = formState.errors;

  const look = useCallback(() => {
    if (!form.current) return;
    const typed = readSection({ code: "", title: "", sections: [section] }, section.id, new FormData(form.current), lists).answers;
    const now = Object.fromEntries(Object.entries({ ...answers, ...typed }).filter((entry): entry is [string, AnswerValue] => entry[1] !== null));
    const next = new Set(sectionsOnPath({ sections: [section] }, now, before).flatMap((one) => one.questions.map((question) => question.id)));
    setOnPath((old) => (old && old.size === next.size && [...next].every((id) => old.has(id)) ? old : next));
  }, [section, lists, answers, before]);
  useEffect(() => {
    putBackTyping(form.current);
    look();
  }, [look]);
  const kept = useDevice({ form, section, lists, application, versions, released: sending.release });
  const replaced = kept?.replaced;
  useEffect(look, [look, replaced]);
  useLeaveWarning(form, sending, kept?.wouldLose);

  const afterPress = useAfterPress();
  const check = (target: EventTarget, always: boolean) => {
    const question = questionOf(section, target);
    if (!question || !form.current || !(always || left.has(question.id))) return;
    afterPress(() => {
      if (always) setLeft((old) => new Set(old).add(question.id));
      void trigger(question.id);
    });
  };
  const errors = useMemo(() => {
    const others = Object.entries(fromServer).filter(([field]) => !left.has(field.split(".")[0]!));
    const mine = Object.values(own).flatMap((error) => Object.entries(JSON.parse(String(error?.message ?? "{}")) as Texts));
    return Object.fromEntries([...others, ...mine]);
  }, [fromServer, own, left]);
  return {
    form,
    errors,
    onPath,
    saving,
    kept,
    handlers: {
      // A message that appears between press and release would move the button from under the pointer, and the press would be lost.
      onBlur: (event) => {
        if (!(event.relatedTarget instanceof HTMLButtonElement)) check(event.target, !isStillInside(section, event));
      },
      onChange: (event) => {
        look();
        check(event.target, event.target instanceof HTMLInputElement && (event.target.type === "checkbox" || event.target.type === "radio"));
      },
      onSubmit: (event) => {
        // A Save that was held back until everything was saved passes here a second time.
        if (kept?.passes()) return;
        const again = sending.is();
        sending.press(event);
        if (!again) kept?.hold(event);
      },
    },
  };
}

/**
 * Messages of the questions asked about, from the same schema that the server saves with, over the form's own bytes. All messages of
 * a question stand under its id, because react-hook-form would read the dot in a row's field as a path.
 */
function resolverOver(form: RefObject<HTMLFormElement>, section: Section, lists: CodeLists): Resolver<Texts> {
  return (values, _context, { names = [] }) => {
    if (!form.current) return { values, errors: {} };
    const data = new FormData(form.current);
    const errors: FieldErrors<Texts> = {};
    for (const question of section.questions) {
      if (!names.includes(question.id)) continue;
      const found = readQuestion(question, data, lists).errors;
      if (Object.keys(found).length > 0) errors[question.id] = { type: "form", message: JSON.stringify(found) };
    }
    return Object.keys(errors).length > 0 ? { values: {}, errors } : { values, errors: {} };
  };
}

function questionOf(section: Section, target: EventTarget | null): Question | undefined {
  const name = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ? target.name : "";
  return section.questions.find(({ id }) => name === id || name.startsWith(`${id}.`) || /^-(?:day|month|year)$/.test(name.slice(id.length)) && name.startsWith(id));
}
/** From the day to the month is not leaving the date, nor from one cost to the next. */
const isStillInside = (section: Section, event: FocusEvent): boolean => questionOf(section, event.relatedTarget) === questionOf(section, event.target);

function putBackTyping(form: HTMLFormElement | null): void {
  if (!form || typing.size === 0) return;
  for (const area of form.querySelectorAll("textarea")) {
    const typed = typing.get(area.name);
    if (typed !== undefined && typed !== area.value) area.value = typed;
  }
  typing.clear();
  document.removeEventListener("input", rememberTyping);
}

/** Whether a field holds something else than what the server sent. */
function hasUnsavedText(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value.replace(/\r\n?/g, "\n") !== field.defaultValue.replace(/\r\n?/g, "\n");
    if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
    return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  });
}

interface Sending {
  is: () => boolean;
  press: (event: FormEvent<HTMLFormElement>) => void;
  release: () => void;
}
/** @param wouldLose where answers save by themselves: whether anything is not safe yet */
function useLeaveWarning(form: RefObject<HTMLFormElement>, sending: Sending, wouldLose: (() => boolean) | undefined): void {
  const loses = useRef(wouldLose);
  loses.current = wouldLose;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (!sending.is() && form.current && (loses.current?.() ?? hasUnsavedText(form.current))) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [form, sending]);
}

/** Runs at once, or after the press that is under way: a message that appears between down and up would move the button away from under the finger. */
function useAfterPress(): (work: () => void) => void {
  const waiting = useRef<(() => void)[]>([]);
  const down = useRef(false);
  useEffect(() => {
    const press = () => {
      down.current = true;
    };
    const release = () => {
      down.current = false;
      // The click follows the release.
      window.setTimeout(() => waiting.current.splice(0).forEach((work) => work()), 0);
    };
    window.addEventListener("pointerdown", press, true);
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
    return () => {
      window.removeEventListener("pointerdown", press, true);
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
    };
  }, []);
  return useCallback((work) => {
    if (down.current) waiting.current.push(work);
    else work();
  }, []);
}

/** A second press while the first is on its way is ignored; when the page is shown again it can be pressed again. */
function useOnePress(): { saving: boolean; sending: Sending } {
  const [saving, setSaving] = useState(false);
  const pressed = useRef(false);
  const release = useCallback(() => {
    pressed.current = false;
    setSaving(false);
  }, []);
  const sending = useMemo<Sending>(() => ({
    is: () => pressed.current,
    press: (event) => {
      if (pressed.current) event.preventDefault();
      pressed.current = true;
      setSaving(true);
      window.setTimeout(release, slowSave);
    },
    release,
  }), [release]);
  useEffect(() => {
    window.addEventListener("pageshow", release);
    return () => window.removeEventListener("pageshow", release);
  }, [release]);
  return { saving, sending };
}
/** Milliseconds after which a save that has not come back may be tried again. */
const slowSave = 15_000;
