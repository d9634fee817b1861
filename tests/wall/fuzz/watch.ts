/** Every row that changes, as it changes: what an input was not allowed to touch is seen at once and exactly. */
import pg from "pg";

export interface Change {
  table: string;
  operation: "INSERT" | "UPDATE" | "DELETE";
  before: Row | null;
  after: Row | null;
}
export type Row = Readonly<Record<string, unknown>>;

/** Writes down every change of every table. @param address as a role that may do anything */
export async function watch(address: string): Promise<{ taken(): Promise<Change[]>; query: pg.Pool; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: address, max: 2 });
  await pool.query(`
    create schema fuzz;
    create table fuzz.change (id bigint generated always as identity primary key, "table" text, operation text, before jsonb, after jsonb);
    create function fuzz.note() returns trigger language plpgsql security definer as $$
    begin
      insert into fuzz.change ("table", operation, before, after)
      values (tg_table_name, tg_op, case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
      return null;
    end $$;
    grant usage on schema fuzz to public;
    grant execute on function fuzz.note() to public;
    do $$ declare name text; begin
      for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
        execute format('create trigger zz_fuzz_note after insert or update or delete on public.%I for each row execute function fuzz.note()', name);
      end loop;
    end $$`);
  return {
    query: pool,
    async taken() {
      const { rows } = await pool.query<Change & { id: string }>(`delete from fuzz.change returning id, "table", operation, before, after`);
      return rows.sort((one, other) => Number(one.id) - Number(other.id));
    },
    close: () => pool.end(),
  };
}

/** Columns that say whose a row is. */
const belonging = ["application_id", "organisation_id", "person_id", "owner_id", "subject_id", "submission_id", "stored_file_id", "award_id", "submitted_by", "saved_by", "uploaded_by", "added_by", "created_by"] as const;
/** How often somebody tried what: nobody's data. */
const counters = /budget|rate_limit/;
/** A letter to whoever was invited, and the link in it; the group says whose they are. */
const letters = new Set(["message", "account_link"]);
/** Who is who in a group is its own affair: the group decides whose the row is. */
const ofTheGroup = new Set(["role_held"]);
/** What the audit chains together over everyone, and the number that says that a public page shows something else now. */
const chained = new Set(["audit_head", "audit_register", "public_version"]);

/** What of these changes is not the actor's own. @param own ids of the person, the group, the draft */
export function foreign(changes: readonly Change[], own: ReadonlySet<string>): Change[] {
  const ours = new Set(own);
  // What came into being by this input is the actor's too.
  for (const { operation, after } of changes) if (operation === "INSERT" && typeof after?.id === "string") ours.add(after.id);
  const isOurs = (value: unknown) => value === null || value === undefined || (typeof value === "string" && ours.has(value));
  return changes.filter(({ table, operation, before, after }) => {
    if (counters.test(table) || chained.has(table)) return false;
    const row = before ?? after!;
    if (letters.has(table)) return operation !== "INSERT" && !isOurs(row.to_person_id ?? row.person_id ?? row.organisation_id);
    const columns = ofTheGroup.has(table) ? (["organisation_id"] as const) : belonging;
    const named = columns.filter((column) => row[column] !== null && row[column] !== undefined);
    if (!named.every((column) => isOurs(row[column])) || (after && !columns.every((column) => isOurs(after[column])))) return true;
    if (operation === "INSERT") return false;
    // Nothing says whose it is: then it has to be one of our own by its key.
    return named.length === 0 && !(typeof row.id === "string" && ours.has(row.id));
  });
}

/** What people wrote and who they are: nobody who works for a fund changes it by a form of theirs. */
const peoples = new Set(["application_answer", "application_answer_history", "submission", "submission_file", "application_file", "person_password", "passkey", "organisation", "application_comment", "sign_off"]);
export const touchesPeoples = (changes: readonly Change[], personId: string): Change[] =>
  changes.filter(({ table, operation, before, after }) => {
    const row = before ?? after!;
    if (table === "person") return operation !== "INSERT" && row.id !== personId;
    return peoples.has(table) && row.person_id !== personId;
  });

export const inShort = (change: Change): string => `${change.operation} ${change.table} ${JSON.stringify(change.after ?? change.before).slice(0, 300)}`;
