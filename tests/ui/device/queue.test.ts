/** The answers that wait to be sent: what comes first, what replaces what, what an answer of the server means. */
import { describe, expect, it } from "vitest";
import { first, isExpired, keptFor, leftBehind, outcomeOf, refused, rekeyed, retryIn, sameFields, saved, settled, takeAt, tried, write, type Edit, type Queue } from "#app/ui/form-engine/device/queue.ts";

let number = 0;
const edit = (question: string, text: string, more: Partial<Edit> = {}): Edit => ({
  key: `key-${(number += 1)}`, application: "a", person: "p", section: "need", question, tab: "t", line: "t", at: number, base: 3, fields: [[question, text]], ...more,
});
const typed = (queue: Queue, ...edits: Edit[]): Queue => edits.reduce((now, one) => write(now, one).queue, queue);
const texts = (queue: Queue) => queue.map((one) => `${one.fields[0]![1]} on ${one.base}${one.tried ? " tried" : ""}${one.held ? " held" : ""}`);

describe("what is typed again before it was sent", () => {
  it("takes the place of what it corrects, and keeps its turn", () => {
    const [one, two, again] = [edit("need", "a"), edit("say", "b"), edit("need", "ab")];
    const after = write(typed([], one, two), again);
    expect(texts(after.queue)).toEqual(["ab on 3", "b on 3"]);
    expect(after.drop).toEqual([one.key]);
    expect(first(after.queue)?.key).toBe(again.key);
  });

  it("never takes the place of a text that may be with the server already", () => {
    const one = edit("need", "a");
    const queue = tried(typed([], one), one.key);
    const after = write(queue, edit("need", "ab"));
    expect(texts(after.queue)).toEqual(["a on 3 tried", "ab on 3"]);
    expect(after.drop).toEqual([]);
    expect(first(after.queue)?.key).toBe(one.key);
  });

  it("never takes the place of what another page left behind", () => {
    const left = edit("need", "left behind", { line: "another" });
    const after = write(typed([], left), edit("need", "typed here"));
    expect(texts(after.queue)).toEqual(["left behind on 3", "typed here on 3"]);
    expect(after.drop).toEqual([]);
  });
});

it("what a closed page left in the field is sent before what is typed on from it", () => {
  const left = edit("need", "left");
  const queue = typed([], left).map((one) => ({ ...one, left: true }));
  expect(texts(write(queue, edit("need", "left and more")).queue)).toEqual(["left on 3", "left and more on 3"]);
});

describe("when the server has a text", () => {
  it("what was typed after it stands on the version it became, so that nobody is in conflict with themselves", () => {
    const [one, two] = [edit("need", "a"), edit("need", "ab")];
    const queue = typed(tried(typed([], one), one.key), two);
    const after = saved(queue, one.key, 4);
    expect(texts(after.queue)).toEqual(["ab on 4"]);
    expect(after.rebased.map(({ key }) => key)).toEqual([two.key]);
  });

  it("what another page wrote on the old version stays on it: then both texts are shown", () => {
    const [one, other] = [edit("need", "a"), edit("need", "b", { line: "another" })];
    expect(texts(saved(typed([], one, other), one.key, 4).queue)).toEqual(["b on 3"]);
  });

  it("an answer that comes twice changes nothing", () => {
    const one = edit("need", "a");
    const queue = typed([], one);
    const once = saved(queue, one.key, 4).queue;
    expect(saved(once, one.key, 4)).toEqual({ queue: once, rebased: [] });
  });
});

describe("when somebody else was first", () => {
  it("what was typed after waits for the choice, and other answers go on", () => {
    const [one, two, other] = [edit("need", "a"), edit("need", "ab"), edit("say", "c")];
    const queue = refused(typed(tried(typed([], one), one.key), two, other), one.key);
    expect(texts(queue)).toEqual(["ab on 3 held", "c on 3"]);
    expect(first(queue)?.question).toBe("say");
    const further = write(queue, edit("need", "abc")).queue;
    expect(texts(further)).toEqual(["abc on 3 held", "c on 3"]);
    const chosen = settled(further, { question: "need", line: "t" });
    expect(texts(chosen.queue)).toEqual(["c on 3"]);
    expect(chosen.drop).toHaveLength(1);
  });

  it("the choice about one page's text throws away no other page's", () => {
    const queue = typed([], edit("need", "a", { line: "another" }), edit("need", "b"));
    expect(texts(settled(queue, { question: "need", line: "t" }).queue)).toEqual(["a on 3"]);
  });
});

it("a key that is taken is given up, never the text", () => {
  const one = edit("need", "a");
  const queue = rekeyed(tried(typed([], one), one.key), one.key, "fresh");
  expect(queue.map(({ key, tried: sent, fields }) => [key, sent, fields[0]![1]])).toEqual([["fresh", false, "a"]]);
});

describe("what lies on the device from before", () => {
  const record = (more: Partial<Edit> & { tried?: boolean }) => ({ ...edit("need", ""), tried: false, ...more });
  const me = { person: "p", application: "a", tab: "t", open: new Set(["open"]) };

  it("is taken up where it is this person's, of this draft, and no open page looks after it", () => {
    const records = [
      record({ key: "later", tab: "closed", at: 20 }), record({ key: "sooner", tab: "closed", at: 10 }), record({ key: "another person's", tab: "closed", person: "q" }),
      record({ key: "another draft's", tab: "closed", application: "b" }), record({ key: "an open page's", tab: "open" }), record({ key: "my own", tab: "t" }),
    ];
    expect(leftBehind(records, me).map(({ key }) => key)).toEqual(["sooner", "later"]);
  });

  it("what may have been sent comes before what was typed after it in the same moment", () => {
    const records = [record({ key: "second", tab: "closed", at: 10 }), record({ key: "first", tab: "closed", at: 10, tried: true })];
    expect(leftBehind(records, me).map(({ key }) => key)).toEqual(["first", "second"]);
  });

  it("is taken up by every page where the browser does not say which are open: the server takes each key once", () => {
    expect(leftBehind([record({ key: "perhaps open", tab: "open" })], { ...me, open: undefined }).map(({ key }) => key)).toEqual(["perhaps open"]);
  });

  it("is gone after 14 days and not a moment before", () => {
    expect(isExpired({ at: 0 }, keptFor - 1)).toBe(false);
    expect(isExpired({ at: 0 }, keptFor)).toBe(true);
    expect(keptFor).toBe(1_209_600_000);
  });
});

describe("an answer of the server", () => {
  const body = { saved: [{ question: "need", version: 4, at: "10:42" }], refused: [], errors: {}, late: false, receipt: null, closed: false };

  it("counts as saved only where it says so of this answer", () => {
    expect(outcomeOf("need", 200, body)).toEqual({ kind: "saved", version: 4, at: "10:42" });
    expect(outcomeOf("say", 200, body)).toEqual({ kind: "away" });
    expect(outcomeOf("need", 200, undefined)).toEqual({ kind: "away" });
  });

  it.each([500, 502, 503, 504, 429, 0])("%i is not saved and goes again later", (status) => {
    expect(outcomeOf("need", status, body)).toEqual({ kind: "away" });
  });

  it("says what has to happen first", () => {
    expect(outcomeOf("need", 401, undefined)).toEqual({ kind: "signed-out" });
    expect(outcomeOf("need", 403, { otherPerson: true })).toEqual({ kind: "other-person" });
    expect(outcomeOf("need", 404, undefined)).toEqual({ kind: "not-yours" });
    expect(outcomeOf("need", 413, undefined)).toEqual({ kind: "too-long" });
    expect(outcomeOf("need", 422, undefined)).toEqual({ kind: "key-taken" });
    expect(outcomeOf("need", 200, { ...body, late: true, receipt: "/r" })).toEqual({ kind: "late", receipt: "/r" });
  });
});

describe("times", () => {
  it("a text is taken when the hands rest, and within two seconds however long they go on", () => {
    expect(takeAt(0, 0)).toBe(800);
    expect(takeAt(0, 500)).toBe(1_300);
    for (let now = 0; now < 60_000; now += 100) expect(takeAt(0, now)).toBeLessThan(2_000);
  });

  it("tries come ever more seldom, never all at once, and at least twice a minute", () => {
    expect(retryIn(0, 0)).toBe(750);
    expect(retryIn(0, 1)).toBe(1_250);
    for (let attempt = 0; attempt < 200; attempt += 1) expect(retryIn(attempt, 1)).toBeLessThanOrEqual(37_500);
    expect(retryIn(3, 0.5)).toBeGreaterThan(retryIn(2, 0.5));
  });
});

it("two sets of fields say the same whatever their line ends and empty rows", () => {
  expect(sameFields([["need", "a\r\nb"], ["say", ""]], [["need", "a\nb"]])).toBe(true);
  expect(sameFields([["need", "a"]], [["need", "a "]])).toBe(false);
});
