/** The readers of a pot, what each may read, and that as one tagged PDF: for people on the panel who read on paper or have no account. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { copyOf, type CopySection } from "../forms/copy.ts";
import { sectionsOnPath } from "../forms/model.ts";
import { getPot, listCriteria, type Criterion, type Pot } from "../funds/read.server.ts";
import { holdsInArea, permit, type PersonActor } from "../kernel/actor.ts";
import type { Context } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { taggedPdf, type PdfWriter } from "../kernel/pdf.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { namesFor } from "./anonymity.server.ts";
import { actingPerson } from "./change.server.ts";
import { may } from "./policy.ts";
import { readApplication } from "./reading.server.ts";

/** Applications in one file: what prints in one go and is made while its reader waits. */
export const packSize = 25;

export interface Reader {
  id: string;
  name: string;
  /** Without one they read the pack and return the sheet. */
  has_account: boolean;
  asked: number;
  /** May be read: declared for the round and for the application, without an interest. */
  open: number;
  sent: number;
  /** Of those, sheets that somebody typed in. */
  entered: number;
}

/** Who was asked to read in the pot. What is closed to the viewer is in no count. */
export async function listReaders(db: Kysely<DB>, potId: string, viewerId: string): Promise<Reader[]> {
  const { rows } = await sql<Reader>`
    select p.id, p.name,
           (exists (select 1 from person_password w where w.person_id = p.id) or exists (select 1 from passkey k where k.person_id = p.id)) as has_account,
           count(*) as asked, count(*) filter (where i.has_interest = false and not declaration_owed(a.pot_id, p.id)) as open,
           count(*) filter (where t.status in ('sent', 'cannot')) as sent, count(*) filter (where t.status = 'sent' and t.entered_by is not null) as entered
      from assignment s join application a on a.id = s.application_id join person p on p.id = s.person_id
      left join interest i on i.application_id = a.id and i.person_id = p.id
      left join score_sheet t on t.application_id = a.id and t.person_id = p.id
     where a.pot_id = ${potId}::uuid and s.ended_at is null and a.status in ('in-assessment', 'decided') and p.disabled_at is null
       and not conflicted(a.id, p.id) and not conflicted(a.id, ${viewerId}::uuid)
     group by p.id order by p.name, p.id`.execute(db);
  return rows;
}

export interface ReaderRow {
  application_id: string;
  reference: string;
  title: string;
  organisation_name: string;
  status: string;
  /** What they said of this application; null where they have not. */
  has_interest: false | null;
  sheet_status: "draft" | "sent" | "cannot" | "void" | null;
  sheet_version: number;
  weighted_percent: number | null;
  entered_by_name: string | null;
  entered_at: Date | null;
  /** The viewer was asked to assess it too and has not sent scores: others' are not for them yet. */
  viewer_owes: boolean;
}

/** A reader of the pot as the actor may see them: the administrator, or the reader themself. Throws NotFound. */
export async function getReader({ db, actor }: Pick<Context, "db" | "actor">, potId: string, personId: string) {
  const pot = await getPot(db, potId);
  const own = actor.kind === "person" && actor.id === personId && holdsInArea(actor, pot, ["assessor", "chair"]);
  if (!own) permit(may.changePanel(actor, pot));
  const reader = isId(personId) ? await db.selectFrom("person").select(["id", "name"]).where("id", "=", personId).where("disabled_at", "is", null).executeTakeFirst() : undefined;
  if (!reader) throw new NotFound();
  const { rows } = await sql<{ seat: string | null; owes_round: boolean }>`select panel_seat(${pot.id}::uuid, ${personId}::uuid) as seat, declaration_owed(${pot.id}::uuid, ${personId}::uuid) as owes_round`.execute(db);
  if (!rows[0]!.seat) throw new NotFound();
  return { pot, reader: { ...reader, owes_round: rows[0]!.owes_round }, rows: await listReaderRows(db, pot.id, personId, (actor as PersonActor).id) };
}

async function listReaderRows(db: Kysely<DB>, potId: string, personId: string, viewerId: string): Promise<ReaderRow[]> {
  const rows = await db
    .selectFrom("assignment as s")
    .innerJoin("application as a", "a.id", "s.application_id")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .leftJoin("interest as i", (join) => join.onRef("i.application_id", "=", "a.id").onRef("i.person_id", "=", "s.person_id"))
    .leftJoin("score_sheet as t", (join) => join.onRef("t.application_id", "=", "a.id").onRef("t.person_id", "=", "s.person_id"))
    .leftJoin("person as e", "e.id", "t.entered_by")
    .select(["a.id as application_id", "a.reference", "a.status", "o.name as organisation_name", "t.status as sheet_status", "t.weighted_percent", "t.entered_at", "e.name as entered_by_name"])
    .select([sql<string>`a.title`.as("title"), sql<number>`coalesce(t.version, 0)`.as("sheet_version"), sql<false | null>`i.has_interest`.as("has_interest")])
    .select(
      sql<boolean>`s.person_id <> ${viewerId}::uuid and exists (select 1 from assignment o where o.application_id = a.id and o.person_id = ${viewerId}::uuid and o.ended_at is null
        and not exists (select 1 from score_sheet own where own.application_id = a.id and own.person_id = o.person_id and own.status = 'sent'))`.as("viewer_owes"),
    )
    .where("a.pot_id", "=", potId)
    .where("s.person_id", "=", personId)
    .where("s.ended_at", "is", null)
    .where("a.status", "in", ["in-assessment", "decided"])
    .where(sql<boolean>`not conflicted(a.id, ${personId}::uuid) and not conflicted(a.id, ${viewerId}::uuid)`)
    .orderBy("a.reference")
    .execute();
  return namesFor(db, viewerId, rows);
}

/** The rows that may be read and scored on paper now. */
export const openRows = <Row extends Pick<ReaderRow, "has_interest" | "status">>(rows: readonly Row[], owesRound: boolean): Row[] =>
  owesRound ? [] : rows.filter(({ has_interest, status }) => has_interest === false && status === "in-assessment");

/** How many files a reader's pack has now. */
export const packParts = (rows: readonly ReaderRow[], owesRound: boolean): number => Math.max(1, Math.ceil(openRows(rows, owesRound).length / packSize));

/**
 * A part of a reader's pack: what to look for, then each application that they were asked to read and declared themselves free of, without
 * names where these are hidden from them. Never what is closed to whoever makes it. Before the declaration it holds only what to look for.
 * @throws NotFound for a part that there is not
 */
export async function readingPack(context: Context, potId: string, personId: string, part = 1): Promise<{ name: string; pdf: Buffer }> {
  actingPerson(context);
  const { db } = context;
  const { pot, reader, rows } = await getReader(context, potId, personId);
  const open = openRows(rows, reader.owes_round);
  const parts = Math.max(1, Math.ceil(open.length / packSize));
  if (!Number.isInteger(part) || part < 1 || part > parts) throw new NotFound();
  const criteria = await listCriteria(db, pot.id);
  const applications: Readable[] = [];
  for (const { application_id } of open.slice((part - 1) * packSize, part * packSize)) applications.push(await readApplication(db, application_id, reader.id));
  const title = `Reading pack: ${pot.round_title}, ${pot.area_name}${parts > 1 ? `, part ${part} of ${parts}` : ""}`;
  const pdf = await taggedPdf(
    {
      title, subject: `Applications for ${reader.name} to read`, at: context.now, foot: `For ${reader.name} only`,
      cannotDraw: "Some letters or signs can't be drawn in this file: the sign \uFFFD stands in their place.",
    },
    (draw) => {
      drawFront(draw, { title, pot, reader: reader.name, at: context.now, criteria, count: applications.length });
      for (const application of applications) drawApplication(draw, application);
    },
  );
  const name = ["reading-pack", pot.round_code, pot.area_slug, ...(parts > 1 ? [`part-${part}`] : []), ...(pot.synthetic ? ["synthetic"] : [])].join("-");
  return { name: `${name}.pdf`, pdf };
}

function drawFront(pdf: PdfWriter, { title, pot, reader, at, criteria, count }: { title: string; pot: Pot; reader: string; at: Date; criteria: readonly Criterion[]; count: number }): void {
  pdf.heading(1, title);
  pdf.text(`For ${reader}. Made ${formatInstant(at)}, with ${count === 1 ? "1 application" : `${count} applications`}.${count === 0 ? " Applications come into it once their reader has said that they have no interest in them." : ""}`);
  if (pot.synthetic) pdf.text("Invented for the demonstration.");
  pdf.text("What groups wrote here is theirs. Show it to nobody, and destroy this pack when the round is decided. If you find that you know a group or its people better than you thought, stop reading and tell the fund's team.");
  if (pot.anonymous_reading) pdf.text("Names of groups, people and places have been taken out. Where you recognise a group all the same, say so.");
  if (pot.guidance) {
    pdf.heading(2, "From the fund");
    pdf.text(pot.guidance);
  }
  pdf.heading(2, "What to look for");
  for (const { title: called, guidance, weight, max_points, points_guidance } of criteria) {
    pdf.heading(3, `${called}: 0 to ${max_points} points, weight ${weight}`);
    if (guidance) pdf.text(guidance);
    if (points_guidance.length > 0) pdf.list(points_guidance.map(({ points, text }) => `${points}: ${text}`));
  }
}

type Readable = Awaited<ReturnType<typeof readApplication>>;

function drawApplication(pdf: PdfWriter, { head, organisation, definition, answers, lists, criteria, files }: Readable): void {
  pdf.newPage(`${head.reference}: ${head.title ?? ""}`);
  pdf.heading(1, `${head.reference}: ${head.title ?? ""}`);
  pdf.text(
    [
      `Group: ${head.organisation_name}`, `Kind of group: ${organisation.legal_form_title ?? "Not stated"}`, `Asks for: ${head.asked_pence === null ? "not stated" : formatPence(head.asked_pence)}`,
      ...(organisation.purpose ? [`What the group is for: ${organisation.purpose}`] : []),
    ].join("\n"),
  );
  // The copy has the questions of each section in the order of the form, so that each finds the criteria that it concerns.
  const asked = sectionsOnPath(definition, answers);
  for (const [index, section] of copyOf(definition, answers, lists).entries()) drawSection(pdf, section, asked[index]!.questions.map(({ id }) => criteria.filter(({ question_ids }) => question_ids.includes(id)).map(({ title }) => title)));
  if (files.length > 0) pdf.text("Files that came with it are not in this pack.");
}

function drawSection(pdf: PdfWriter, { title, answers }: CopySection, concerned: readonly string[][]): void {
  pdf.heading(2, title);
  for (const [index, { question, lines }] of answers.entries()) {
    pdf.heading(3, question);
    if (concerned[index]!.length > 0) pdf.text(`Look for: ${concerned[index]!.join(", ")}`);
    if (lines.length > 1) pdf.list(lines);
    else pdf.text(lines[0] ?? "");
  }
}
