/** A passkey from its making to its end, with an authenticator that the browser only pretends to have. */
import type { CDPSession } from "@playwright/test";
import { openNewestMail, register } from "./a-group.ts";
import { expect, test } from "./walking.ts";
import type { Walker } from "./walker.ts";

interface Device {
  cdp: CDPSession;
  id: string;
}
/** A telephone with a lock, which its owner opens each time. */
async function plugIn(walker: Walker): Promise<Device> {
  const cdp = await walker.page.context().newCDPSession(walker.page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { cdp, id: authenticatorId };
}
const unlocks = ({ cdp, id }: Device, isUserVerified: boolean) => cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified });

/** The button of a form that the page's own script sends. */
async function usePasskey(walker: Walker, button: string): Promise<void> {
  const arrived = walker.page.waitForEvent("framenavigated");
  await walker.main.getByRole("button", { name: button, exact: true }).click();
  await arrived;
  await walker.page.waitForLoadState("domcontentloaded");
}
const signOut = async (walker: Walker) => {
  await walker.open("/account/sign-out");
  await walker.press("Sign out");
};

test("a volunteer begins with an address alone, adds a passkey at once, signs in with it, names it and removes it", async ({ walkAs, database }) => {
  const email = "inga@passkeys.example";
  const walker = await walkAs("inga");
  const device = await plugIn(walker);

  await walker.open("/account/sign-in?next=%2Ffunds");
  await walker.type("E-mail address", email);
  await walker.press("Send me a link by e-mail");
  await walker.sees("Check your e-mail");
  await expect.poll(() => database.messagesTo(email, "account.begin")).toBe(1);
  await openNewestMail(walker, email, /^Your link to begin/);
  await walker.follow(/\/account\/link\//);
  await walker.type("Your name", "Inga Harbour");
  await walker.press("Open my account");
  expect(walker.path).toBe("/funds");

  await walker.open("/account?done=begun");
  await walker.follow("Add a passkey");
  await walker.type(/^What do you call it\?/, "My telephone");
  await usePasskey(walker, "Add a passkey");
  await walker.arrivesAt("Your desk, Inga Harbour");
  await expect.poll(() => database.messagesTo(email, "account.passkey-added")).toBe(1);

  await signOut(walker);
  await walker.open("/account/sign-in?next=%2Faccount%2Fpasskeys");
  await usePasskey(walker, "Sign in with a passkey");
  await walker.arrivesAt("Passkeys");
  await walker.sees("My telephone");

  await walker.unfold("another name");
  await walker.type("Name", "Old telephone");
  await walker.press("Save name");
  await walker.sees("The passkey has its new name");
  await walker.follow(/^Remove/);
  await walker.press("Remove this passkey");
  await walker.sees("The passkey is removed");
  await walker.sees("You have no passkey yet");

  await signOut(walker);
  await walker.open("/account/sign-in");
  await usePasskey(walker, "Sign in with a passkey");
  await walker.sees("That passkey could not be checked");
  // The telephone that stays locked: said in words, nothing sent, and the button is there again.
  await unlocks(device, false);
  await walker.main.getByRole("button", { name: "Sign in with a passkey" }).click();
  await walker.sees(/^Nothing was done/);
  await expect(walker.main.getByRole("button", { name: "Sign in with a passkey" })).toBeEnabled();
});

test("one telephone is added once, and proves again who it is when the last proof is old", async ({ walkAs, database }) => {
  const email = "runa@passkeys.example";
  const walker = await walkAs("runa");
  await plugIn(walker);
  await walker.open("/account/register");
  await register(walker, { name: "Runa Harbour", email });
  await walker.follow("Add a passkey");
  await usePasskey(walker, "Add a passkey");
  await walker.arrivesAt("Your desk");
  await walker.open("/account/passkeys");
  await walker.sees("Passkey 1");
  await walker.main.getByRole("button", { name: "Add a passkey", exact: true }).click();
  await walker.sees("This device has a passkey for your account already.");

  await database.rows("update session set proved_at = proved_at - interval '11 minutes' where person_id = (select id from person where email = $1)", [email]);
  await walker.open("/account/email");
  await walker.arrivesAt("Show that it is you");
  await usePasskey(walker, "Use a passkey");
  await walker.arrivesAt("Change your e-mail address");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("the pages of passkeys say what works instead, and show no button that does nothing", async ({ walkAs }) => {
    const walker = await walkAs("sunniva");
    await walker.open("/account/register");
    await register(walker, { name: "Sunniva Harbour", email: "sunniva@passkeys.example" });
    await walker.follow("Add a passkey");
    await walker.sees("Your browser can't use passkeys here");
    await expect(walker.main.getByRole("button", { name: "Add a passkey" })).toBeHidden();
    await walker.follow("Not now");
    await walker.arrivesAt("Your desk");
  });
});
