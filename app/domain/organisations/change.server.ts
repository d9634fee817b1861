/** The only code that writes groups. Their people are roles, which the room of accounts gives and ends. */
import { addRole, endRole } from "../accounts/roles.server.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import type { OrganisationInput } from "./model.ts";
import { may } from "./policy.ts";
import type { Fact } from "./profile.ts";
import { noteTold } from "./profile.server.ts";
import { listChoices } from "./read.server.ts";

/**
 * Sets up a group; whoever does so is its owner, or the helper of a group for which a fund enters an application, in the same transaction. Answers its key. Throws Invalid by field, also where
 * the charity or company number is known already.
 */
export async function createOrganisation(context: Context, input: OrganisationInput, as: "owner" | "helper" = "owner"): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.create(tx.actor));
    const legal_form_version = await checkChoices(tx, input);
    const id = newId();
    await withKnownNumbers(() => tx.db.insertInto("organisation").values({ ...input, id, legal_form_version, synthetic: tx.synthetic }).execute());
    await noteTold(tx, id, toldIn(input));
    await addRole(tx, { person_id: (tx.actor as PersonActor).id, role: as, organisation_id: id });
    await record(tx, "organisation.created", { type: "organisation", id }, { legal_form: input.legal_form, area_code: input.area_code });
    return id;
  });
}

/** Changes a group's profile. Throws Conflict where somebody else changed it since the page was opened, Invalid by field. */
export async function changeOrganisation(context: Context, id: string, input: OrganisationInput, version: number): Promise<void> {
  await inTransaction(context, async (tx) => {
    const saved = isId(id) ? await tx.db.selectFrom("organisation").selectAll().where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
    if (!saved) throw new NotFound();
    permit(may.edit(tx.actor, saved));
    if (saved.version !== version) throw new Conflict("Someone else in your group changed these details since you opened the page. Open it again, look at what they wrote, and change what is still needed", { ...saved });
    const legal_form_version = await checkChoices(tx, input);
    const before: Record<string, unknown> = saved;
    const fields = Object.entries(input).filter(([name, value]) => before[name] !== value).map(([name]) => name);
    if (fields.length === 0) {
      // Saved as it stands, with everything in view: that says that it holds.
      await noteTold(tx, saved.id, toldIn(input));
      return record(tx, "organisation.facts-confirmed", { type: "organisation", id: saved.id }, { facts: toldIn(input) });
    }
    await withKnownNumbers(() => tx.db.updateTable("organisation").set({ ...input, legal_form_version, version: saved.version + 1 }).where("id", "=", saved.id).execute());
    await noteTold(tx, saved.id, toldIn(input));
    // Its name and numbers stand in the register and in open data.
    await publicPagesChanged(tx);
    await record(tx, "organisation.changed", { type: "organisation", id: saved.id }, { fields });
  });
}

/** Takes somebody out of a group, or leaves it oneself. Throws WrongState for the last owner. */
export async function endMembership(context: Context, organisationId: string, roleId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const held = isId(roleId) ? await tx.db.selectFrom("role_held").select(["organisation_id", "person_id"]).where("id", "=", roleId).executeTakeFirst() : undefined;
    if (!held || held.organisation_id !== organisationId) throw new NotFound();
    await endRole(tx, roleId);
    await record(tx, "organisation.member-left", { type: "organisation", id: organisationId }, { person_id: held.person_id });
  });
}

/** The facts that the group's form holds, where they were filled in. */
const toldIn = ({ address, annual_income_pence }: OrganisationInput): Fact[] => ["identity", ...(address === "" ? [] : ["contact" as const]), ...(annual_income_pence === null ? [] : ["income" as const])];

async function checkChoices(tx: TransactionContext, input: OrganisationInput): Promise<number> {
  const { areas, legal_forms, legal_form_version } = await listChoices(tx.db);
  if (!areas.some((area) => area.code === input.area_code)) throw new Invalid({ area_code: "Choose the council area where you are based" });
  if (!legal_forms.some((form) => form.code === input.legal_form)) throw new Invalid({ legal_form: "Choose what kind of group you are" });
  return legal_form_version;
}

/** A number that is known belongs to a group that is here already: the person is told how to join it, and nothing about who is in it. */
async function withKnownNumbers(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const join = "If it is your group, ask one of its people to invite you on its page here. If nobody can, ask the fund's team";
    const constraint = refusedConstraint(error);
    if (constraint === "organisation_charity_number_once") throw new Invalid({ charity_number: `A group with this charity number is here already. ${join}` });
    if (constraint === "organisation_company_number_once") throw new Invalid({ company_number: `A group with this company number is here already. ${join}` });
    throw error;
  }
}
