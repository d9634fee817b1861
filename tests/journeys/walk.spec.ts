/** The walk that must work: a grant from an open round to a figure beside an action, in the role of each person on the way. */
import { beginAs, fillIn, openNewestMail, register, setUpGroup } from "./a-group.ts";
import { expect, test } from "./walking.ts";
import { atDesk, type Walker } from "./walker.ts";

test.describe.configure({ mode: "serial" });

const round = "communities-2026-27";
const glasgow = { slug: "glasgow-city", code: "S12000049", name: "Glasgow City" };
const volunteer = { name: "Beathag Fernlea", email: "beathag@thursday-table.example" };
const plan = { group: "The Thursday Table", charity: "sc 999 777", title: "Thursday Table suppers", asks: 4_600, focus: ["Older people (aged 50 and above)", "People facing socio-economic disadvantage"] };
const staff = {
  glasgow: "administrator.glasgow@lade.example",
  one: "assessor.one@lade.example",
  two: "assessor.two@lade.example",
  three: "assessor.three@lade.example",
  official: "official@lade.example",
};
/** What the later steps need of the earlier ones. */
const story = { application: "", reference: "", awards: 0, people: 0 };

test("a volunteer registers, confirms the address, and sets up the group", async ({ walkAs }) => {
  const walker = await walkAs("volunteer");
  await walker.open(`/rounds/${round}/${glasgow.slug}`);
  await walker.follow("Check whether you can apply");
  await walker.press("Check");
  await walker.sees("There is a problem");
  await walker.pick("What are you?", "(SCIO)");
  await walker.choose("No", walker.main.getByRole("group", { name: /Is it for people in/ }));
  await walker.press("Check");
  await walker.sees("Not as it stands");
  await walker.choose("Yes", walker.main.getByRole("group", { name: /Is it for people in/ }));
  await walker.press("Check again");
  await walker.sees("it looks as if you can apply");
  await walker.follow("Apply");
  await walker.arrivesAt("Sign in");
  await walker.follow("Register");
  await register(walker, volunteer);

  await walker.open(`/rounds/${round}/${glasgow.slug}/start`);
  await walker.follow("Set up your group");
  await setUpGroup(walker, plan, glasgow.name);
  await walker.arrivesAt("Apply:");
  await beginAs(walker, plan);
  await walker.sees("Your application has begun");
  story.application = walker.path.replace(/\?.*/, "");
});

test("a known address gets the same answer as an unknown one", async ({ walkAs }) => {
  const walker = await walkAs("stranger");
  await walker.open("/account/register");
  await walker.type("Your name", "Somebody Else");
  await walker.type("E-mail address", volunteer.email);
  await walker.type(/^Choose a password/, "nine-words-of-another");
  await walker.press("Register");
  await walker.sees("Check your e-mail");
  await openNewestMail(walker, volunteer.email, /You already have an account/);
});

test("the volunteer answers section by section, is shown what is missing, sends, and has a receipt", async ({ walkAs }) => {
  const walker = await walkAs("volunteer");
  await walker.open(story.application);
  await walker.sees("You have not applied yet");
  await fillIn(walker, plan);
  await walker.press("Save and continue");
  await walker.sees("1 thing is left to do");
  await expect(walker.main.getByRole("button", { name: "Send application" })).toHaveCount(0);
  await walker.follow(/^Tick the box if you agree/);
  await walker.choose("I agree");
  await walker.press("Save and continue");
  await walker.sees("£4,600");
  await walker.press("Send application");
  await walker.arrivesAt("Application sent");
  story.reference = (await walker.main.locator(".ds_notification-panel__reference").innerText()).trim();
  expect(story.reference).toMatch(/^LA-/);
  await walker.sees("Thursday Table suppers");

  await openNewestMail(walker, volunteer.email, new RegExp(`We have your application ${story.reference}`));
  await walker.sees(story.reference);
  await walker.open("/desk");
  await walker.sees("Being considered");
});

test("the fund's administrator finds the application, records the checks and asks two assessors", async ({ walkAs, database }) => {
  const walker = await atDesk(walkAs, staff.glasgow);
  await database.closeIn(await database.potIn(glasgow.slug), -1);
  await walker.follow(/applications to check/);
  await walker.pick("State", "Received");
  await walker.pick("In order of", "Amount");
  await walker.type("Group, project or reference", plan.group);
  await walker.press("Show these");
  await expect(walker.main.getByRole("status")).toContainText("1 found");
  await walker.follow(new RegExp(`^${plan.group}`));
  await walker.arrivesAt(plan.title);
  await walker.follow("Check this application");
  for (const check of ["Governing document", "Accounts", "Legal form and numbers", "Income against the limit", "Safeguarding and PVG", "Bank account", "Other bids and awards"]) await walker.pick(`Is it met? ${check}`, "Met");
  for (const check of ["Host and partnership letter", "Fair Work First", "Subsidy control"]) await walker.pick(`Is it met? ${check}`, "Not needed");
  await walker.press("Save checks");
  await walker.sees("The checks are saved");
  await walker.sees("10 of 10 answered");
  for (const assessor of ["Kirsty Acornell", "Ewan Kettleburn"]) {
    await walker.pick("Ask an assessor", assessor);
    await walker.press("Ask to assess");
    await walker.sees("The assessor is asked");
  }
});

test("an assessor with an interest is shut out, and another is asked", async ({ walkAs }) => {
  const two = await atDesk(walkAs, staff.two);
  await two.open("/panel");
  await two.follow(plan.title);
  await two.arrivesAt("Do you have an interest");
  await two.choose(/^I have an interest/);
  await two.type("If you have one: what is it?", "My sister cooks there.");
  await two.press("Record my answer");
  await two.sees("Your interest is recorded");
  const panel = story.application.replace("/applications/", "/panel/applications/");
  const refused = await two.open(panel);
  expect(refused?.status()).toBe(403);
  await expect(two.main).not.toContainText("We open the hall kitchen");

  const administrator = await walkAs(staff.glasgow);
  await administrator.open(story.application.replace("/applications/", "/manage/applications/"));
  await administrator.sees("Has an interest");
  await administrator.pick("Ask an assessor", "Senga Bluebellow");
  await administrator.press("Ask to assess");
  await administrator.sees("The assessor is asked");
});

test("two assessors score with reasons, and neither sees the other's scores before sending", async ({ walkAs }) => {
  for (const [email, points, says, other] of [[staff.one, "4", "They asked people first.", "Plain and near to people."], [staff.three, "5", "Plain and near to people.", "They asked people first."]] as const) {
    const walker = await atDesk(walkAs, email);
    await walker.open("/panel");
    await walker.follow(plan.title);
    await walker.choose("I have no interest in this application");
    await walker.press("Record my answer");
    await walker.arrivesAt(`Score: ${plan.group}`);
    await expect(walker.main).not.toContainText(other);
    for (const [index, title] of ["The need", "What will be better", "People's own say", "The money", "Safe and doable"].entries()) {
      const criterion = walker.main.getByRole("region", { name: title });
      await walker.choose(points, criterion);
      if (index > 0) await walker.type(/^Reason/, says, criterion);
    }
    await walker.press("Send my scores");
    await walker.sees("There is a problem");
    await walker.type(/^Reason/, says, walker.main.getByRole("region", { name: "The need" }));
    await walker.press("Save as a draft");
    await walker.sees("Your draft is saved");
    await walker.press("Send my scores");
    await walker.sees("Your scores are sent");
  }
  const one = await walkAs(staff.one);
  await one.open(story.application.replace("/applications/", "/panel/applications/"));
  await one.sees("Plain and near to people.");
});

const counts = async (walker: Walker): Promise<number> => {
  await walker.open(`/national/award-counts?fund=communities-adults&area=${glasgow.code}`);
  return Number((await walker.figure(/awards/)).replaceAll(",", ""));
};

test("before the release the official sees no award of it, nor does the group", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  story.awards = await counts(official);
  await official.open("/national/actions/3.2");
  story.people = Number((await official.figure("people, as groups count them")).replaceAll(",", ""));
});

const remainsIn = async (walker: Walker, pot: string): Promise<string> => {
  await walker.open(`/manage/pots/${pot}`);
  return walker.figure("remains to award");
};

test("the administrator decides in full against the pot, and what is committed moves at once", async ({ walkAs, database }) => {
  const walker = await atDesk(walkAs, staff.glasgow);
  const pot = await database.potIn(glasgow.slug);
  expect(await remainsIn(walker, pot)).toBe("£120,000");
  await walker.follow("Ranked list and decisions");
  await expect(walker.main.locator("#board-rows tr[data-place]").first(), "the highest score comes first").toContainText(plan.group);
  await walker.follow(plan.group);
  await walker.choose(/^Award in full/);
  await walker.press("Record this decision");
  await walker.sees("There is a problem");
  await walker.type("Reasons for the record", "The highest of all, and little money for much.");
  await walker.type("Feedback for the group", "We liked how you asked people first.");
  await walker.type(/^Conditions of the offer/, "Tell us if the day changes.");
  await expect(walker.main.getByLabel("Older people (aged 50 and above)", { exact: true })).toBeChecked();
  await walker.choose("People experiencing severe and multiple disadvantage");
  await walker.press("Record this decision");
  await walker.sees("The decision is recorded");
  expect(await remainsIn(walker, pot)).toBe("£115,400");

  const group = await walkAs("volunteer");
  await group.open(`${story.application}/decision`);
  await group.sees("We have not told any decision yet");
  await group.open("/desk");
  await group.sees("Being considered");
  expect(await counts(await walkAs(staff.official))).toBe(story.awards);
});

test("the release moves every figure by exactly one award at the next request", async ({ walkAs, database }) => {
  const walker = await atDesk(walkAs, staff.glasgow);
  const api = async () => (await (await walker.page.request.get(`/api/figures/award-counts?fund=communities-adults&area=${glasgow.code}`)).json()) as { total: { awards: number; amount_pence: number }; rows: { code: string; awards: number }[] };
  const before = await api();
  await walker.open(`/manage/pots/${await database.potIn(glasgow.slug)}/release`);
  await walker.sees("1 award, £4,600 together");
  await walker.sees("1 e-mail goes out");
  await walker.sees("1 decision has no letter yet");
  await walker.follow("Go to the letters");
  await walker.press("Draft 1 letter");
  await walker.sees("We are glad to offer you £4,600");
  await walker.press("This letter is right");
  await walker.follow("Look at everything before release");
  await walker.press("Release 1 decision");
  await walker.sees("1 decision is released");

  const after = await api();
  expect(after.total.awards).toBe(before.total.awards + 1);
  expect(after.total.amount_pence).toBe(before.total.amount_pence + 460_000);
  const row = (answer: typeof before, code: string) => answer.rows.find((one) => one.code === code)!.awards;
  for (const code of ["older-people", "socio-economic-disadvantage", "severe-and-multiple-disadvantage"]) expect(row(after, code), code).toBe(row(before, code) + 1);
  expect(row(after, "women")).toBe(row(before, "women"));

  const official = await walkAs(staff.official);
  expect(await counts(official)).toBe(story.awards + 1);
  await official.open("/desk");
  await official.sees(/Glasgow City/);
});

test("the administrator decides in part and declines, releases, and later reduces one award and withdraws it", async ({ walkAs, database }) => {
  const walker = await atDesk(walkAs, staff.glasgow);
  const pot = await database.potIn(glasgow.slug);
  const waiting = await database.rows<{ id: string; name: string; asked_pence: string }>(
    "select a.id, o.name, a.asked_pence from application a join organisation o on o.id = a.organisation_id where a.pot_id = $1 and a.status = 'submitted' order by a.asked_pence desc, a.id limit 2",
    [pot],
  );
  const [inPart, declined] = [waiting[0]!, waiting[1]!];
  await walker.open(`/manage/applications/${inPart.id}/decision`);
  await walker.choose("Award in part");
  await walker.type("Amount, in pounds", "200,000");
  await walker.type("Reasons for the record", "Strong; the equipment can wait.");
  await walker.type("Feedback for the group", "Begin with the weekly group.");
  await walker.press("Record this decision");
  await walker.sees("There is a problem");
  await walker.type("Amount, in pounds", "3,000");
  await walker.press("Record this decision");
  await walker.sees("The decision is recorded");
  expect(await remainsIn(walker, pot)).toBe("£112,400");
  await walker.open(`/manage/applications/${declined.id}/decision`);
  await walker.choose("Decline");
  await walker.type("Reasons for the record", "Below the line.");
  await walker.type("Feedback for the group", "Write down what each trip costs, and we would gladly read it again.");
  await walker.press("Record this decision");
  await walker.sees("The decision is recorded");
  await walker.open(`/manage/pots/${pot}/letters`);
  await walker.press("Draft 2 letters");
  await walker.press("These 2 letters are right");
  await walker.follow("Look at everything before release");
  await walker.press("Release 2 decisions");
  await walker.sees("2 decisions are released");
  await walker.follow(inPart.name);

  await walker.unfold("Reduce the amount");
  await walker.type("New amount in pounds", "2,500");
  await walker.type("Why is it reduced?", "The hall costs less than was planned.");
  await walker.press("Reduce the award");
  await walker.sees("The award is smaller");
  await walker.sees("£2,500");
  const official = await walkAs(staff.official);
  expect(await counts(official)).toBe(story.awards + 2);
  await walker.unfold("Withdraw the award");
  await walker.type("Why is it withdrawn?", "The group has closed.");
  await walker.press("Withdraw the award");
  await walker.sees("The award is out of the register");
  expect(await counts(official)).toBe(story.awards + 1);
  expect(await remainsIn(walker, pot)).toBe("£115,400");
});

test("the group reads the decision and the feedback, accepts the offer and files its return", async ({ walkAs }) => {
  const walker = await walkAs("volunteer");
  await walker.open("/desk");
  await walker.follow(/^Accept the offer/);
  await walker.sees("We will fund this project");
  await walker.sees("We liked how you asked people first.");
  await walker.sees("Tell us if the day changes.");
  await walker.type("Who signs for your group?", volunteer.name);
  await walker.type("What is their role?", "Treasurer");
  await walker.press("Accept the offer");
  await walker.sees("There is a problem");
  await walker.choose(/^We accept £4,600/);
  await walker.press("Accept the offer");
  await walker.sees("Accepted");

  await walker.open("/desk");
  await walker.follow(/^Write the return/);
  await walker.type("What did you do?", "Thirty-eight suppers. Twice the boiler was out, and we made sandwiches.");
  await walker.type("How many different people took part?", "52");
  await walker.type("Older people (aged 50 and above)", "31");
  await walker.type("People facing socio-economic disadvantage", "40");
  await walker.type("What changed for people?", "Most say that Thursday is the day they look forward to.");
  await walker.type("How much of the grant did you spend, in pounds?", "4,600");
  await walker.choose("Yes", walker.main.getByRole("group", { name: "Did you spend the whole grant?" }));
  await walker.press("Save and continue");
  await walker.arrivesAt("Check your return");
  await walker.press("Send your return");
  await walker.arrivesAt("Your return is sent");
});

test("the official opens the figure down to the application, and action 3.2 with the return that feeds it", async ({ walkAs }) => {
  const walker = await atDesk(walkAs, staff.official);
  await walker.open(`/national/award-counts?fund=communities-adults&area=${glasgow.code}`);
  await walker.sees("An award counts from its release");
  await walker.sees("Management information, not official statistics");
  await walker.follow("See the awards behind these counts");
  await walker.follow(plan.title);
  await walker.arrivesAt(plan.title);
  await walker.follow("Read the application");
  await walker.sees(story.reference);
  await walker.sees("We open the hall kitchen every Thursday");

  await walker.open("/national/actions/3.2");
  expect(Number((await walker.figure("people, as groups count them")).replaceAll(",", ""))).toBe(story.people + 52);
  await walker.follow(plan.title);
  await walker.sees("Thirty-eight suppers");
  const stranger = await walkAs("stranger");
  await stranger.open("/strategy/actions/3.2");
  await expect(stranger.main).not.toContainText("Thirty-eight suppers");
  await expect(stranger.main).not.toContainText("people, as groups count them");
});
