/** What the demonstration's groups write in their applications, and what assessors say of them. */
import type { Answers, BudgetRow } from "#app/domain/forms/model.ts";
import { splitPence } from "#app/domain/kernel/money.ts";
import { addDays } from "#app/domain/kernel/time.ts";
import type { Chance } from "../kit.ts";
import { inventProject } from "../ledgers/projects.ts";

const focusCodes = [
  "women", "long-term-condition-or-disability", "minority-ethnic", "refugees-and-no-recourse", "socio-economic-disadvantage", "severe-and-multiple-disadvantage",
  "diagnosed-mental-illness", "psychological-trauma", "bereavement-or-loss", "geographical-disadvantage", "older-people", "lgbti", "young-people", "neurodivergent-people",
];
const familyCodes = ["lone-parent-families", "minority-ethnic-families", "families-with-a-disabled-adult-or-child", "families-with-a-mother-under-25", "families-with-a-child-under-one", "larger-families"];
const types = ["arts-and-craft", "education-and-training", "equipment-maintenance-and-training", "financial-inclusion", "peer-support-and-befriending", "social", "sport-or-physical-activity", "counselling-or-therapy"];

export interface Ask {
  projectType: string;
  /** Whole pounds. */
  pounds: number;
  starts_on: string;
  days: number;
}

export const inventType = (luck: Chance): string => luck.one(types);

/** A whole set of answers to the Communities Fund's form. */
export function communitiesAnswers(luck: Chance, { projectType, pounds, starts_on, days }: Ask): Answers {
  const reach = luck.one(["general", "open-with-a-focus", "open-with-a-focus", "targeted"] as const);
  const focus = reach === "general" ? [] : luck.some(focusCodes, luck.between(1, 3));
  const { title, description } = inventProject(luck, projectType, reach, focus);
  const standing = luck.one(["new", "existing"] as const);
  const hasOther = luck.happens(0.35);
  return {
    title,
    summary: description,
    activities: luck.one(activities),
    sessions: [sessions[Math.round(pounds / 50) % sessions.length]!],
    "project-type": projectType,
    "project-standing": standing,
    ...(standing === "existing" ? { "how-it-went": luck.one(soFar) } : {}),
    "starts-on": starts_on,
    "ends-on": addDays(starts_on, days),
    need: luck.one(needs),
    difference: luck.one(differences),
    "priority-issues": luck.some(["social-isolation-and-loneliness", "suicide-prevention", "poverty-and-inequality"], luck.between(1, 2)),
    involved: luck.one(involved),
    ...(luck.happens(0.6) ? { "working-with": [luck.one(partners)] } : {}),
    reach,
    ...(reach === "general" ? {} : { "focus-groups": focus }),
    "family-groups": luck.happens(0.4) ? ["none-of-these"] : luck.happens(0.15) ? ["not-known"] : luck.some(familyCodes, luck.between(1, 3)),
    "people-reached": luck.between(12, 160),
    ...money(luck, pounds),
    "has-other-funding": hasOther,
    ...(hasOther ? { "other-funding": "We raise about £400 a year with a sale of work, and the hall lets us in at half price. Both are certain." } : {}),
    "other-areas": false,
    afterwards: luck.one(afterwards),
    safeguarding: luck.one(safety),
    "protected-roles": luck.one(["yes-in-place", "yes-before-start", "no", "not-sure"]),
    declaration: true,
  };
}

/** A whole set of answers to the Perinatal Fund's form. */
export function perinatalAnswers(luck: Chance, { projectType, pounds, starts_on, days }: Ask): Answers {
  const band = pounds >= 100_000 ? "band-1" : pounds >= 50_000 ? "band-2" : "band-3";
  return {
    title: luck.one(["Close and Steady", "Small Hours, Warm Voices", "A Soft Landing", "Growing a Family", "The Early Nest", "Together from the Start"]),
    summary: "Trained volunteers and a family worker stand by parents from pregnancy to the second birthday, at home and in a weekly group.",
    "existing-service": true,
    "running-since": luck.between(2009, 2022),
    "service-now": "About forty families a year come to us through midwives, health visitors and word of mouth. Each has one worker, and a place in a group for as long as they like.",
    "families-now": 25 + (pounds % 60),
    served: [["all-of-scotland"], ["S12000049", "S12000036"], ["S12000047"], ["S12000017", "S12000034"]][Math.round(pounds / 50) % 4]!,
    change: "It keeps our two family workers in post and lets us open a second group where buses are few.",
    "project-standing": "existing",
    "project-type": projectType,
    "starts-on": starts_on,
    "ends-on": addDays(starts_on, days),
    support: luck.some(["peer-support", "parent-infant", "counselling", "practical"], 2),
    "who-directly": ["mothers", ...luck.some(["fathers-and-partners", "carers", "infants"], 2)],
    reach: "targeted",
    "focus-groups": luck.some(["women", "psychological-trauma", "socio-economic-disadvantage", "minority-ethnic", "young-people"], 2),
    "family-groups": ["families-with-a-child-under-one", ...luck.some(["lone-parent-families", "families-with-a-mother-under-25", "larger-families"], 1)],
    "priority-issues": ["social-isolation-and-loneliness"],
    "people-reached": luck.between(40, 120),
    outcomes: luck.some(["parents-feel-better", "bond", "less-alone", "ask-sooner", "right-help"], 3),
    "how-known": "We ask parents the same few questions when they start, after three months and when they leave, and we ask what they would change.",
    "safe-practice": "Workers have supervision each month from a perinatal psychologist. When we are worried we tell the parent first and then the health visitor.",
    fairness: "We go to people's homes, pay for buses, work with interpreters, and have a worker who has herself come here as a refugee.",
    band,
    ...money(luck, pounds),
    "asked-first-year": Math.round(pounds / 3) * 100,
    "has-other-funding": false,
    declaration: true,
  };
}

const costs = ["A worker's pay", "Hall hire", "Materials", "Travel", "Tea, soup and biscuits", "Volunteers' expenses", "Training"];
function money(luck: Chance, pounds: number): { asked: number; budget: BudgetRow[] } {
  const items = luck.some(costs, pounds > 3_000 ? luck.between(3, 5) : luck.between(2, 3));
  const parts = splitPence(pounds, items.map(() => 1 + luck.next() * 4));
  return { asked: pounds * 100, budget: items.map((item, index) => ({ item, amount: parts[index]! * 100 })) };
}

const activities = [
  "We meet once a week in the community hall, from two until four. Two volunteers open up, put the kettle on and welcome people by name. After an hour of doing something together there is time to talk. Somebody always walks home with those who find the first weeks hard.",
  "There will be two groups of twelve, each meeting for ten weeks with a paid leader and two volunteers. The eleventh week is an open day that the groups plan themselves. Those who want to carry on join a group that runs by itself.",
  "Every second Saturday we go out together, in a minibus where the bus does not go. In between, people ring each other: we make pairs at the first meeting. On a normal day you would find fifteen people, a dog, and a great deal of laughter.",
  "A worker is there two days a week. People drop in without an appointment, sit down, and are listened to. Where there is something practical to sort out, we sort it out with them; where more help is needed, we go along the first time.",
];
const soFar = [
  "We have run for a year on what we could raise. Between eight and fourteen people came each week and most are still coming. We learned to start with food. The grant would let us open on a second day.",
  "A first winter went better than we hoped. Two people who came for help are volunteers now. We can't go on in the hall without heating, and the grant would pay for that.",
];
const needs = [
  "The bank has closed, the bus has been cut, and the surgery sees more and more people who are simply alone. We asked forty neighbours at the gala: thirty-one said they could go a week without a proper conversation.",
  "People tell us. In our last survey half of those who answered said that they feel low most days, and that they would rather come to something than to someone. The practice nurse sends people to us and would send more.",
  "Three families we know lost somebody last year. After that people asked for a place where it is all right to speak of it. There is nothing of that kind within twenty miles.",
  "Prices have gone up faster than pay here. Folk stop going out first. They sit at home with the heating off, and the worry does the rest.",
];
const differences = [
  "People will know each other's names. They will have somewhere to be on the worst day of the week. We will ask each of them, at the start and after three months, how they have been feeling, with a card of five faces.",
  "Those who come will feel steadier and will know where to turn before things get bad. We will know because they tell us, and because they start to do things: cook, lead a walk, ring somebody up.",
  "Fewer people will be alone with it. We hope that a third of them will help to run the group by the end, and we will write down what they say it has changed.",
];
const involved = [
  "The idea came from people who have been through it themselves. Four of them are on the planning group and two will lead sessions.",
  "We held two open evenings with soup. What people wanted was not what we had planned, so we changed the plan.",
  "Not enough yet. Before we start we will ask the people of the recovery group to plan the first month with us.",
];
const sessions = [
  { what: "An open afternoon with tea and something to do", often: "Every week", people: 14 },
  { what: "A walk, then soup", often: "Every second Saturday", people: 11 },
  { what: "A course of ten evenings", often: "Twice a year", people: 12 },
  { what: "Drop in and talk", often: "Two days a week", people: 6 },
];
const partners = [
  { who: "The surgery", what: "Tells people about us", agreed: "yes" },
  { who: "The library", what: "Lends us a warm room", agreed: "yes" },
  { who: "The high school's kitchen", what: "Cooks with us once a month", agreed: "asked" },
  { who: "A walking group nearby", what: "Takes people along who want to go on", agreed: "not-yet" },
];
const afterwards = [
  "The group will go on with a small charge for those who can pay, and the hall at cost. Nobody will be left without a telephone number.",
  "It comes to an end, and we tell people so from the first week. Those who want more will be brought to groups that stay.",
  "The equipment stays and so do the volunteers we train. We will look for money for the worker from the spring on.",
];
const safety = [
  "We have a policy that we read together once a year, and one person whom anybody can speak to. If somebody is in danger we ring 999 and stay with them; if we are worried we ask them first and then the surgery.",
  "Two people are always there. New volunteers come along three times before they help. We have a named person for worries, and a list of numbers by the door.",
];

/** A reason for points, by how many of five. */
export const scoreReasons: Record<number, readonly string[]> = {
  1: ["There is little here to go on."],
  2: ["The idea is kind, but it stays general.", "I could not tell from this what would happen on a normal day."],
  3: ["Clear enough, with some gaps.", "Sound. I would have liked to hear more from the people it is for."],
  4: ["Well thought through and close to people.", "Convincing: they know who they are for."],
  5: ["Very strong: they asked people and changed the plan.", "One of the clearest that I have read."],
};
export const overallRemarks = ["I would fund this.", "Worth funding, perhaps in part.", "A good group with an idea that needs another year.", "Modest and likely to do much good."];
