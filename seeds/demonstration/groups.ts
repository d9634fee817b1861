/** The demonstration's groups, and how they apply: by the same verbs as everyone, at an instant that lies in the past. */
import { saveSection } from "#app/domain/applications/save.server.ts";
import { startApplication } from "#app/domain/applications/start.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import type { Answers } from "#app/domain/forms/model.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { TransactionContext } from "#app/domain/kernel/context.ts";
import { createOrganisation } from "#app/domain/organisations/change.server.ts";
import type { Chance, SeedContext } from "../kit.ts";
import { namePairs } from "../ledgers/names.ts";
import { addGroupOwner } from "./people.ts";

/** The context of a person who acted at that instant: deadlines and days are reckoned from it. */
export const at = (context: SeedContext, actor: PersonActor, instant: Date): TransactionContext => ({
  ...context,
  actor,
  now: instant,
  elapsed: () => Date.now() - instant.getTime(),
});

export interface Group {
  id: string;
  owner: PersonActor;
}

/** Makes groups with names that no ledger has used. */
export interface Groups {
  add: (area: string, options?: { owner?: PersonActor; unconstituted?: boolean; founded?: Date }) => Promise<Group>;
}

const kinds = ["Community Group", "Wellbeing Group", "Growing Project", "Lunch Club", "Befriending Group", "Walking Group", "Makers", "Families Group"];
const forms = ["scio", "unincorporated-association", "scio", "company-limited-by-guarantee", "cic-limited-by-guarantee"];

export async function groupsOf(context: SeedContext, luck: Chance): Promise<Groups> {
  const known = await context.db.selectFrom("organisation").select("name").execute();
  const taken = new Set(known.map(({ name }) => name.split(" ").slice(0, 2).join(" ")));
  const pairs = namePairs(luck).filter((pair) => !taken.has(pair));
  let number = 0;
  return {
    add: async (area, { owner: given, unconstituted = false, founded = context.now } = {}) => {
      number += 1;
      const owner = given ?? (await addGroupOwner(context, number));
      const legal_form = unconstituted ? "unconstituted-group" : luck.one(forms);
      const hasNumber = legal_form === "scio" || legal_form === "company-limited-by-guarantee";
      const id = await createOrganisation(at(context, owner, founded), {
        name: `${pairs[number]!} ${luck.one(kinds)}`,
        legal_form,
        charity_number: hasNumber ? `SC${903_000 + number}` : null,
        company_number: null,
        area_code: area,
        address: "The Community Hall",
        postcode: "",
        telephone: `01632 960${String(number % 1_000).padStart(3, "0")}`,
        website: `https://group-${number}.example`,
        purpose: "To look after one another where we live.",
        annual_income_pence: luck.between(2_000, 240_000) * 100,
        founded_year: luck.between(1985, 2023),
        host_name: unconstituted ? `${pairs[pairs.length - number]!} Trust` : "",
        host_charity_number: unconstituted ? `SC${904_000 + number}` : null,
        host_contact_name: unconstituted ? "The trust's secretary" : "",
        host_contact_email: unconstituted ? `secretary-${number}@lade.example` : "",
      });
      return { id, owner: { ...owner, roles: [...owner.roles, { role: "owner", organisation_id: id, fund_id: null, area_code: null }] } };
    },
  };
}

export interface Applied {
  id: string;
  group: Group;
  asked_pence: number;
  /** When it was sent; when it was begun, for a draft. */
  instant: Date;
}

interface Bid {
  pot_id: string;
  answers: Answers;
  began: Date;
  /** Undefined leaves a draft. */
  sent?: Date;
}

/** Starts an application, writes the answers and, unless it is to stay a draft, sends it. */
export async function apply(context: SeedContext, group: Group, { pot_id, answers, began, sent }: Bid): Promise<Applied> {
  const writing = at(context, group.owner, began);
  const { id } = await startApplication(writing, { pot_id, organisation_id: group.id, about_pence: typeof answers["asked"] === "number" ? answers["asked"] : null });
  await saveSection(writing, id, Object.entries(answers).map(([question_id, value]) => ({ question_id, base_version: 0, value })));
  await context.db.updateTable("application").set({ created_at: began }).where("id", "=", id).execute();
  await context.db.updateTable("application_answer").set({ saved_at: began }).where("application_id", "=", id).execute();
  if (sent) await submit(at(context, group.owner, sent), id);
  return { id, group, asked_pence: Number(answers["asked"]), instant: sent ?? began };
}
