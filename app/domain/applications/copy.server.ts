/** A copy of what was sent, to keep: always from the immutable submission, in the words of the form it was sent with. */
import { copyAsText, copyOf, type CopySection } from "../forms/copy.ts";
import { filesList, type CodeLists } from "../forms/definition.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { getPot } from "../funds/read.server.ts";
import type { Context } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { formatPence } from "../kernel/money.ts";
import { taggedPdf } from "../kernel/pdf.server.ts";
import { formatInstant } from "../kernel/time.ts";
import type { OrganisationFacts } from "./model.ts";
import { getApplication, getSubmission } from "./read.server.ts";

export interface SentCopy {
  reference: string;
  title: string;
  received_at: Date;
  /** What stands above the answers: name and fact. */
  facts: [string, string][];
  group: [string, string][];
  sections: CopySection[];
}

/** The copy of a group's own application. Throws NotFound where nothing was sent, and for everyone outside the group. */
export async function getSentCopy(context: Pick<Context, "db" | "actor">, id: string): Promise<SentCopy> {
  const application = await getApplication(context, id);
  if (!application.received_at) throw new NotFound("This application has not been sent, so there is no copy of it");
  const submission = await getSubmission(context.db, application.id);
  const pot = await getPot(context.db, application.pot_id);
  const { definition } = await getFormVersion(context.db, submission.form_version_id);
  const lists = { ...(await listsFor(context.db, pot.lists)), ...fileNames(submission.files) };
  return {
    reference: application.reference,
    title: `Application ${application.reference}`,
    received_at: submission.received_at,
    facts: [
      ["Reference", application.reference],
      ["Fund", pot.fund_title],
      ["Round", pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`],
      ["Received", formatInstant(submission.received_at)],
      ["Sent by", submission.submitted_by_name],
      ["Code of this copy", submission.sha256],
      ...(application.synthetic ? [["Note", "Invented for the demonstration"] as [string, string]] : []),
    ],
    group: groupFacts(submission.organisation),
    sections: copyOf(definition, submission.answers, lists),
  };
}

/** The names of the files that were sent with it, as they stand in the submission itself. */
const fileNames = (files: unknown): CodeLists => ({
  [filesList]: { code: filesList, version: 1, title: "Files", items: (files as readonly { id: string; name: string }[]).map(({ id, name }) => ({ code: id, title: name, confirmed: true })) },
});

const groupFacts = (group: OrganisationFacts): [string, string][] =>
  ([
    ["Name", group.name],
    ["Kind of group", group.legal_form_title],
    ["Charity number", group.charity_number ?? ""],
    ["Company number", group.company_number ?? ""],
    ["Based in", group.area_name],
    ["Address", [group.address, group.postcode].filter(Boolean).join(", ")],
    ["Telephone", group.telephone],
    ["Website", group.website],
    ["What the group is for", group.purpose],
    ["Income in a year", group.annual_income_pence === null ? "" : formatPence(group.annual_income_pence)],
    ["Held for it by", group.host_name],
  ] satisfies [string, string][]).filter(([, fact]) => fact !== "");

/** The copy as plain text. */
export const copyText = ({ title, facts, group, sections }: SentCopy): string =>
  copyAsText(title, facts, [{ title: "Your group", facts: group }, ...sections]);

/** The copy as a tagged PDF: the same bytes each time, dated by the moment it was received. */
export const copyPdf = ({ reference, title, facts, group, sections, received_at }: SentCopy): Promise<Buffer> =>
  taggedPdf(
    {
      title, subject: "A copy of what was sent", at: received_at, foot: reference,
      cannotDraw: "Some letters or signs can't be drawn in this file: the sign \uFFFD stands in their place. The copy in plain text has them all.",
    },
    (pdf) => {
      pdf.heading(1, title);
      for (const [name, fact] of facts) pdf.text(`${name}: ${fact}`);
      pdf.heading(2, "Your group");
      for (const [name, fact] of group) pdf.text(`${name}: ${fact}`);
      for (const section of sections) {
        pdf.heading(2, section.title);
        for (const { question, lines } of section.answers) {
          pdf.heading(3, question);
          if (lines.length > 1) pdf.list(lines);
          else pdf.text(lines[0] ?? "");
        }
      }
    },
  );
