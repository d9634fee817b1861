/** Everyone who looks at the pages signs in once, by the form. */
import { emails, halfwayEmail, letIn, stateOf, type Viewer } from "./every-page.ts";
import { expect, test } from "./walking.ts";
import { password } from "./walker.ts";

test("those who look at every page are let in", async ({ walkAs, database }) => {
  await letIn(database);
  for (const [viewer, email] of Object.entries(emails) as [Viewer, string][]) {
    const walker = await walkAs(viewer);
    await walker.signIn(email);
    await walker.arrivesAt("Your desk");
    await walker.page.context().storageState({ path: stateOf(viewer) });
  }
  const halfway = await walkAs("halfway");
  await halfway.open("/account/sign-in");
  await halfway.type("E-mail address", halfwayEmail);
  await halfway.type("Password", password);
  await halfway.press("Sign in");
  await halfway.arrivesAt("Enter your code");
  await halfway.page.context().storageState({ path: stateOf("halfway") });

  const stranger = await walkAs("stranger");
  await stranger.open("/account/register");
  await stranger.type("Your name", "Effie Linklea");
  await stranger.type("E-mail address", "effie@linklea.example");
  await stranger.type(/^Choose a password/, password);
  await stranger.press("Register");
  expect(await database.messagesTo("effie@linklea.example", "account.confirm-email")).toBe(1);
});
