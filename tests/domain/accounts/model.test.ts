import { expect, test } from "vitest";
import { codeField, emailField, nameField, newPasswordField, refuseOwnWords, sameSitePath } from "#app/domain/accounts/model.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";

const taken = (password: string): boolean => newPasswordField.safeParse(password).success;

test("passwords that everybody tries first are refused, however they are lengthened", () => {
  for (const password of [
    "password1234", "Password2024!", "passwordpassword", "123456789012", "000000000000", "qwertyuiop12", "QwertyUiop!!!", "abcdefghijkl", "aaaaaaaaaaaa", "letmein letmein",
    "correct horse battery staple", "iloveyou12345", "Welcome-2026-!", "liverpool2005!", "P@ssw0rd1234", "admin1234567", "celtic-celtic", "19871987198719", "scotland12345", "sunshine monday",
  ])
    expect(taken(password), password).toBe(false);
});

test("long passwords of any characters and any script are taken", () => {
  for (const password of ["lantern ferry october sheep", "x9$Kq!v2Lm#7", "Тихий вечер у реки", "静かな夜の川のほとりで歩く人", "🐑⛴️🏮🎻🌧️🧵🥔🪵🐟🧭🪨🌊", "  spaces at both ends  ", "a".repeat(3) + "7gh$Lp0qW".repeat(13)])
    expect(taken(password), password).toBe(true);
  expect(taken("short words")).toBe(false);
  expect(taken("ab🐑".repeat(70))).toBe(false);
});

test("a password made of the person's own name or address is refused", () => {
  const person = { name: "Morag Tester", email: "morag.tester@harbour.example" };
  for (const password of ["moragtester1", "Morag.Tester!", "harbourharbour", "tester-morag-99"]) expect(() => refuseOwnWords(password, person), password).toThrow(Invalid);
  expect(() => refuseOwnWords("lantern ferry october sheep", person)).not.toThrow();
});

test("one mailbox is one account, and nothing that could write a header is an address", () => {
  expect(emailField.parse("  Morag.Tester@Example.ORG ")).toBe("morag.tester@example.org");
  for (const email of ["", "morag", "morag@", "a@b", "a@b.example\nbcc: c@d.example", "a@b.example, c@d.example", "<a@b.example>", '"a b"@c.example', "a@b..example", "é@b.example", `${"a".repeat(250)}@b.example`])
    expect(emailField.safeParse(email).success, email).toBe(false);
});

test("a name is one line of letters, and cannot turn the writing direction of a page", () => {
  expect(nameField.parse("  Siobhán   O'Hara-MacLeod ")).toBe("Siobhán O'Hara-MacLeod");
  for (const name of ["", "   ", "two\nlines", "a\u202eb", "x".repeat(201)]) expect(nameField.safeParse(name).success, JSON.stringify(name)).toBe(false);
});

test("codes are read as people type them", () => {
  expect(codeField.parse("492 039")).toBe("492039");
  expect(codeField.parse("abcd-efgh-jkmn-pqrs")).toBe("ABCDEFGHJKMNPQRS");
  for (const code of ["", "12345", "1234567", "abc"]) expect(codeField.safeParse(code).success, code).toBe(false);
});

test("after signing in nobody is sent to another site", () => {
  for (const path of ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "/.//evil.example", "/a/..//evil.example", "evil", "", null, "/%0d%0aSet-Cookie:x\r\n"])
    expect(sameSitePath(path), String(path)).toBeUndefined();
  expect(sameSitePath("/manage/pots/1?status=open&page=2")).toBe("/manage/pots/1?status=open&page=2");
  expect(sameSitePath("/account/link/abc_-1")).toBe("/account/link/abc_-1");
});

test("no long text keeps the password rules busy", () => {
  const began = performance.now();
  for (const text of ["a".repeat(100_000), "password".repeat(20_000), "\u0301".repeat(100_000)]) newPasswordField.safeParse(text);
  for (const text of ["passwordqwerty".repeat(14), `${"abcdefgh".repeat(24)}!`]) newPasswordField.safeParse(text);
  expect(performance.now() - began).toBeLessThan(500);
});
