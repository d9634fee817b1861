/** Members of the Partnership as far as they are known here, and how each action helps, in our own reading. */
import type { Approach } from "#app/domain/strategy/approach.ts";
import { idOf, insertMissing, type SeedContext } from "../kit.ts";
import { actionId } from "./load.ts";

/** Three of the seventeen: the others are not named in what could be read. A service administrator adds them. */
const members = [
  { name: "Penumbra", source: "Its own page on the Partnership’s manifesto of 2021: penumbra.org.uk" },
  { name: "Support in Mind Scotland", source: "Its own page on the Partnership’s manifesto of 2021: supportinmindscotland.org.uk" },
  { name: "Samaritans", source: "Its own page on the Partnership’s answer to the ten-year strategy: samaritans.org" },
] as const;

/** What each action does in the main. Actions of which nothing but the number is known are not read. */
const readings: readonly (readonly [ref: string, approach: Approach, reason: string])[] = [
  ["1.1", "prevention", "Works on how people think and speak, long before anyone needs a service."],
  ["2.1", "prevention", "Advice for everyone, whether or not they are unwell."],
  ["2.2", "early-help", "Digital help that people can turn to at the first signs."],
  ["2.3", "across", "Changes who works in services, not one kind of help."],
  ["2.4", "across", "Trains the whole workforce."],
  ["2.5", "prevention", "Makes workplaces better for mental health."],
  ["2.6", "early-help", "Support in schools, where first signs show."],
  ["2.7", "across", "Leadership and learning that several kinds of help rest on."],
  ["3.1", "early-help", "Support in communities without a referral to a specialist."],
  ["3.2", "early-help", "Community projects whose fund names prevention and early intervention together as its aim; most of them help people who already struggle."],
  ["3.3", "treatment", "Moves care and treatment nearer to where people live."],
  ["4.1", "crisis", "Prevents deaths among people in the deepest distress; the Strategy puts it under distress and crisis."],
  ["4.2", "crisis", "Support for people who hurt themselves now."],
  ["4.3", "crisis", "A first answer to people in distress."],
  ["4.5", "crisis", "Urgent and unplanned care."],
  ["5.1", "prevention", "Acts on the causes in people’s lives."],
  ["6.1", "treatment", "Specialist services for children and young people."],
  ["6.2", "treatment", "What care and treatment have to be like."],
  ["6.4", "across", "Data by which every service is compared."],
  ["6.5", "across", "Tells how people find the care; it is not care itself."],
  ["7.1", "treatment", "Health care for people in prison."],
  ["7.2", "treatment", "Care on wards."],
  ["8.1", "treatment", "Secure care and treatment."],
  ["9.1", "treatment", "Assessment and support for people with neurodevelopmental conditions."],
  ["10.2", "early-help", "Stands by families around birth, before and beside clinical care."],
];

const memberId = (name: (typeof members)[number]["name"]): string => idOf(`member-body/${name}`);

export async function loadPartnership({ db }: SeedContext): Promise<void> {
  await insertMissing(db, "member_body", members.map((member) => ({ id: memberId(member.name), ...member, synthetic: false })));
  await insertMissing(db, "member_interest", [
    { id: idOf("member-interest/self-harm-network"), member_body_id: memberId("Penumbra"), statement: "Self-Harm Network Scotland, of which the progress update tells under action 4.2, is its work and has public money." },
  ]);
  await insertMissing(
    db,
    "approach",
    readings.map(([ref, approach, reason]) => ({ id: idOf(`approach/${ref}/1`), action_id: actionId(ref), sequence: 1, approach, basis: "own-reading" as const, reason })),
  );
}
