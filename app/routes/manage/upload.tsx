/** Awards that were made elsewhere: a file is sent, every row is checked, what will happen is shown, and one button loads all of it. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { Problem } from "#app/domain/awards/elsewhere/check.ts";
import { columnKeys, columns } from "#app/domain/awards/elsewhere/columns.ts";
import { decodeFile, decodePasted, type Sent } from "#app/domain/awards/elsewhere/file.server.ts";
import { discardUpload, findUpload, listUploads, loadUpload, stageUpload } from "#app/domain/awards/elsewhere/load.server.ts";
import { planUpload, type Plan } from "#app/domain/awards/elsewhere/plan.server.ts";
import { may } from "#app/domain/awards/elsewhere/policy.ts";
import { tagLists } from "#app/domain/awards/model.ts";
import { listsFor } from "#app/domain/forms/read.server.ts";
import { remainingPence } from "#app/domain/funds/model.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant, londonDay } from "#app/domain/kernel/time.ts";
import { listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Inset, Notice, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { FileField } from "../parts/documents.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Awards made elsewhere: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

/** Rows of problems that one page shows: whoever has more mends these first. */
const mostShown = 200;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.upload(person, pot));
  const upload = await findUpload(db, person, pot);
  const plan = upload ? await planUpload(db, person, pot, upload.content, londonDay(lade.now)) : undefined;
  const done = url.searchParams.get("done");
  const loaded = done === "loaded" ? await findUpload(db, person, pot, url.searchParams.get("file") ?? "") : undefined;
  const { legal_form_version } = await listChoices(db);
  const lists = await listsFor(db, { ...Object.fromEntries(tagLists.map((list) => [list, pot.lists[list] ?? 1])), "legal-form": legal_form_version });
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, remaining: remainingPence(pot), synthetic: pot.synthetic },
    waiting: upload && plan ? { id: upload.id, sha256: upload.sha256, file_name: upload.file_name, encoding: upload.encoding, ...shown(plan) } : null,
    lists: Object.values(lists).map((list) => ({ title: list.title, items: list.items.map(({ code, title: name }) => ({ code, name })) })),
    earlier: (await listUploads(db, pot.id)).map((one) => ({ ...one, when: one.loaded_at ? formatInstant(one.loaded_at) : "" })),
    loaded: loaded?.loaded_at ? { awards_new: loaded.awards_new ?? 0, awards_corrected: loaded.awards_corrected ?? 0, awards_unchanged: loaded.awards_unchanged ?? 0 } : null,
    discarded: done === "discarded",
  };
});

const shown = (plan: Plan) => ({
  problems: plan.problems.slice(0, mostShown), problem_count: plan.problems.length, notes: plan.notes.slice(0, mostShown), rows: plan.rows, unchanged: plan.unchanged, left: plan.left,
  fresh: plan.fresh.length, top_ups: plan.fresh.filter((award) => award.tops_up_award_id !== null).length, organisations: plan.organisations.length, change_pence: plan.change_pence,
  corrections: plan.corrections.slice(0, mostShown).map(({ award, changed, from_pence }) => ({ row: award.row, reference: award.reference, changed, from_pence, to_pence: award.amount_pence })),
  correction_count: plan.corrections.length,
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const potId = params.pot ?? "";
  permit(may.upload(person, await getPot(lade.db, potId)));
  const intent = text(form, "intent");
  if (intent === "check") {
    await stageUpload(lade, potId, await sentIn(form));
    return redirect(`${paths.potUpload(potId)}#checked`);
  }
  if (intent === "discard") {
    await discardUpload(lade, potId);
    return redirect(paths.potUpload(potId, { done: "discarded" }));
  }
  if (intent !== "load") throw new NotFound();
  const upload_id = text(form, "upload");
  await loadUpload(lade, potId, { upload_id, sha256: text(form, "sha256"), reason: text(form, "reason") });
  return redirect(paths.potUpload(potId, { done: "loaded", file: upload_id }));
});

async function sentIn(form: FormData): Promise<Sent> {
  const file = form.get("file");
  if (file instanceof File && file.name !== "") return decodeFile(file.name, new Uint8Array(await file.arrayBuffer()));
  const pasted = text(form, "pasted");
  if (pasted.trim() !== "") return decodePasted(pasted);
  throw new Invalid({ file: "Choose the file that holds the awards, or paste its cells" });
}

export default function Upload() {
  const { pot, waiting, lists, earlier, loaded, discarded } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Funds you look after", to: paths.manage() }, { text: `${pot.round_title}, ${pot.area_name}`, to: paths.managePot(pot.id) }, { text: "Awards made elsewhere" }]} />
      <ErrorSummary errors={refused?.errors} />
      {loaded && !refused ? <LoadedNotice loaded={loaded} potId={pot.id} /> : null}
      {discarded && !refused && !waiting ? <Notice kind="success" title="The file is gone">Nothing of it was loaded.</Notice> : null}
      <PageHeader
        title={`Awards made elsewhere: ${pot.round_title}, ${pot.area_name}`}
        lead="Bring in awards that were not decided in Lade, from a spreadsheet. Every row is checked first. Nothing is loaded until you press the button, and then all of it is."
      >
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {waiting ? <Checked waiting={waiting} pot={pot} refused={refused} /> : null}
      <SendFile potId={pot.id} refused={refused} primary={!waiting} />
      <Template potId={pot.id} lists={lists} />
      <Table
        caption="Files that were loaded" dense empty="No file has been loaded into this round and area yet."
        columns={[{ key: "file", heading: "File" }, { key: "when", heading: "Loaded" }, { key: "fresh", heading: "New", numeric: true }, { key: "corrected", heading: "Corrected", numeric: true }, { key: "same", heading: "As before", numeric: true }, { key: "pence", heading: "Added to the commitment", numeric: true }]}
        rows={earlier.map((one) => ({ file: <span className="app-as-typed">{one.file_name}</span>, when: `${one.when}, ${one.person_name}`, fresh: one.awards_new, corrected: one.awards_corrected, same: one.awards_unchanged, pence: formatPence(one.change_pence ?? 0) }))}
      />
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;
const awards = (count: number): string => `${count.toLocaleString("en-GB")} ${count === 1 ? "award" : "awards"}`;

function LoadedNotice({ loaded, potId }: { loaded: NonNullable<Data["loaded"]>; potId: string }) {
  const parts = [`${awards(loaded.awards_new)} loaded`, loaded.awards_corrected > 0 ? `${awards(loaded.awards_corrected)} corrected` : "", loaded.awards_unchanged > 0 ? `${awards(loaded.awards_unchanged)} were here already and stay as they are` : ""];
  return (
    <Notice kind="success" title={parts.filter(Boolean).join(", ")}>
      <p>They are in the public register and in the figures now. <a href={paths.potAwards(potId)}>See the awards</a>, or <a href={paths.potReturn(potId)}>sign the national return</a> when all are there.</p>
    </Notice>
  );
}

const encodings = { "utf-8": "UTF-8", "utf-16": "UTF-16", "windows-1252": "Windows-1252: look at names with accents", typed: "pasted" } as const;

function Checked({ waiting, pot, refused }: { waiting: NonNullable<Data["waiting"]>; pot: Data["pot"]; refused: ReturnType<typeof useRefused> }) {
  const good = waiting.problem_count === 0;
  const toDo = waiting.fresh + waiting.correction_count;
  return (
    <section aria-labelledby="checked">
      <h2 id="checked" tabIndex={-1}>{good ? "What will happen" : `${waiting.problem_count === 1 ? "One thing has" : `${waiting.problem_count.toLocaleString("en-GB")} things have`} to be put right first`}</h2>
      <p><span className="app-as-typed">{waiting.file_name}</span>, {waiting.rows.toLocaleString("en-GB")} {waiting.rows === 1 ? "row" : "rows"}, read as {encodings[waiting.encoding]}.</p>
      {good ? (
        <SummaryList
          rows={[
            { key: "New awards", value: `${awards(waiting.fresh)}${waiting.top_ups > 0 ? `, of which ${waiting.top_ups} add to a project that has one already` : ""}` },
            { key: "New organisations", value: waiting.organisations },
            { key: "Corrected", value: awards(waiting.correction_count) },
            { key: "Here already, unchanged", value: awards(waiting.unchanged) },
            { key: "Loaded earlier, not in this file", value: waiting.left > 0 ? `${awards(waiting.left)}: they stay` : "None" },
            { key: "Added to what is committed", value: `${formatPence(waiting.change_pence)} of the ${formatPence(pot.remaining)} that remains` },
          ]}
        />
      ) : <ProblemTable caption="What to put right" problems={waiting.problems} count={waiting.problem_count} />}
      {waiting.notes.length > 0 ? <ProblemTable caption="Worth a look: these don't stop anything" problems={waiting.notes} count={waiting.notes.length} /> : null}
      {good && waiting.corrections.length > 0 ? <Corrections corrections={waiting.corrections} count={waiting.correction_count} /> : null}
      {good && toDo === 0 ? <Inset>Every award of this file is here already, as it stands in the file. There is nothing to load.</Inset> : null}
      {good && toDo > 0 ? (
        <Form refused={refused}>
          <Hidden name="intent" value="load" />
          <Hidden name="upload" value={waiting.id} />
          <Hidden name="sha256" value={waiting.sha256} />
          {waiting.correction_count > 0 ? <TextArea name="reason" label="Why are these awards corrected?" hint="It stays with each award's history. Name no private person." rows={3} limit={2_000} /> : null}
          <p>The awards are public the moment they are loaded: in the register, in the figures and in the open data. No e-mail goes to the groups.</p>
          <ButtonGroup><Button>{waiting.fresh > 0 ? `Load ${awards(waiting.fresh)}` : `Correct ${awards(waiting.correction_count)}`}</Button></ButtonGroup>
        </Form>
      ) : null}
      <Form>
        <Hidden name="intent" value="discard" />
        <Button secondary small>Throw this file away</Button>
      </Form>
    </section>
  );
}

function ProblemTable({ caption, problems, count }: { caption: string; problems: readonly Problem[]; count: number }) {
  return (
    <>
      <Table
        caption={caption} dense
        columns={[{ key: "row", heading: "Row" }, { key: "column", heading: "Column" }, { key: "message", heading: "What to do" }]}
        rows={problems.map((one) => ({ row: one.row, column: one.column || "The whole row", message: <span className="app-as-typed">{one.message}</span> }))}
      />
      {count > problems.length ? <p>The first {problems.length} of {count.toLocaleString("en-GB")} are shown. Put these right and send the file again.</p> : null}
    </>
  );
}

function Corrections({ corrections, count }: { corrections: NonNullable<Data["waiting"]>["corrections"]; count: number }) {
  return (
    <>
      <Table
        caption="Awards that change" dense
        columns={[{ key: "row", heading: "Row" }, { key: "reference", heading: "Reference" }, { key: "changed", heading: "What differs" }, { key: "from", heading: "Amount now", numeric: true }, { key: "to", heading: "Amount then", numeric: true }]}
        rows={corrections.map((one) => ({ row: one.row, reference: one.reference, changed: one.changed.join(", "), from: formatPence(one.from_pence), to: formatPence(one.to_pence) }))}
      />
      {count > corrections.length ? <p>The first {corrections.length} of {count.toLocaleString("en-GB")} are shown.</p> : null}
    </>
  );
}

function SendFile({ potId, refused, primary }: { potId: string; refused: ReturnType<typeof useRefused>; primary: boolean }) {
  return (
    <section aria-labelledby="send">
      <h2 id="send">{primary ? "Send a file" : "Send another file instead"}</h2>
      <Form action={paths.potUpload(potId)} refused={refused} multipart>
        <Hidden name="intent" value="check" />
        <FileField name="file" label="CSV file" accept=".csv,.txt,.tsv,text/csv" hint="Up to 5,000 awards and 2 MB. In your spreadsheet choose Save as, then “CSV UTF-8”. It is safe to send a file again: awards that are here already are not loaded twice." />
        <TextArea name="pasted" label="Or paste the cells here, with the first line of names" optional rows={5} />
        <ButtonGroup><Button secondary={!primary}>Check the rows</Button></ButtonGroup>
      </Form>
    </section>
  );
}

function Template({ potId, lists }: { potId: string; lists: Data["lists"] }) {
  return (
    <section aria-labelledby="template">
      <h2 id="template">The template</h2>
      <p><a href={paths.potUploadTemplate(potId)}>Download the template (CSV)</a> with one example. Its columns may stand in any order; those that are not needed may be left out.</p>
      <Details summary="What goes into each column">
        <Table
          caption="Columns" captionHidden dense
          columns={[{ key: "name", heading: "Column" }, { key: "needed", heading: "Needed" }, { key: "help", heading: "What to write" }]}
          rows={columnKeys.map((key) => ({ name: columns[key].name, needed: { always: "Always", "new organisation": "For an organisation that is new here", no: "If you know it" }[columns[key].needed], help: columns[key].help }))}
        />
      </Details>
      <Details summary="The codes of this round's lists">
        {lists.map((list) => (
          <Table key={list.title} caption={list.title} dense columns={[{ key: "code", heading: "Code" }, { key: "name", heading: "Name" }]} rows={list.items.map(({ code, name }) => ({ code, name }))} />
        ))}
      </Details>
    </section>
  );
}
