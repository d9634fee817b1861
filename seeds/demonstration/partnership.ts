/** A member of the Partnership in the demonstration: invented, a grantee to be like some of the real ones, with remarks at every stage. */
import { addPerson, grantRole } from "#app/domain/accounts/change.server.ts";
import { setUpForDemonstration } from "#app/domain/accounts/secondFactor.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { createOrganisation } from "#app/domain/organisations/change.server.ts";
import { addBody, declareInterest } from "#app/domain/partnership/bodies.server.ts";
import { answerRemark, makeRemark, releaseRemark } from "#app/domain/partnership/change.server.ts";
import type { About, Finding, RemarkKind } from "#app/domain/partnership/model.ts";
import { observationId } from "../history/load.ts";
import { chance, type SeedContext } from "../kit.ts";
import { scotland } from "../reference/areas.ts";
import { addBid, potWindow } from "./bids.ts";
import { at, groupsOf } from "./groups.ts";
import { areas, demonstrationPassword, emailOf, partner } from "./people.ts";

const body = { name: "Lanternhill Mental Health Alliance", charity_number: "SC909001" };

interface Said {
  kind: RemarkKind;
  about: About;
  said: string;
  answer?: { finding: Finding; answer: string; public: boolean };
}
const remarks: readonly Said[] = [
  {
    kind: "annotation",
    about: { kind: "observation", id: observationId("S20.1d") },
    said: "The words behind this number are those of a family group. The fund itself counts people from a minority ethnic background, whether or not they have children. A reader should know both.",
    answer: { finding: "noted", answer: "That is right, and what the figure counts says so as well. The number is the same under both names.", public: true },
  },
  {
    kind: "dispute",
    about: { kind: "publication", code: "communities-fund-year-3-restated", part: "statement/1" },
    said: "The first version of this publication had more awards. Adding an area should not make a total smaller. Please say what was taken out.",
    answer: { finding: "stands", answer: "Entries that had been withdrawn were still counted in the first version. They were taken out when the missing area was added. Both versions stay public.", public: true },
  },
  {
    kind: "annotation",
    about: { kind: "computed", measure: "communities-awards", year: "2023-24" },
    said: "These are awards, not projects: a project that was topped up later counts twice.",
    answer: { finding: "noted", answer: "Yes. What the figure counts names awards for that reason.", public: false },
  },
  {
    kind: "dispute",
    about: { kind: "observation", id: observationId("S24.2a") },
    said: "Other announcements give this number as people helped. Is it people or referrals? One person can be referred more than once, so the two are not the same.",
  },
];

/** Loaded once, also into a demonstration that was loaded before there was a Partnership in it. */
export async function addPartnership(context: SeedContext): Promise<void> {
  if (await context.db.selectFrom("member_body").select("id").where("name", "=", body.name).executeTakeFirst()) return;
  const id = await addPerson(context, { email: emailOf(partner.key), name: partner.name, password: demonstrationPassword });
  const alone: PersonActor = { kind: "person", id, name: partner.name, email: emailOf(partner.key), emailConfirmed: true, secondFactor: true, roles: [] };
  const window = potWindow({ context }, scotland);
  const organisation_id = await createOrganisation(at(context, alone, window.opens_at), {
    name: body.name, legal_form: "scio", charity_number: body.charity_number, company_number: null, area_code: areas.edinburgh, address: "The Old Mill", postcode: "", telephone: "01632 960901",
    website: "https://lanternhill.example", purpose: "To speak for people who live with poor mental health, and to stand by families.", annual_income_pence: 41_000_000, founded_year: 1998,
    host_name: "", host_charity_number: null, host_contact_name: "", host_contact_email: "",
  });
  const owner: PersonActor = { ...alone, roles: [{ role: "owner", organisation_id, fund_id: null, area_code: null }] };
  const luck = chance(20_210_301);
  await addBid({ context, luck, groups: await groupsOf(context, luck) }, scotland, { group: { id: organisation_id, owner } });

  const member_body_id = await addBody(context, { ...body, source: "Invented for the demonstration" });
  await grantRole(context, { person_id: id, role: "partner", member_body_id });
  await setUpForDemonstration(context, id);
  const speaker = { ...context, actor: { ...owner, roles: [...owner.roles, { role: "partner", organisation_id: null, fund_id: null, area_code: null, member_body_id }] } satisfies PersonActor };
  await declareInterest(speaker, member_body_id, { fund: "perinatal-infant", statement: "We have asked this fund for money for our own project with families." });
  await addRemarks(context, speaker);
}

async function addRemarks(context: SeedContext, speaker: SeedContext): Promise<void> {
  const official = await staffOf(context, "official");
  const publisher = await staffOf(context, "publisher");
  for (const { kind, about, said, answer } of remarks) {
    const remark = await makeRemark(speaker, about, { id: newId(), kind, said });
    if (!answer) continue;
    const answered = await answerRemark({ ...context, actor: official }, remark, { seen: 0, finding: answer.finding, answer: answer.answer });
    if (answer.public) await releaseRemark({ ...context, actor: publisher }, remark, answered);
  }
}

async function staffOf({ db }: SeedContext, role: "official" | "publisher"): Promise<PersonActor> {
  const email = emailOf(role);
  const { id, name } = await db.selectFrom("person").select(["id", "name"]).where("email", "=", email).executeTakeFirstOrThrow();
  return { kind: "person", id, name, email, emailConfirmed: true, secondFactor: true, roles: [{ role, organisation_id: null, fund_id: null, area_code: null }] };
}
