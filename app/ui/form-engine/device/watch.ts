/** Watches a section's form for what is typed, answer by answer, and hands each over as the fields that the form would post. */
import { sign, takeAt, type Field } from "./queue.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const isControl = (element: Element | EventTarget | null): element is Control => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

interface Typing {
  first: number;
  timer: number;
}

export class Watch {
  /** What of each answer was handed over or came from the server. */
  private readonly seen = new Map<string, string>();
  private readonly typing = new Map<string, Typing>();
  /** Where the cursor was last. */
  lastIn: Control | undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly questions: readonly string[],
    private readonly take: (question: string, fields: readonly Field[]) => void,
  ) {
    for (const question of questions) this.seen.set(question, sign(this.fields(question, true)));
  }

  /** @returns what ends it */
  start(): () => void {
    const { form } = this;
    const typed = ({ target }: Event) => this.typedIn(questionOf(target));
    const left = (event: FocusEvent) => {
      const question = questionOf(event.target);
      if (question && question !== questionOf(event.relatedTarget)) this.handOver(question);
    };
    const entered = ({ target }: Event) => {
      if (isControl(target) && target.form === form) this.lastIn = target;
    };
    const all = () => this.handOverAll();
    const listening = [["input", typed], ["change", typed], ["focusout", left], ["focusin", entered]] as const;
    for (const [event, listener] of listening) form.addEventListener(event, listener as EventListener);
    // The last chance: a page that is hidden may never be seen again.
    window.addEventListener("pagehide", all);
    document.addEventListener("submit", all, true);
    document.addEventListener("visibilitychange", all);
    // Fields can change without a word, as a row that is taken away does.
    const changes = new MutationObserver(() => this.questions.forEach((question) => this.isTyped(question) && this.typedIn(question)));
    changes.observe(form, { subtree: true, childList: true });
    // What was typed before the script was there.
    all();
    return () => {
      for (const [event, listener] of listening) form.removeEventListener(event, listener as EventListener);
      window.removeEventListener("pagehide", all);
      document.removeEventListener("submit", all, true);
      document.removeEventListener("visibilitychange", all);
      changes.disconnect();
      for (const { timer } of this.typing.values()) clearTimeout(timer);
    };
  }

  touched(question: string): "typed" | "in" | "no" {
    if (this.isTyped(question)) return "typed";
    const active = document.activeElement;
    return isControl(active) && active.form === this.form && questionOf(active) === question ? "in" : "no";
  }
  get anyTyped(): boolean {
    return this.questions.some((question) => this.isTyped(question));
  }

  /** Another text stands there now, and nobody typed it. */
  settled(question: string): void {
    clearTimeout(this.typing.get(question)?.timer);
    this.typing.delete(question);
    this.seen.set(question, sign(this.fields(question)));
  }

  handOverAll(): void {
    for (const question of this.questions) this.handOver(question);
  }

  /** The fields of an answer as the form posts them, or as they came from the server. */
  fields(question: string, asSent = false): Field[] {
    const controls = [...(this.frame(question)?.querySelectorAll("input, textarea, select") ?? [])].filter(isControl).filter((one) => one.form === this.form && !one.name.startsWith("version.") && one.name !== "");
    if (asSent) return controls.flatMap(sentWith);
    const names = new Set(controls.map((one) => one.name));
    return [...new FormData(this.form)].flatMap(([name, value]): Field[] => (names.has(name) && typeof value === "string" ? [[name, value]] : []));
  }

  private frame(question: string): Element | null {
    return this.form.querySelector(`[data-question="${CSS.escape(question)}"]`);
  }
  private isTyped(question: string): boolean {
    return sign(this.fields(question)) !== this.seen.get(question);
  }
  private typedIn(question: string | undefined): void {
    if (question === undefined) return;
    const now = performance.now();
    const { first, timer } = this.typing.get(question) ?? { first: now, timer: 0 };
    clearTimeout(timer);
    this.typing.set(question, { first, timer: window.setTimeout(() => this.handOver(question), takeAt(first, now) - now) });
  }
  private handOver(question: string): void {
    clearTimeout(this.typing.get(question)?.timer);
    this.typing.delete(question);
    const fields = this.fields(question);
    if (sign(fields) === this.seen.get(question)) return;
    this.seen.set(question, sign(fields));
    this.take(question, fields);
  }
}

const questionOf = (target: EventTarget | null): string | undefined => (target instanceof Element ? target.closest<HTMLElement>("[data-question]")?.dataset["question"] : undefined);

/** What a control posts when nobody has touched it. */
function sentWith(control: Control): Field[] {
  if (control instanceof HTMLSelectElement) {
    const chosen = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
    return chosen ? [[control.name, chosen.value]] : [];
  }
  if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) return control.defaultChecked ? [[control.name, control.value]] : [];
  return control instanceof HTMLInputElement && control.type === "file" ? [] : [[control.name, control.defaultValue]];
}
