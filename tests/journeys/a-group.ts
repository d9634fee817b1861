/** What a volunteer does, from registering to the receipt: the walk takes every step, other journeys begin with it. */
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { password, type Walker } from "./walker.ts";
import { expect } from "./walking.ts";

export interface Volunteer {
  name: string;
  email: string;
}
export interface Plan {
  group: string;
  title: string;
  /** As typed: spaces and small letters are tolerated. Left out by a group without a constitution, which has a host. */
  charity?: string;
  /** Pounds. */
  asks: number;
  focus: readonly string[];
}
const round = "communities-2026-27";

/** Registers and confirms the address with the message on the demonstration's mail page; is signed in afterwards. */
export async function register(walker: Walker, { name, email }: Volunteer): Promise<void> {
  await walker.type("Your name", name);
  await walker.type("E-mail address", email);
  await walker.type(/^Choose a password/, password);
  await walker.press("Register");
  await walker.sees("Check your e-mail");
  await openNewestMail(walker, email, /^Confirm your e-mail address/);
  await walker.follow(/\/account\/link\//);
  await walker.arrivesAt("Confirm your e-mail address");
  await walker.type("Password", password);
  await walker.press("Confirm this address");
  await walker.sees("Your e-mail address is confirmed");
}

export async function openNewestMail(walker: Walker, email: string, subject: RegExp): Promise<void> {
  await walker.open("/demonstration/mail");
  await walker.type("E-mail address", email);
  await walker.press("Apply filters");
  await walker.follow(subject);
}

/** On the page that sets a group up. */
export async function setUpGroup(walker: Walker, { group, charity }: Plan, area: string): Promise<void> {
  await walker.type("Name of your group", group);
  await walker.pick("What kind of group are you?", charity ? "(SCIO)" : "Unconstituted group");
  if (charity) await walker.type(/^Scottish charity number/, charity);
  else await nameHost(walker);
  await walker.pick("Which council area are you based in?", area);
  await walker.type(/^What does your group do\?/, "We cook together on Thursdays and eat what we have cooked.");
  await walker.type(/^Telephone number/, "01632 960777");
  await walker.type(/^Income last year/, "8,400");
  await walker.press("Set up the group");
}

async function nameHost(walker: Walker): Promise<void> {
  await walker.unfold("For an unconstituted group");
  await walker.type(/^Name of the host/, "Hillend Community Trust");
  await walker.type(/^Someone at the host/, "Rowan Hillend");
  await walker.type(/^That person's e-mail address/, "rowan@hillend.example");
}

/** The most that is asked for in the short form, in pounds. */
const shortUpTo = 2_000;

/** From a draft's home: every section of the form that fits the amount, in order, each saved by its own button. */
export async function fillIn(walker: Walker, plan: Plan): Promise<void> {
  if (plan.asks <= shortUpTo) return fillInShort(walker, plan);
  const { title, asks, focus } = plan;
  const today = londonDay(new Date());
  await walker.follow(/^Your project/);
  await walker.arrivesAt("Your project");
  await walker.type("What is your project called?", title);
  await walker.type("In a few sentences, what will you do?", "We open the hall kitchen every Thursday, cook with whoever comes, and sit down together.");
  await walker.type("What will happen, step by step?", "At four we shop.\nAt five we cook, eight at a time.\nAt six everybody eats, and nobody has to say why they came.");
  await walker.type("Activity 1: what is it?", "Cooking and eating together");
  await walker.type("Activity 1: how often?", "Every Thursday");
  await walker.type("Activity 1: about how many people each time?", "16");
  await kindAndDays(walker, today);
  await walker.press("Save and continue");

  await walker.arrivesAt("The need");
  await walker.type("How do you know that people need this?", "Thirty-one of the forty people we asked at the gala go a week without a proper talk.");
  await walker.type("What will be better for people because of it?", "People will know each other’s names, and where to go on a bad day.");
  await walker.choose(/^Social isolation/);
  await walker.type("How have people who may take part had a say in the plan?", "Two open evenings with soup: they wanted Thursdays, not Saturdays.");
  await walker.press("Save and continue");

  await walker.arrivesAt("Who it is for");
  await whoFor(walker, focus);
  await walker.press("Save and continue");

  await walker.arrivesAt("Money");
  await costs(walker, asks);
  await walker.choose("No", walker.main.getByRole("group", { name: "Will any other money go into this project?" }));
  await walker.choose("No", walker.main.getByRole("group", { name: "Are you applying for this in another area too?" }));
  await walker.type("What will happen when the grant ends?", "The hall goes on at cost, and nobody is left without a telephone number.");
  await walker.press("Save and continue");

  await walker.arrivesAt("Keeping people safe");
  await walker.type("How will you keep people safe?", "Two of us are always there; one of us is the person to tell when somebody is worried.");
  await walker.choose("No, nobody needs it");
  await walker.press("Save and continue");

  await walker.arrivesAt("Declaration");
}

async function fillInShort(walker: Walker, { title, asks, focus }: Plan): Promise<void> {
  await walker.follow(/^Your project/);
  await walker.arrivesAt("Your project");
  await walker.type("What is your project called?", title);
  await walker.type("In a few sentences, what will you do?", "We open the hall kitchen every Thursday, cook with whoever comes, and sit down together.");
  await walker.type("How do you know that people need this?", "Thirty-one of the forty people we asked at the gala go a week without a proper talk.");
  await walker.type("What will be better for people because of it?", "People will know each other’s names, and where to go on a bad day.");
  await kindAndDays(walker, londonDay(new Date()));
  await walker.press("Save and continue");

  await walker.arrivesAt("Who it is for");
  await walker.choose(/^Social isolation/);
  await whoFor(walker, focus);
  await walker.type("How will you keep people safe?", "Two of us are always there; one of us is the person to tell when somebody is worried.");
  await walker.press("Save and continue");

  await walker.arrivesAt("Money");
  await costs(walker, asks);
  await walker.press("Save and continue");

  await walker.arrivesAt("Declaration");
}

async function kindAndDays(walker: Walker, today: string): Promise<void> {
  await walker.choose(/^Arts/);
  await walker.choose("Yes, it is new");
  await walker.day("When will it start?", addDays(today, 90));
  await walker.day("When will the money be spent by?", addDays(today, 330));
}
async function whoFor(walker: Walker, focus: readonly string[]): Promise<void> {
  await walker.choose("Anyone, with some people especially in mind");
  for (const one of focus) await walker.choose(one);
  await walker.choose("We don't know yet");
  await walker.type("About how many different people will take part?", "45");
}
async function costs(walker: Walker, asks: number): Promise<void> {
  await walker.type("How much are you asking for, in pounds?", asks.toLocaleString("en-GB"));
  await walker.type("Cost 1: what is it for?", "Hall and kitchen");
  await walker.type("Cost 1: amount in pounds", String(asks - 1_000));
  await walker.type("Cost 2: what is it for?", "Food");
  await walker.type("Cost 2: amount in pounds", "1,000");
}

/** On the page where an application begins: the group, about how much, and the press. */
export async function beginAs(walker: Walker, { group, asks }: Plan): Promise<void> {
  await walker.choose(group);
  await walker.type("About how much will you ask for, in pounds?", String(asks));
  await walker.press("Begin");
}

/** From nothing to the home of a draft. */
export async function begin(walker: Walker, volunteer: Volunteer, plan: Plan, area: { slug: string; name: string }): Promise<void> {
  await walker.open("/account/register");
  await register(walker, volunteer);
  await walker.open(`/rounds/${round}/${area.slug}/start`);
  await walker.follow("Set up your group");
  await setUpGroup(walker, plan, area.name);
  await beginAs(walker, plan);
  await walker.arrivesAt("Application:");
  expect(walker.path).toMatch(/^\/applications\//);
}
