/** An area's national return of a round: its awards as the nation counts them, for download; and the signature that it is complete. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { coverages } from "#app/domain/awards/elsewhere/check.ts";
import { edgeRule, incomeBand, incomeBands, notKnown, notKnownMeans, reachWords, signForm, statementOf, takeBackForm, type ReturnRow } from "#app/domain/awards/national-return/model.ts";
import { may } from "#app/domain/awards/national-return/policy.ts";
import { countReceived, countUnreleased, findSigned, listReturnRows, listSignatures, returnTotals } from "#app/domain/awards/national-return/read.server.ts";
import { signReturn, takeBackReturn } from "#app/domain/awards/national-return/sign.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, ErrorSummary, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Inset, Notice, Stat, Stats, SummaryList, SyntheticMark, Timeline } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `National return: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

const rowsOnPage = 100;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.read(person, pot));
  const totals = await returnTotals(db, pot.id);
  const signed = await findSigned(db, pot.id);
  const all = await listReturnRows(db, pot);
  const pages = Math.max(1, Math.ceil(all.length / rowsOnPage));
  const current = Math.min(pages, Math.max(1, Number(/^\d{1,5}$/.exec(url.searchParams.get("page") ?? "")?.[0] ?? 1)));
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    totals,
    rows: all.slice((current - 1) * rowsOnPage, current * rowsOnPage),
    gaps: gapsOf(all),
    page: current,
    pages,
    unreleased: await countUnreleased(db, pot.id),
    received: pot.round_kind === "live" ? await countReceived(db, pot.id) : null,
    signed: signed ? { signatory_name: signed.signatory_name, when: formatInstant(signed.signed_at), changed: signed.changed, statement: signed.statement, published: signed.published_at !== null, applications: signed.applications } : null,
    statement: statementOf({ nil: totals.awards === 0, totals, area: pot.area_name, round: pot.round_title, money: formatPence }),
    history: (await listSignatures(db, pot.id)).map((one) => ({ ...one, signed_at: one.signed_at.toISOString(), ended_at: one.ended_at?.toISOString() ?? null })),
    maySign: may.sign(person, pot).allowed,
    name: person.name,
    done: url.searchParams.get("done"),
  };
});

/** How many awards leave each of the questions open that not everybody asks. */
const gapsOf = (rows: readonly ReturnRow[]) =>
  [
    { what: "organisation size", count: rows.filter((row) => row.income_pence === null).length },
    { what: "coverage", count: rows.filter((row) => row.coverage === null).length },
    { what: "capital", count: rows.filter((row) => row.capital_pence === null).length },
    { what: "reach", count: rows.filter((row) => row.reach === null).length },
  ].filter((gap) => gap.count > 0);

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const potId = params.pot ?? "";
  permit(may.sign(person, await getPot(lade.db, potId)));
  const intent = text(form, "intent");
  if (intent === "sign") {
    const { agreed: _agreed, ...input } = parseForm(signForm, form);
    await signReturn(lade, potId, input);
  } else if (intent === "take-back") await takeBackReturn(lade, potId, parseForm(takeBackForm, form));
  else throw new NotFound();
  return redirect(paths.potReturn(potId, { done: intent }));
});

const doneWords: Record<string, string> = {
  sign: "The return is signed. National figures count this area as complete from now on.",
  "take-back": "The signature is taken back. National figures name this area as missing until the return is signed again.",
};

export default function NationalReturn() {
  const data = useLoaderData<typeof loader>();
  const { pot, totals, signed, done } = data;
  const refused = useRefused();
  const state = !signed ? { text: "Not signed", colour: "yellow" as const } : signed.changed > 0 ? { text: "Changed since it was signed", colour: "orange" as const } : { text: "Signed", colour: "green" as const };
  return (
    <Wide>
      <Breadcrumbs trail={potTrail(pot, { text: "National return" })} />
      <ErrorSummary errors={refused?.errors} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <PageHeader title={`National return: ${pot.area_name}`} label={pot.round_title} state={state} lead="What the nation counts of this area’s awards. It is made from the awards themselves: nothing is typed twice.">
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {signed && signed.changed > 0 ? (
        <Notice kind="warning" title={`${signed.changed === 1 ? "1 award" : `${signed.changed.toLocaleString("en-GB")} awards`} changed since you signed`}>
          {data.maySign ? <p>Look at the return and <a href="#sign">sign it again</a>, so that it says what is true now.</p> : <p>The administrator of the area is asked to sign it again.</p>}
        </Notice>
      ) : null}
      <Stats>
        <Stat value={totals.awards} unit={totals.awards === 1 ? "award" : "awards"} synthetic={pot.synthetic} />
        <Stat value={totals.projects} unit={totals.projects === 1 ? "project" : "projects"} period="A top-up belongs to its first award’s project" synthetic={pot.synthetic} />
        <Stat value={totals.organisations} unit={totals.organisations === 1 ? "organisation" : "organisations"} synthetic={pot.synthetic} />
        <Stat value={formatPence(totals.amount_pence)} unit="awarded" synthetic={pot.synthetic} />
      </Stats>
      <p>Download the awards: <a href={paths.potReturnFile(pot.id, "csv")}>CSV</a>, <a href={paths.potReturnFile(pot.id, "xlsx")}>Excel workbook</a></p>
      {data.gaps.length > 0 ? <p>Not known yet: {data.gaps.map((gap) => `${gap.what} of ${gap.count.toLocaleString("en-GB")}`).join(", ")}. A return can be signed with gaps; they are shown as gaps.</p> : null}
      <Rows data={data} />
      {data.maySign ? <Sign data={data} refused={refused?.values.intent?.[0] === "sign" ? refused : undefined} /> : null}
      {signed ? <Signed data={data} refused={refused?.values.intent?.[0] === "take-back" ? refused : undefined} /> : null}
      {data.history.length > 0 ? (
        <section aria-labelledby="history">
          <h2 id="history">Signatures, the newest first</h2>
          <Timeline
            events={data.history.map((one) => ({
              title: one.nil ? "Nil return signed" : `Return of ${one.awards.toLocaleString("en-GB")} awards signed`, at: one.signed_at, who: one.signatory_name,
              children: (
                <>
                  <p>{one.statement}</p>
                  {one.ended_at ? <p>{one.ended_as === "taken-back" ? `Taken back on ${formatInstant(new Date(one.ended_at))}: ` : `Signed again on ${formatInstant(new Date(one.ended_at))}`}{one.ended_as === "taken-back" ? <span className="app-as-typed">{one.ended_reason}</span> : null}</p> : null}
                  {one.published_at ? <p>Used by a national publication.</p> : null}
                </>
              ),
            }))}
          />
        </section>
      ) : null}
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Rows({ data: { pot, rows, page: current, pages } }: { data: Data }) {
  return (
    <>
      <Table
        caption="Awards in this return" dense
        columns={[
          { key: "name", heading: "Organisation and project" }, { key: "size", heading: "Size" }, { key: "coverage", heading: "Coverage" }, { key: "amount", heading: "Amount", numeric: true },
          { key: "band", heading: "Band" }, { key: "capital", heading: "Capital", numeric: true }, { key: "type", heading: "Type" }, { key: "groups", heading: "Groups and themes" }, { key: "project", heading: "Project" },
        ]}
        rows={rows.map((row) => ({
          name: <><a href={paths.award(row.reference)}>{row.organisation}</a><br /><span className="app-as-typed">{row.title}</span><br />{formatDay(row.awarded_on)}{row.origin === "elsewhere" ? ", made elsewhere" : ""}{row.tops_up ? `, tops up ${row.tops_up}` : ""}</>,
          size: incomeBand(row.income_pence)?.title ?? notKnown,
          coverage: row.coverage ? coverages[row.coverage] : notKnown,
          amount: formatPence(row.amount_pence),
          band: row.band ?? notKnown,
          capital: row.capital_pence === null ? notKnown : formatPence(row.capital_pence),
          type: row.project_type ?? notKnown,
          groups: [...row.focus_groups, ...row.issues, ...row.families].join("; ") || "None named",
          project: `${row.project_standing ?? notKnown}; ${row.reach ? reachWords[row.reach].toLowerCase() : notKnown}`,
        }))}
        empty={<>No award of this round is public here. <a href={paths.potUpload(pot.id)}>Load awards that were made elsewhere</a>, or sign below that none was made.</>}
      />
      <Pagination page={current} pages={pages} to={(number) => paths.potReturn(pot.id, { page: number })} />
      <Details summary="How to read it">
        <p>{edgeRule} {notKnownMeans} An award can have more than one focus, so the groups do not add up to the awards.</p>
        <p>Organisation size is by yearly income, in bands of our own: {incomeBands.map((band) => band.title.toLowerCase()).join("; ")}.</p>
      </Details>
    </>
  );
}

function Sign({ data, refused }: { data: Data; refused: Refused | undefined }) {
  const { totals, signed, received, unreleased, statement } = data;
  if (signed && signed.changed === 0) return null;
  if (unreleased > 0)
    return (
      <section aria-labelledby="sign">
        <h2 id="sign">Sign</h2>
        <p>{unreleased === 1 ? "One award is" : `${unreleased} awards are`} decided and not released, so the return would not be complete. <a href={paths.potRelease(data.pot.id)}>Release first</a>, then sign.</p>
      </section>
    );
  return (
    <section aria-labelledby="sign">
      <h2 id="sign">{signed ? "Sign again" : "Sign that it is complete"}</h2>
      <Inset>{statement}</Inset>
      <Form refused={refused}>
        <Hidden name="intent" value="sign" />
        <Hidden name="seen_awards" value={totals.awards} />
        <Hidden name="seen_pence" value={totals.amount_pence} />
        {totals.awards === 0 ? <Checkbox name="nil" label="No awards were made: this is a nil return" /> : null}
        <TextField name="applications" label="How many applications came in?" hint="All of them, whether they led to an award or not. Leave it empty if that is not known: it is then shown as not known." optional width={5} inputMode="numeric" value={signed?.applications ?? (received || "")} />
        <TextField name="signatory_name" label="Your name" autoComplete="name" width="half" value={data.name} />
        <Checkbox name="agreed" label="I sign that this return is complete" />
        <p>National figures count this area as complete from then on. You can take the signature back until a national publication has used it.</p>
        <ButtonGroup><Button>Sign the return</Button></ButtonGroup>
      </Form>
    </section>
  );
}

function Signed({ data: { signed, maySign }, refused }: { data: Data; refused: Refused | undefined }) {
  if (!signed) return null;
  return (
    <section aria-labelledby="signed">
      <h2 id="signed">What is signed</h2>
      <SummaryList
        rows={[
          { key: "Signed by", value: `${signed.signatory_name}, ${signed.when}` },
          { key: "Statement", value: signed.statement },
          { key: "Applications", value: signed.applications === null ? "Not known" : signed.applications.toLocaleString("en-GB") },
          { key: "Changed since", value: signed.changed === 0 ? "Nothing" : `${signed.changed.toLocaleString("en-GB")} ${signed.changed === 1 ? "award" : "awards"}` },
        ]}
      />
      {signed.published ? <p>A national publication has used this return, so it can’t be taken back. Put the awards right and sign again: the change goes into a restatement.</p> : null}
      {maySign && !signed.published ? (
        <Details summary="Take the signature back" open={refused !== undefined}>
          <Form refused={refused}>
            <Hidden name="intent" value="take-back" />
            <TextArea name="reason" label="Why?" hint="Officials read this." rows={3} limit={2_000} />
            <Button secondary>Take it back</Button>
          </Form>
        </Details>
      ) : null}
    </section>
  );
}
