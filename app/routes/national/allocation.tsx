/** A round's money over the areas: a preview whose parts add up to the penny, sharing it out, and raising it in the year. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { listRoundsWithPots } from "#app/domain/awards/national-return/read.server.ts";
import { may as mayReturns } from "#app/domain/awards/national-return/policy.ts";
import { allocateRound, increaseAllocation, listAllocationChanges, previewAllocation, sharesOfRound } from "#app/domain/funds/allocate.server.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getRound, listPotsOfRound } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence, parsePounds, penceAsTyped } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, MoneyField, Select, TextArea } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice, SummaryList, Warning } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Allocation: ${data.round.title}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(mayReturns.readAll(person));
  const { db } = lade;
  const round = await getRound(db, params.round ?? "");
  const pots = await listPotsOfRound(db, round.id);
  const formulas = [];
  for (const one of round.shape === "areas" ? await listRoundsWithPots(db) : []) if ((await sharesOfRound(db, one.id)).length === 32) formulas.push({ code: one.code, title: one.title });
  return {
    round: { code: round.code, title: round.title, budget_pence: round.budget_pence, administration_pence: round.administration_pence, areas: round.shape === "areas" },
    pots: pots.map((pot) => ({ id: pot.id, area_name: pot.area_name, allocation_pence: pot.allocation_pence, committed_pence: pot.committed_pence })),
    formulas,
    preview: await previewAsked(lade.db, round.id, url.searchParams),
    changes: (await listAllocationChanges(db, round.id)).map((change) => ({ ...change, when: formatInstant(change.changed_at) })),
    mayAllocate: may.allocate(person).allowed,
    done: url.searchParams.get("done"),
  };
});

/** The preview that the address asks for; what is wrong with it in words; null where none is asked for. */
async function previewAsked(db: Parameters<typeof previewAllocation>[0], roundId: string, asked: URLSearchParams) {
  const total = asked.get("total");
  const formula = asked.get("like");
  if (total === null || !formula) return null;
  const from = (await listRoundsWithPots(db)).find((one) => one.code === formula);
  if (!from) throw new NotFound();
  try {
    const allocation = await previewAllocation(db, roundId, parsePounds(total) ?? 0, await sharesOfRound(db, from.id));
    return { total, like: from, allocation, refusal: null };
  } catch (error) {
    if (error instanceof Invalid) return { total, like: from, allocation: null, refusal: error.message };
    throw error;
  }
}

const reason = z.string().default("").transform((typed) => typed.trim());
const pounds = z.string().default("").transform((typed) => parsePounds(typed) ?? 0);
const increaseForm = z.object({ by_pence: pounds, reason, pot_id: z.string().default("").transform((id) => id || undefined) });
const allocateForm = z.object({ total: pounds, like: z.string(), reason, seen: z.string().regex(/^\d{1,15}$/, "Open the preview again").transform(Number) });

export const action = verb(async ({ lade, params, form }) => {
  permit(may.allocate(staff(lade)));
  const code = params.round ?? "";
  const intent = text(form, "intent");
  if (intent === "increase") await increaseAllocation(lade, code, parseForm(increaseForm, form));
  else if (intent === "allocate") {
    const { total, like, seen, reason: why } = parseForm(allocateForm, form);
    const shares = await sharesOfRound(lade.db, (await getRound(lade.db, like)).id);
    await allocateRound(lade, code, { total_pence: total, shares, reason: why }, seen);
  } else throw new NotFound();
  return redirect(paths.roundAllocation(code, { done: intent }));
});

const doneWords: Record<string, string> = { increase: "The money is added. The areas’ pages show it now.", allocate: "The money is shared out. The areas’ pages show it now." };

export default function Allocation() {
  const data = useLoaderData<typeof loader>();
  const { round, pots, done } = data;
  const refused = useRefused();
  const allocated = pots.reduce((sum, pot) => sum + pot.allocation_pence, 0);
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Returns of the bodies", to: paths.returnsOfBodies({ round: round.code }) }, { text: "Allocation" }]} />
      <ErrorSummary errors={refused?.errors} ids={refused?.values.intent?.[0] === "allocate" ? { reason: "allocate-reason" } : {}} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <PageHeader title={`Allocation: ${round.title}`} />
      <SummaryList
        rows={[
          { key: "Budget for awards", value: round.budget_pence === null ? "Not set" : formatPence(round.budget_pence) },
          { key: "Allocated to areas", value: formatPence(allocated) },
          { key: "Difference", value: round.budget_pence === null ? "Not known" : formatPence(round.budget_pence - allocated) },
          { key: "Money for running the round", value: round.administration_pence === null ? "Not recorded" : `${formatPence(round.administration_pence)}, beside the budget and in no figure of awards` },
        ]}
      />
      {data.preview ? <Preview preview={data.preview} seen={allocated} mayAllocate={data.mayAllocate} refused={refused} /> : null}
      {data.mayAllocate && round.areas ? <AskPreview data={data} /> : null}
      {data.mayAllocate && pots.length > 0 ? <Increase data={data} refused={refused?.values.intent?.[0] === "increase" ? refused : undefined} /> : null}
      <Table
        caption="Allocations now" dense columns={[{ key: "area", heading: "Area" }, { key: "allocation", heading: "Allocation", numeric: true }, { key: "committed", heading: "Committed", numeric: true }]}
        rows={pots.map((pot) => ({ area: pot.area_name, allocation: formatPence(pot.allocation_pence), committed: formatPence(pot.committed_pence) }))}
        total={pots.length > 0 ? { area: "All areas", allocation: formatPence(allocated), committed: formatPence(pots.reduce((sum, pot) => sum + pot.committed_pence, 0)) } : undefined}
        empty="No area has a share of this round yet."
      />
      <Table
        caption="Changes, the newest first" dense empty="The allocation has not been changed here."
        columns={[{ key: "what", heading: "Whose" }, { key: "from", heading: "From", numeric: true }, { key: "to", heading: "To", numeric: true }, { key: "why", heading: "Why" }, { key: "who", heading: "By" }]}
        rows={data.changes.map((change) => ({ what: change.area_name ?? "The round’s budget", from: formatPence(change.from_pence), to: formatPence(change.to_pence), why: <span className="app-as-typed">{change.reason}</span>, who: `${change.person_name}, ${change.when}` }))}
      />
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function AskPreview({ data: { formulas, preview, round } }: { data: Data }) {
  if (formulas.length === 0) return null;
  return (
    <section aria-labelledby="share">
      <h2 id="share">Share the money out</h2>
      <Form method="get">
        <MoneyField name="total" label="What is shared out, in pounds" value={preview?.total ?? penceAsTyped(round.budget_pence)} />
        <Select name="like" label="By the shares of" hint="An earlier round’s allocations stand for the formula that made them." options={formulas.map((one) => ({ value: one.code, text: one.title }))} value={preview?.like.code ?? formulas[0]!.code} />
        <Button secondary>Show the parts</Button>
      </Form>
    </section>
  );
}

function Preview({ preview, seen, mayAllocate, refused }: { preview: NonNullable<Data["preview"]>; seen: number; mayAllocate: boolean; refused: Refused | undefined }) {
  const { allocation } = preview;
  if (!allocation) return <Notice kind="error" title="This can’t be shared out">{preview.refusal ?? ""}</Notice>;
  return (
    <section aria-labelledby="preview">
      <h2 id="preview">{formatPence(allocation.total_pence)} by the shares of {preview.like.title}</h2>
      <Inset>Whole pence by largest remainder: the {allocation.lines.length} parts add up to exactly {formatPence(allocation.total_pence)}.</Inset>
      {allocation.problems.map((problem) => <Warning key={problem}>{problem}</Warning>)}
      <Table
        caption="The parts" dense columns={[{ key: "area", heading: "Area" }, { key: "now", heading: "Now", numeric: true }, { key: "then", heading: "Then", numeric: true }]}
        rows={allocation.lines.map((line) => ({ area: line.area_name, now: line.now_pence === null ? "no share yet" : formatPence(line.now_pence), then: formatPence(line.then_pence) }))}
        total={{ area: "All areas", now: formatPence(seen), then: formatPence(allocation.total_pence) }}
      />
      {mayAllocate && allocation.problems.length === 0 ? (
        <Form refused={refused?.values.intent?.[0] === "allocate" ? refused : undefined}>
          <Hidden name="intent" value="allocate" />
          <Hidden name="total" value={preview.total} />
          <Hidden name="like" value={preview.like.code} />
          <Hidden name="seen" value={seen} />
          <TextArea name="reason" id="allocate-reason" label="Why is it shared out so?" hint="It stays with each change." rows={3} limit={2_000} />
          <ButtonGroup><Button>Share out {formatPence(allocation.total_pence)}</Button></ButtonGroup>
        </Form>
      ) : null}
    </section>
  );
}

function Increase({ data: { pots }, refused }: { data: Data; refused: Refused | undefined }) {
  return (
    <section aria-labelledby="raise">
      <h2 id="raise">Add money in the year</h2>
      <Form refused={refused}>
        <Hidden name="intent" value="increase" />
        <MoneyField name="by_pence" label="How much more, in pounds" />
        <Select name="pot_id" label="For" options={[{ value: "", text: "Every area, by its present share" }, ...pots.map((pot) => ({ value: pot.id, text: pot.area_name }))]} value="" />
        <TextArea name="reason" label="Why?" hint="It stays with the change." rows={3} limit={2_000} />
        <ButtonGroup><Button secondary>Add it</Button></ButtonGroup>
      </Form>
    </section>
  );
}
