/** After sending: a group and its fund write to each other, an answer is changed on request; and a form that came on paper becomes the group's own. */
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { pdf } from "../domain/files/samples.ts";
import { fillIn, openNewestMail } from "./a-group.ts";
import { join, makePerson } from "./drafting.ts";
import { expect, test } from "./walking.ts";
import { atDesk } from "./walker.ts";

test.describe.configure({ mode: "serial" });

const fife = { slug: "fife", name: "Fife" };
const staff = { administrator: "administrator.fife@lade.example", assessor: "assessor.one@lade.example" };
const writer = { email: "mirren@following.example", name: "Mirren Followly" };
const owner = { email: "dolina@paper-boats.example", name: "Dolina Paperlea" };
const question = "Our treasurer is leaving. Do you need to know?";
const answer = "Yes please: tell us who takes over.";
const plan = { group: "Paper Boats", title: "Boats on the burn", asks: 1_800, focus: ["Older people (aged 50 and above)"] };
/** What the later steps need of the earlier ones. */
const story = { application: "", group: "", before: "", paper: "" };

test("the group writes to the fund, and the administrator finds the message on the desk and answers as the fund", async ({ walkAs, database }) => {
  const sent = await database.row<{ id: string; group: string; title: string }>(
    `select a.id, o.name as group, a.title from application a join organisation o on o.id = a.organisation_id
      where a.pot_id = $1 and a.status = 'in-assessment' and exists (select from assignment s join person p on p.id = s.person_id where s.application_id = a.id and p.email = $2 and not conflicted(a.id, p.id)) order by a.reference limit 1`,
    [await database.potIn(fife.slug), staff.assessor],
  );
  Object.assign(story, { application: `/applications/${sent.id}`, group: sent.group, before: sent.title });
  await makePerson(database, writer.email, writer.name);
  await join(database, writer.email, story.application);

  const group = await walkAs(writer.email);
  await group.signIn(writer.email);
  await group.open("/desk");
  await group.follow(sent.title);
  await group.follow("Write to the fund's team");
  await group.press("Send the message");
  await group.sees("There is a problem");
  await group.type("Your message", question);
  await group.press("Send the message");
  await group.sees("Your message is sent");

  const administrator = await atDesk(walkAs, staff.administrator);
  await administrator.follow(`1 new message from ${sent.group}`);
  await administrator.sees(question);
  await administrator.type("Your message", answer);
  await administrator.press("Send the message");
  await administrator.sees("The message is sent");

  await group.open("/desk");
  await group.follow(`1 new message from the fund about “${sent.title}”`);
  await group.sees(answer);
  await expect(group.main).not.toContainText("Mairi Pebblewick");
  await group.press("I have read this");
  await expect(group.main.getByRole("button", { name: "I have read this" })).toHaveCount(0);

  const assessor = await atDesk(walkAs, staff.assessor);
  await assessor.open(story.application.replace("/applications/", "/panel/applications/"));
  await expect(assessor.main).not.toContainText(question);
  expect((await assessor.open(story.application.replace("/applications/", "/manage/applications/").concat("/messages")))?.status()).toBe(403);
});

test("the administrator asks for a change to one answer, the group sends it, and both see what was changed", async ({ walkAs }) => {
  const administrator = await atDesk(walkAs, staff.administrator);
  await administrator.open(story.application.replace("/applications/", "/manage/applications/"));
  await administrator.follow("Ask for a change to named answers");
  await administrator.press("Ask the group");
  await administrator.sees("There is a problem");
  await administrator.choose("Project name");
  await administrator.type(/^What would you like to be different\?/, "Please give it a name that says what happens.");
  await administrator.day(/^By which day\?/, addDays(londonDay(new Date()), 14));
  await administrator.press("Ask the group");
  await administrator.sees("The group is asked");
  await administrator.sees("Waits for the group");

  const group = await walkAs(writer.email);
  await openNewestMail(group, writer.email, /^Please change something in your application/);
  await group.open("/desk");
  await group.follow(`Change what the fund asks in “${story.before}”`);
  await group.sees("Please give it a name that says what happens.");
  await group.type("What is your project called?", "");
  await group.press("Send the change");
  await group.sees("There is a problem");
  await group.type("What is your project called?", "Tuesday walks by the shore");
  await group.press("Send the change");
  await group.sees("The change is sent");
  await group.sees(story.before);

  await administrator.open(story.application.replace("/applications/", "/manage/applications/"));
  await administrator.arrivesAt("Tuesday walks by the shore");
  await administrator.sees("The group sent the change that was asked for");
  await administrator.follow("Ask for a change to named answers");
  await administrator.sees(story.before);
  await administrator.sees("Tuesday walks by the shore");
});

test("the administrator enters a form that came on paper after the round has closed, with the signed form, and sends it", async ({ walkAs, database }) => {
  const pot = await database.potIn(fife.slug);
  const { day } = await database.row<{ day: string }>("select ((closes_at - interval '1 day') at time zone 'Europe/London')::date::text as day from pot where id = $1", [pot]);
  const administrator = await atDesk(walkAs, staff.administrator);
  await administrator.open(`/manage/pots/${pot}/applications`);
  await administrator.follow("Enter an application that came on paper or by telephone");
  await administrator.press("Begin the application");
  await administrator.sees("There is a problem");
  await administrator.choose("On paper");
  await administrator.day("On which day did it come?", addDays(londonDay(new Date()), 3));
  await administrator.type("At what time, on the clock in Scotland?", "10:00");
  await administrator.type("E-mail address of somebody in the group", "Dolina@Paper-Boats.example");
  await administrator.type(/^About how much do they ask for\?/, String(plan.asks));
  await administrator.type("Name of your group", plan.group);
  await administrator.pick("What kind of group are you?", "(SCIO)");
  await administrator.pick("Which council area are you based in?", fife.name);
  await administrator.type(/^Income last year/, "3,200");
  await administrator.press("Begin the application");
  await administrator.sees("There is a problem");
  await administrator.day("On which day did it come?", day);
  await administrator.press("Begin the application");
  await administrator.sees(`You enter this for ${plan.group}. It is not sent yet`);
  story.paper = administrator.path.replace(/\?.*/, "");

  await administrator.follow(/^Add the signed form/);
  await administrator.choose(/^Signed form/);
  await administrator.main.getByLabel("File", { exact: true }).setInputFiles({ name: "Signed form.pdf", mimeType: "application/pdf", buffer: pdf("Signed") });
  await administrator.press("Add this document");
  await administrator.sees("The document is added");

  await administrator.open("/desk");
  await administrator.follow(`Finish entering the application of ${plan.group}`);
  await fillIn(administrator, plan);
  await administrator.choose("I agree");
  await administrator.press("Save and continue");
  await administrator.press("Send application");
  await administrator.sees("It waits for the group’s word");
  await administrator.follow("The application as you look after it");
  await administrator.sees("Not confirmed by the group");
  await administrator.sees(owner.email);
  await administrator.open(`/manage/pots/${pot}/applications?search=${encodeURIComponent(plan.group)}`);
  await administrator.sees("Not confirmed by the group");
});

test("somebody of the group joins by the link, reads it and confirms; the group is its own from then on", async ({ walkAs, database }) => {
  await makePerson(database, owner.email, owner.name);
  const group = await walkAs(owner.email);
  await openNewestMail(group, owner.email, new RegExp(`^The application of ${plan.group}`));
  await group.follow(/\/account\/link\//);
  await group.follow("Sign in");
  await group.enterPassword(owner.email);
  await group.press("Join");
  await group.open("/desk");
  await group.follow(`Confirm what the fund’s team entered for you: “${plan.title}”`);
  await group.sees("The fund's team entered this for the group");
  await expect(group.main).not.toContainText("Mairi Pebblewick");
  await group.press("Yes, this is what we said");
  await group.sees("The group has confirmed it");

  const administrator = await atDesk(walkAs, staff.administrator);
  expect((await administrator.open(story.paper))?.status()).toBe(404);
  await administrator.open(story.paper.replace("/applications/", "/manage/applications/"));
  await administrator.sees(`${owner.name} confirmed on`);
  await administrator.sees("Signed form.pdf");
});
