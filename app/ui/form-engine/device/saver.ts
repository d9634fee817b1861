/**
 * Saves the answers of an open page by themselves: what is typed goes on the device first, then to the server, one after the other;
 * what comes back says so beside the question. Knows neither React nor the form's fields.
 */
import { openDevice, pageOnly, type Device } from "./device.ts";
import { first, refused, rekeyed, retryIn, sameFields, saved, settled, since, tried, write, type Field, type Outcome, type Queue, type Waiting } from "./queue.ts";
import type { Reading, Talk } from "./talk.ts";
import { atFirst, type AnswerState, type Conflict, type Page, type Trouble, type View } from "./view.ts";

export interface SaverOptions<V> {
  application: string;
  section: string;
  versions: Readonly<Record<string, number>>;
  talk: Talk<V>;
  page: Page<V>;
  /** Where unsent answers are kept; the browser's own when left out. */
  device?: typeof openDevice;
}

/** No oftener than this many milliseconds asks the page what the others did. */
const pollGap = 5_000;
/** Milliseconds after which a save that has not been answered is said to be under way. */
const slow = 2_500;
/** Nothing can be sent from this page until somebody does something. */
const stopped: ReadonlySet<Trouble | undefined> = new Set<Trouble | undefined>(["signed-out", "other-person", "not-yours"]);

const isOffline = (): boolean => typeof navigator !== "undefined" && navigator.onLine === false;

export class Saver<V> {
  private readonly tab = crypto.randomUUID();
  private readonly versions: Map<string, number>;
  private readonly listeners = new Set<() => void>();
  private readonly later: [question: string, conflict: Conflict<V>][] = [];
  private queue: Queue = [];
  private device: Device = pageOnly;
  private disk: Promise<void> = Promise.resolve();
  private sending: Promise<void> | undefined;
  private person = "";
  private beginning: Promise<void> | undefined;
  private shared = false;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readAt = 0;
  private ended = false;
  private now: View<V> = atFirst;

  constructor(private readonly options: SaverOptions<V>) {
    this.versions = new Map(Object.entries(options.versions));
  }

  readonly view = (): View<V> => this.now;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Asks who is there, opens their shelf and sends what lies on it. Called again it asks how things stand. */
  async look(): Promise<void> {
    if (this.now.trouble === "late" || this.ended) return;
    this.readAt = Date.now();
    const heard = await this.options.talk.read();
    if (this.ended) return;
    if (heard.kind === "read") return this.hear(heard.reading);
    if (heard.kind === "away") {
      if (this.person === "" || this.queue.length > 0) this.away();
      return;
    }
    this.show({ trouble: heard.kind === "not-yours" && this.now.trouble === "signed-out" ? "other-person" : heard.kind });
  }

  /** Something was typed or chosen: onto the device, then to the server. */
  typed(question: string, fields: readonly Field[]): void {
    if (this.now.trouble === "late") return this.leaveOver(question, fields);
    const { application, section } = this.options;
    const conflict = this.now.conflicts[question];
    const edit = { key: crypto.randomUUID(), application, section, question, person: this.person, tab: this.tab, line: this.tab, at: Date.now(), base: this.versions.get(question) ?? 0, fields, ...(conflict?.inField && { held: true }) };
    const { queue, put, drop } = write(this.queue, edit);
    this.queue = queue;
    this.keep(put, drop);
    if (conflict?.inField) this.show({ conflicts: { ...this.now.conflicts, [question]: { ...conflict, typed: fields } } });
    this.say(question, put.held ? { kind: "choose" } : this.waiting(question));
    void this.send();
  }

  /**
   * Sends what waits. "clear": everything is with the server and nothing waits for a choice. "unable": this page has never reached the
   * server in the background; a plain form may.
   */
  async flush(): Promise<"clear" | "waiting" | "unable"> {
    this.tryAgain();
    if (this.person === "" || stopped.has(this.now.trouble)) await this.look();
    await this.send();
    await this.disk;
    if (this.person === "" && !isOffline()) return "unable";
    return this.queue.length === 0 && Object.keys(this.now.conflicts).length === 0 && !stopped.has(this.now.trouble) && this.now.trouble !== "offline" ? "clear" : "waiting";
  }

  /** The connection is back, or the page is seen again. */
  async wake(): Promise<void> {
    this.tryAgain();
    if (this.now.trouble === "offline") this.show({ trouble: undefined });
    await this.look();
    await this.send();
  }

  offline(): void {
    if (!stopped.has(this.now.trouble)) this.show({ trouble: "offline" });
  }

  /** What was chosen of two texts. `fields`: what stands in the person's own field now. */
  async choose(question: string, whose: "mine" | "theirs", fields: readonly Field[]): Promise<void> {
    const conflict = this.now.conflicts[question];
    if (!conflict) return;
    const inTheField = whose === "mine" && conflict.inField;
    // What was typed since has its place beside theirs first: it is what is chosen or given up.
    let { id, mine: { value: mine } } = conflict;
    for (const one of since(this.queue, { question, line: conflict.line }).filter((later) => !inTheField || !sameFields(later.fields, fields))) {
      const kept = await this.options.talk.save(one);
      if (kept.kind === "refused") ({ id, mine: { value: mine } } = kept);
      else if (kept.kind !== "saved") return this.stop(kept);
    }
    if (inTheField) {
      this.leave(question);
      this.setVersion(question, conflict.version);
      this.typed(question, fields);
      return this.send();
    }
    const outcome = await this.options.talk.choose(question, `${whose === "mine" ? "use" : "keep"}:${id}`, { key: crypto.randomUUID(), section: this.options.section, person: this.person });
    if (outcome.kind !== "saved") return this.stop(outcome);
    this.leave(question);
    if (!this.queue.some((one) => one.question === question)) {
      this.setVersion(question, whose === "mine" ? outcome.version : conflict.version);
      this.options.page.replace(question, whose === "mine" ? mine : conflict.standing.value);
      // Theirs may have changed again since it was shown.
      await this.look();
    }
    this.say(question, { kind: "saved", at: outcome.at });
  }

  /** In place, while the page stays as it is. */
  async signIn(email: string, password: string): Promise<"in" | "wrong" | "too-often" | "away" | "more" | "other"> {
    const answer = await this.options.talk.signIn(email, password, this.shared);
    if (answer !== "in") return answer;
    await this.look();
    if (this.now.trouble === "other-person") return "other";
    if (this.now.trouble === "signed-out") return "more";
    void this.send();
    return "in";
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.retry);
    this.listeners.clear();
  }

  // ---- sending

  private send(): Promise<void> {
    return (this.sending ??= this.sendAll().finally(() => (this.sending = undefined)));
  }

  private async sendAll(): Promise<void> {
    const next = () => (this.person === "" || this.retry !== undefined || stopped.has(this.now.trouble) || this.ended ? undefined : first(this.queue));
    for (let one = next(); one; one = next()) {
      const sending = { ...one, tried: true };
      this.queue = tried(this.queue, one.key);
      if (!one.tried) this.keep(sending, []);
      await this.disk;
      const takesLong = setTimeout(() => this.now.trouble ?? this.show({ trouble: "slow" }), slow);
      this.hearOf(sending, await this.device.inTurn(() => this.options.talk.save(sending)));
      clearTimeout(takesLong);
      if (this.now.trouble === "slow") this.show({ trouble: undefined });
    }
    if (this.queue.length === 0 && this.person !== "" && Date.now() - this.readAt > pollGap) void this.look();
  }

  private hearOf(one: Waiting, outcome: Outcome<V>): void {
    const { question, key } = one;
    if (outcome.kind === "saved") return this.hasSaved(one, outcome);
    if (outcome.kind === "refused") {
      this.queue = refused(this.queue, key);
      this.keep(undefined, [key]);
      const { id, version, standing, mine } = outcome;
      const typed = since(this.queue, one).at(-1)?.fields;
      return this.ask(question, { id, version, standing, mine, line: one.line, inField: one.line === this.tab, ...(typed && { typed }) });
    }
    if (outcome.kind === "key-taken") {
      const fresh = crypto.randomUUID();
      this.queue = rekeyed(this.queue, key, fresh);
      this.keep(this.queue.find((other) => other.key === fresh), [key]);
      return this.away();
    }
    if (outcome.kind !== "late" && outcome.kind !== "too-long") return this.stop(outcome);
    this.queue = this.queue.filter((other) => other.key !== key);
    this.keep(undefined, [key]);
    if (outcome.kind === "too-long") return this.say(question, { kind: "too-long" });
    this.leaveOver(question, one.fields);
    this.stop(outcome);
  }

  private hasSaved({ question, key, line }: Waiting, { version, at }: { version: number; at: string }): void {
    this.attempt = 0;
    const { queue, rebased } = saved(this.queue, key, version);
    this.queue = queue;
    this.keep(undefined, [key]);
    for (const one of rebased) this.keep(one, []);
    // What an earlier page left behind is not what stands in this page's field: the field hears of it as of anybody's change.
    if (line === this.tab) this.setVersion(question, Math.max(version, this.versions.get(question) ?? 0));
    else void this.look();
    this.show({ savedAt: at });
    this.say(question, queue.some((other) => other.question === question) ? { kind: "waiting", was: at } : { kind: "saved", at });
    if (this.now.trouble === "offline" || this.now.trouble === "away") this.show({ trouble: undefined });
  }

  /** Nothing more can be sent for now. */
  private stop(outcome: Outcome<V>): void {
    if (outcome.kind === "late") return this.show({ trouble: "late", receipt: outcome.receipt, conflicts: {} });
    if (outcome.kind === "signed-out" || outcome.kind === "other-person" || outcome.kind === "not-yours") return this.show({ trouble: outcome.kind });
    this.away();
  }

  private away(): void {
    this.show({ trouble: isOffline() ? "offline" : "away" });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void (this.person === "" ? this.look() : this.send());
    }, retryIn(this.attempt, Math.random()));
    this.attempt += 1;
  }
  private tryAgain(): void {
    this.attempt = 0;
    clearTimeout(this.retry);
    this.retry = undefined;
  }

  // ---- hearing

  private async hear(reading: Reading<V>): Promise<void> {
    if (this.person !== "" && reading.person !== this.person) return this.show({ trouble: "other-person" });
    if (this.person === "") await (this.beginning ??= this.begin(reading).finally(() => (this.beginning = undefined)));
    if (reading.sent) this.show({ trouble: "late", conflicts: {} });
    else if (this.queue.length === 0 || stopped.has(this.now.trouble)) this.show({ trouble: undefined });
    this.show({ here: reading.here });
    for (const change of reading.changed) this.changed(change);
    this.tryAgain();
    void this.send();
  }

  private async begin({ person, device_key, keep, versions }: Reading<V>): Promise<void> {
    const { application, device = openDevice, section, page } = this.options;
    const opened = await device({ person, application, tab: this.tab, deviceKey: device_key, keep });
    const left = await opened.adopt();
    // From here on without a pause: what is typed meanwhile is in the queue or behind it.
    [this.shared, this.device, this.person] = [!keep, opened, person];
    const typed = this.queue.map((one) => ({ ...one, person }));
    const last = new Map(left.map((record) => [record.question, record]));
    const restored = [...last.values()].filter(({ question, section: of, base }) =>
      of === section && base === (versions[question] ?? 0) && base === (this.versions.get(question) ?? 0) && page.touched(question) === "no" && !typed.some((one) => one.question === question));
    const ours = new Set(restored.map(({ question, line }) => `${question} ${line}`));
    const found = left.map((record): Waiting => ({ ...record, held: false, left: true, line: ours.has(`${record.question} ${record.line}`) ? this.tab : record.line }));
    this.queue = [...found, ...typed];
    this.show({ keeps: opened.keeps });
    for (const one of [...found, ...typed]) {
      this.keep(one, []);
      if (one.section === section) this.say(one.question, this.waiting(one.question));
    }
    for (const { question, fields } of restored) page.restore(question, fields);
  }

  /** Somebody else's words take the place of an answer that this person has not touched. */
  private changed({ question, version, value, by, at }: Reading<V>["changed"][number]): void {
    if (version <= (this.versions.get(question) ?? 0) || this.queue.some((one) => one.question === question) || this.now.conflicts[question]) return;
    const touched = this.options.page.touched(question);
    if (touched === "typed") return;
    this.say(question, { kind: "changed", by, at, pending: touched === "in" });
    if (touched === "in") return;
    this.setVersion(question, version);
    this.options.page.replace(question, value);
  }

  // ---- small things

  private keep(one: Waiting | undefined, drop: readonly string[]): void {
    this.disk = this.disk.then(async () => {
      if (this.person === "") return;
      if (!(await this.device.put(one && { ...one, person: this.person }, drop))) this.show({ keeps: false });
    });
    this.show({ unsent: this.queue.length });
  }
  private setVersion(question: string, version: number): void {
    this.versions.set(question, version);
    this.options.page.version(question, version);
  }
  /** Asks which of two texts it is to be; one question at a time, where several pages left theirs. */
  private ask(question: string, conflict: Conflict<V>): void {
    if (this.now.conflicts[question]) return void this.later.push([question, conflict]);
    this.show({ conflicts: { ...this.now.conflicts, [question]: conflict } });
    this.say(question, { kind: "choose" });
  }
  /** The conflict is over. */
  private leave(question: string): void {
    const { [question]: over, ...conflicts } = this.now.conflicts;
    const { queue, drop } = settled(this.queue, { question, line: over?.line ?? this.tab });
    this.queue = queue;
    this.keep(undefined, drop);
    this.show({ conflicts });
    const next = this.later.findIndex(([of]) => of === question);
    const [waiting] = next < 0 ? [] : this.later.splice(next, 1);
    if (waiting) this.ask(...waiting);
  }
  private leaveOver(question: string, fields: readonly Field[]): void {
    this.show({ leftOver: [...this.now.leftOver.filter((one) => one.question !== question), { question, fields }] });
  }
  private waiting(question: string): AnswerState {
    const state = this.now.answers[question];
    return { kind: "waiting", was: state?.kind === "saved" ? state.at : state?.kind === "waiting" ? state.was : undefined };
  }
  private say(question: string, state: AnswerState): void {
    this.show({ answers: { ...this.now.answers, [question]: state } });
  }
  private show(change: Partial<View<V>>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }
}
