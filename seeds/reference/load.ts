/** Loads what the rest stands on: areas and bodies, code lists, the Strategy's skeleton, sources, funds, forms. All of it real. */
import { publishForm } from "#app/domain/forms/change.server.ts";
import { idOf, insertMissing, type SeedContext } from "../kit.ts";
import { bodyId, earlierBodies, nationalBody, readAreas, scotland, slugOf, tiles } from "./areas.ts";
import { codeLists } from "./code-lists.ts";
import { formDefinitions } from "./forms.ts";
import { funds, sources } from "./funds.ts";
import { loadPartnership } from "./partnership.ts";
import { actions, aims, crosswalkNote, outcomes, plan, priorities } from "./strategy.ts";

export const planId = idOf(`plan/${plan.code}`);
export const priorityId = (number: number): string => idOf(`priority/${plan.code}/${number}`);
export const actionId = (ref: string): string => idOf(`action/${plan.code}/${ref}`);
export const outcomeId = (number: number): string => idOf(`outcome/${plan.code}/${number}`);
export const sourceId = (code: string): string => idOf(`source/${code}`);
export const fundId = (code: string): string => idOf(`fund/${code}`);

/** From when bodies are taken to serve their areas: the fund's first financial year. The true beginnings are not known. */
const firstYear = "2021-04-01";

export async function loadReference(context: SeedContext): Promise<void> {
  await loadAreas(context);
  await loadCodeLists(context);
  await loadStrategy(context);
  await loadFunds(context);
  await loadPartnership(context);
  await loadForms(context);
}

async function loadAreas({ db }: SeedContext): Promise<void> {
  const areas = readAreas();
  const inOrder = areas.map(({ name }) => name).sort((a, b) => a.localeCompare(b, "en-GB"));
  await insertMissing(db, "area", [
    ...areas.map(({ code, name }) => {
      const [short_name, tile_column, tile_row] = tiles[code]!;
      return { code, name, slug: slugOf(name), short_name, kind: "council" as const, position: inOrder.indexOf(name) + 1, tile_column, tile_row };
    }),
    { code: scotland, name: "Scotland", slug: "scotland", short_name: "Scot", kind: "nation" as const, position: 0, tile_column: null, tile_row: null },
  ]);
  await insertMissing(db, "superseded_area_code", areas.filter(({ superseded }) => superseded).map(({ code, superseded }) => ({ code: superseded, area_code: code })));
  await insertMissing(db, "body", [
    ...areas.map(({ body, status, note }) => ({
      id: bodyId(body),
      name: body,
      kind: "third-sector-interface" as const,
      name_status: status === "sourced" ? ("sourced" as const) : ("unconfirmed" as const),
      note: bodyNote(note),
    })),
    {
      id: bodyId(nationalBody),
      name: nationalBody,
      kind: "national" as const,
      name_status: "unconfirmed" as const,
      note: "Ran the Perinatal Fund from 2020 to 2023; that it runs the later rounds is not confirmed.",
    },
  ]);
  const changed = new Map(earlierBodies.map((earlier) => [earlier.area as string, earlier]));
  await insertMissing(db, "area_body", [
    ...areas.map(({ code, body }) => ({
      area_code: code,
      body_id: bodyId(body),
      valid_from: changed.has(code) ? nextYear(changed.get(code)!.from) : firstYear,
      note: changed.has(code) ? "Since the fund's second year." : "",
    })),
    ...earlierBodies.map(({ area, body, from, to, note }) => ({ area_code: area, body_id: bodyId(body), valid_from: from, valid_to: to, note })),
    { area_code: scotland, body_id: bodyId(nationalBody), valid_from: firstYear, note: "" },
  ].map((row) => ({ valid_to: null, ...row })));
}

/** Notes in the file about a body; those about an allocation belong to the allocation. */
const bodyNote = (note: string): string => (note === "" || note.startsWith("Year") ? "" : `${note[0]!.toUpperCase()}${note.slice(1)}.`.replace("(recalled)", "(not confirmed)"));
const nextYear = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;

async function loadCodeLists({ db }: SeedContext): Promise<void> {
  for (const { code: list_code, title, choice, description, versions } of codeLists) {
    await insertMissing(db, "code_list", [{ code: list_code, title, choice, description }]);
    for (const { version, items, valid_to, note, ...rest } of versions) {
      await insertMissing(db, "code_list_version", [{ list_code, version, valid_to: valid_to ?? null, note: note ?? "", ...rest }]);
      await insertMissing(
        db,
        "code_item",
        items.map((item, index) => ({ list_code, version, code: item.code, title: item.title, position: index + 1, confirmed: item.confirmed ?? true, note: item.note ?? "" })),
      );
      const variants = items.flatMap((item) => (item.variants ?? []).map(([label, used_in]) => ({ list_code, version, code: item.code, label, used_in })));
      await insertMissing(db, "code_item_variant", variants);
    }
  }
}

async function loadStrategy({ db }: SeedContext): Promise<void> {
  await insertMissing(db, "source", sources.map((source) => ({ id: sourceId(source.code), published_on: null, published_text: "", licence: "", note: "", ...source })));
  await insertMissing(db, "plan", [
    { id: planId, code: plan.code, title: plan.title, published_on: plan.published_on, valid_from: plan.published_on, note: plan.note },
  ]);
  await insertMissing(
    db,
    "priority",
    priorities.map(({ number, title, wording, status, note }) => ({
      id: priorityId(number), plan_id: planId, number, title, official_wording: wording, wording_status: status, note: note ?? "",
    })),
  );
  await insertMissing(
    db,
    "action",
    actions.map(([ref, title, title_basis, note], index) => ({
      id: actionId(ref), plan_id: planId, scheme: "strategic" as const, ref, priority_id: priorityId(Number(ref.split(".")[0])),
      title, title_basis, sort_order: index + 1, note: note ?? "",
    })),
  );
  await insertMissing(db, "outcome", outcomes.map(([title, official_wording], index) => ({ id: outcomeId(index + 1), plan_id: planId, number: index + 1, title, official_wording })));
  await insertMissing(
    db,
    "priority_outcome",
    priorities.flatMap(({ number, outcomes }) => outcomes.map((outcome) => ({ priority_id: priorityId(number), outcome_id: outcomeId(outcome) }))),
  );
  await insertMissing(db, "priority_focus", priorities.flatMap(({ number, focus }) => (focus ?? []).map((one) => ({ priority_id: priorityId(number), focus: one }))));
  await loadAims(db);
}

/** The crosswalk is an official's to edit, so it is only loaded together with the aims themselves. */
async function loadAims(db: SeedContext["db"]): Promise<void> {
  if (await db.selectFrom("aim").select("id").limit(1).executeTakeFirst()) return;
  const aimId = (index: number) => idOf(`aim/${index + 1}`);
  await insertMissing(db, "aim", aims.map(({ title, description }, index) => ({ id: aimId(index), number: index + 1, title, description })));
  await insertMissing(
    db,
    "aim_crosswalk",
    aims.flatMap(({ priorities, outcomes }, index) => [
      ...priorities.map((number) => ({ aim_id: aimId(index), priority_id: priorityId(number), outcome_id: null, note: crosswalkNote })),
      ...outcomes.map((number) => ({ aim_id: aimId(index), priority_id: null, outcome_id: outcomeId(number), note: crosswalkNote })),
    ]),
  );
}

async function loadFunds({ db }: SeedContext): Promise<void> {
  await insertMissing(
    db,
    "fund",
    funds.map(({ code, title, short_title, summary, shape, who_can_apply, not_funded }, index) => ({
      id: fundId(code), code, title, short_title, summary, shape, who_can_apply, not_funded, position: index + 1,
    })),
  );
  await insertMissing(db, "fund_action", funds.map(({ code, action, actionNote }) => ({ fund_id: fundId(code), action_id: actionId(action), note: actionNote })));
  await insertMissing(
    db,
    "fund_outcome",
    funds.flatMap(({ code, outcome, outcomeNote }) => (outcome ? [{ fund_id: fundId(code), outcome_id: outcomeId(outcome), note: outcomeNote ?? "" }] : [])),
  );
  await insertMissing(
    db,
    "amount_band",
    funds.flatMap(({ code, bands, bandBasis }) =>
      bands.map(([band, title, from_pence, to_pence], index) => ({ fund_id: fundId(code), code: band, title, from_pence, to_pence, position: index + 1, basis: bandBasis })),
    ),
  );
}

/** A form that was published stays; one whose definition has changed since becomes its next version. */
async function loadForms(context: SeedContext): Promise<void> {
  for (const definition of formDefinitions) await publishForm(context, definition, idOf(`form/${JSON.stringify(definition)}`));
}
