/** How a pot's money is divided: into parts with limits of their own, and over financial years. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { remainingPence } from "#app/domain/funds/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { listPotYears, listSubPots, outsideOf, savePotYears, saveSubPots } from "#app/domain/funds/sub-pots.server.ts";
import { mostSubPots, readSubPots, subPotKinds, subPotWords, type SubPotKind } from "#app/domain/funds/sub-pots.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence, parsePounds, penceAsTyped } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Fieldset, Form, Hidden, MoneyField, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Parts and years: ${data.name}` : "Page not found");

const isKind = (word: string | null): word is SubPotKind => word !== null && Object.hasOwn(subPotKinds, word);

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePot(person, pot));
  const parts = await listSubPots(lade.db, pot.id);
  const asked = url.searchParams.get("by");
  const kind: SubPotKind = isKind(asked) ? asked : (parts[0]?.kind ?? "grant-size");
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name,
    version: pot.version,
    allocation_pence: pot.allocation_pence,
    committed_pence: pot.committed_pence,
    outside_pence: outsideOf(pot, parts),
    kind,
    parts,
    years: await listPotYears(lade.db, pot),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.pot ?? "";
  const version = Number(text(form, "version"));
  const intent = text(form, "intent");
  if (intent === "years") await savePotYears(lade, id, { version, years: readLimits(form) });
  else if (intent === "parts") {
    const kind = text(form, "kind");
    if (!isKind(kind)) throw new NotFound();
    const { parts, errors } = readSubPots(kind, Array.from({ length: mostSubPots }, (_, index) => ({
      id: text(form, `id-${index}`), title: text(form, `title-${index}`), from_pence: text(form, `from_pence-${index}`), to_pence: text(form, `to_pence-${index}`), allocation_pence: text(form, `allocation_pence-${index}`),
    })));
    if (Object.keys(errors).length > 0) throw new Invalid(errors);
    await saveSubPots(lade, id, { version, parts });
  } else throw new NotFound();
  return redirect(paths.potParts(id, { done: intent }));
}, { keepTyped: true });

/** The years' limits as typed, in pounds; empty for none. Throws Invalid by field. */
function readLimits(form: FormData): { financial_year: string; allocation_pence: number | null }[] {
  const errors: Record<string, string> = {};
  const years = [...form.keys()].filter((name) => name.startsWith("year-")).map((name) => {
    const typed = text(form, name).trim();
    const pence = typed === "" ? null : parsePounds(typed);
    if (pence === undefined) errors[name] = "Enter the most for this year in pounds, like 100,000, or leave it empty";
    return { financial_year: name.slice("year-".length), allocation_pence: pence ?? null };
  });
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  return years;
}

const doneWords: Record<string, string> = {
  parts: "The parts are saved. Decisions count against them from now on.",
  years: "The limits of the years are saved. Decisions count against them from now on.",
};

export default function SubPots() {
  const data = useLoaderData<typeof loader>();
  const { id, name, kind, parts, years, done } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const intent = refused?.values.intent?.[0];
  return (
    <Article>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} ids={{ "": "title-0" }} />
      <PageHeader title={`Parts and years: ${data.area_name}`} label={data.round_title} lead={`${formatPence(data.allocation_pence)} is in this pot. ${formatPence(data.committed_pence)} is committed to awards.`} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Saved">{doneWords[done]}</Notice> : null}
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      <h2>Parts of the pot</h2>
      <p>A part has a limit of its own. An award in it counts against the part and against the whole pot, and no award is made outside of the parts.</p>
      {parts.length === 0 ? <p>This pot is not divided.</p> : <Standing data={data} />}
      <p>{kind === "locality" ? <a href={paths.potParts(id, { by: "grant-size" })}>Divide it by the size of the grant instead</a> : <a href={paths.potParts(id, { by: "locality" })}>Divide it by locality instead</a>}</p>
      <PartsForm data={data} refused={intent === "parts" ? refused : undefined} />
      <h2>Financial years</h2>
      <p>An award can reach over several years. A limit here is the most that may be committed for that year; leave it empty where only the pot as a whole has one.</p>
      <Form refused={intent === "years" ? refused : undefined}>
        <Hidden name="intent" value="years" /><Hidden name="version" value={data.version} />
        <div className="app-beside">
          {years.map((year) => (
            <MoneyField
              key={year.financial_year} name={`year-${year.financial_year}`} label={`${year.financial_year}, in pounds`} optional value={penceAsTyped(year.allocation_pence)}
              hint={year.committed_pence > 0 ? `${formatPence(year.committed_pence)} is committed in this year` : undefined}
            />
          ))}
        </div>
        <ButtonGroup><Button secondary>Save the years</Button><a href={paths.managePot(id)}>Leave without saving</a></ButtonGroup>
      </Form>
    </Article>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Standing({ data: { parts, allocation_pence, committed_pence, outside_pence } }: { data: Data }) {
  const shared = parts.reduce((sum, part) => sum + part.allocation_pence, 0);
  return (
    <Table
      caption="Where the parts stand now"
      columns={[{ key: "title", heading: "Part" }, { key: "money", heading: "Money", numeric: true }, { key: "committed", heading: "Committed", numeric: true }, { key: "remains", heading: "Remains", numeric: true }]}
      rows={[
        ...parts.map((part) => ({
          title: part.kind === "locality" ? part.title : `${part.title}: ${subPotWords(part)}`,
          money: formatPence(part.allocation_pence), committed: formatPence(part.committed_pence), remains: formatPence(remainingPence(part)),
        })),
        { title: "Outside of the parts", money: formatPence(allocation_pence - shared), committed: formatPence(outside_pence), remains: formatPence(allocation_pence - shared - outside_pence) },
      ]}
      total={{ title: "The pot", money: formatPence(allocation_pence), committed: formatPence(committed_pence), remains: formatPence(allocation_pence - committed_pence) }}
    />
  );
}

const spareRows = 2;

function PartsForm({ data: { id, version, kind, parts }, refused }: { data: Data; refused: ReturnType<typeof useRefused> }) {
  const shown = parts.filter((part) => part.kind === kind);
  const typed = Object.entries(refused?.values ?? {}).filter(([field, [value]]) => field.startsWith("title-") && value).length;
  const rows = Math.min(mostSubPots, Math.max(shown.length + spareRows, typed + 1));
  const what = kind === "locality" ? "Locality" : "Part";
  return (
    <Form refused={refused} action={paths.potParts(id, { by: kind })}>
      <h3>{subPotKinds[kind]}</h3>
      <p>To take one away, empty its name and its money.</p>
      <Hidden name="intent" value="parts" /><Hidden name="version" value={version} /><Hidden name="kind" value={kind} />
      {Array.from({ length: rows }, (_, index) => (
        <Fieldset key={index} name={`part-${index}`} legend={`${what} ${index + 1}`}>
          <Hidden name={`id-${index}`} value={shown[index]?.id ?? ""} />
          <TextField name={`title-${index}`} label={kind === "locality" ? "Name of the locality" : "Name"} value={shown[index]?.title} />
          <div className="app-beside">
            {kind === "locality" ? null : (
              <>
                <MoneyField name={`from_pence-${index}`} label="For applications that ask for at least, in pounds" value={penceAsTyped(shown[index]?.from_pence)} optional />
                <MoneyField name={`to_pence-${index}`} label="And for at most, in pounds" value={penceAsTyped(shown[index]?.to_pence)} optional />
              </>
            )}
            <MoneyField name={`allocation_pence-${index}`} label="Money in it, in pounds" value={shown[index] ? penceAsTyped(shown[index].allocation_pence) : ""} />
          </div>
        </Fieldset>
      ))}
      <ButtonGroup><Button>Save the parts</Button><a href={paths.managePot(id)}>Leave without saving</a></ButtonGroup>
    </Form>
  );
}
