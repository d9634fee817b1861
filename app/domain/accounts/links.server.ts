/** Links in e-mails: 256 random bits, kept as their hash, used once, for a while. Opening one changes nothing; pressing its button does. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { NotFound, WrongState } from "../kernel/errors.ts";
import type { OrganisationRole } from "../kernel/actor.ts";
import { newId, newToken, sha256 } from "../kernel/ids.server.ts";
import { linkLasts, type LinkPurpose } from "./model.ts";

export interface NewLink {
  purpose: LinkPurpose;
  email: string;
  person_id?: string;
  organisation_id?: string;
  role?: OrganisationRole;
  /** Where to go once it is used: a path of this site. */
  next_path?: string;
  /** Who invites. */
  created_by?: string | null;
}

/** Writes a link and answers its token, which stands nowhere but in the e-mail. */
export async function newLink({ db }: TransactionContext, link: NewLink): Promise<string> {
  const token = newToken();
  await db
    .insertInto("account_link")
    .values({ ...link, id: newId(), token_hash: sha256(token), expires_at: sql<Date>`clock_timestamp() + ${linkLasts[link.purpose]} * interval '1 millisecond'` })
    .execute();
  return token;
}

const usable = (db: Kysely<DB>, token: string) =>
  db
    .selectFrom("account_link as l")
    .where("l.token_hash", "=", sha256(token))
    .where("l.used_at", "is", null)
    .where("l.expires_at", ">", sql<Date>`clock_timestamp()`);

/** What a link is for, without using it: for the page with the button. @throws NotFound when it is unknown, used or too old */
export async function getLink(db: Kysely<DB>, token: string) {
  return usable(db, token)
    .leftJoin("organisation as o", "o.id", "l.organisation_id")
    .leftJoin("person as p", "p.id", "l.person_id")
    .leftJoin("person_password as w", "w.person_id", "l.person_id")
    .select(["l.purpose", "l.email", "l.person_id", "l.organisation_id", "l.role", "o.name as organisation_name", "p.name as person_name", "p.email_confirmed_at"])
    .select(sql<boolean>`w.hash is not null`.as("has_password"))
    .executeTakeFirstOrThrow(() => new NotFound());
}

/**
 * Uses a link: of many at once exactly one gets it.
 * @throws WrongState when it was used before, is too old or is for something else
 */
export async function useLink({ db }: TransactionContext, token: string, purpose: LinkPurpose) {
  return db
    .updateTable("account_link")
    .set({ used_at: sql<Date>`clock_timestamp()` })
    .where("token_hash", "=", sha256(token))
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<Date>`clock_timestamp()`)
    .returning(["email", "person_id", "organisation_id", "role", "next_path"])
    .executeTakeFirstOrThrow(() => new WrongState("This link has been used or is too old. Ask for a new one."));
}

/** Makes a person's other links for the same purpose worthless. */
export async function voidLinks({ db }: TransactionContext, personId: string, purpose: LinkPurpose): Promise<void> {
  await db
    .updateTable("account_link")
    .set({ used_at: sql<Date>`clock_timestamp()` })
    .where("person_id", "=", personId)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .execute();
}

/** Waits for whoever is using a link to the same address, so that several at once come one after the other. Call it before `useLink` where the others stop working too. */
export async function waitForLinksTo({ db }: TransactionContext, token: string): Promise<void> {
  await db
    .selectFrom("account_link")
    .select("id")
    .where("email", "=", ({ selectFrom }) => selectFrom("account_link").select("email").where("token_hash", "=", sha256(token)))
    .where("used_at", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
}

/** Makes the links to an address for a purpose worthless. */
export async function voidLinksTo({ db }: TransactionContext, email: string, purpose: LinkPurpose): Promise<void> {
  await db
    .updateTable("account_link")
    .set({ used_at: sql<Date>`clock_timestamp()` })
    .where("email", "=", email)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .execute();
}

/** Removes links a week after they stopped working. */
export async function removeOldLinks(db: Kysely<DB>): Promise<void> {
  await db.deleteFrom("account_link").where("expires_at", "<", sql<Date>`now() - interval '7 days'`).execute();
}
