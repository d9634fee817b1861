/** What a journey can't bring about by walking: time that passes. And finding the things that an address needs. */
import pg from "pg";
import { openSession } from "#app/domain/accounts/sessions.server.ts";
import { overPool } from "#db/connection.ts";

export class WorldDatabase {
  private readonly pool: pg.Pool;
  constructor(address: string) {
    this.pool = new pg.Pool({ connectionString: address, max: 2 });
  }

  async rows<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(text, values)).rows;
  }

  /** The one row that is asked for. Throws when there is none. */
  async row<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T> {
    const [row] = await this.rows<T>(text, values);
    if (!row) throw new Error(`Nothing found: ${text} ${JSON.stringify(values)}`);
    return row;
  }

  async potIn(area: string, round = "communities-2026-27"): Promise<string> {
    const { id } = await this.row<{ id: string }>(
      "select pot.id from pot join round on round.id = pot.round_id join area on area.code = pot.area_code where round.code = $1 and area.slug = $2",
      [round, area],
    );
    return id;
  }

  /** Lets a pot's deadline pass, or moves it so many days ahead again. */
  async closeIn(potId: string, days: number): Promise<void> {
    await this.pool.query("update pot set closes_at = date_trunc('minute', now()) + make_interval(days => $2) where id = $1", [potId, days]);
    await this.pool.query("update public_version set version = version + 1");
  }

  /** Ends every session of a person, as time does. */
  async endSessions(email: string): Promise<void> {
    await this.pool.query("delete from session where person_id = (select id from person where email = $1)", [email]);
  }

  /** A session of somebody who has passed both factors: how one signs in is walked elsewhere. @returns its token */
  async signIn(email: string): Promise<string> {
    const { id } = await this.row<{ id: string }>("select id from person where email = $1", [email]);
    return (await openSession(overPool(this.pool), { person_id: id, device: "A journey", second_factor: true })).token;
  }

  /** Lets the last day pass on which an offer could be accepted, and the hour come at which such offers end. */
  async passLastDayOf(application: string): Promise<void> {
    const { rowCount } = await this.pool.query("update award set accept_by = (now() at time zone 'Europe/London')::date - 1 where application_id = $1 and status = 'released'", [application]);
    if (rowCount !== 1) throw new Error(`Application ${application} has no open offer`);
    await this.pool.query("select from graphile_worker.add_job('lapse-offers', '{}'::json)");
  }

  /** Lets the moment of release come of a publication that waits for it under this title. */
  async momentOf(title: string): Promise<void> {
    const { rowCount } = await this.pool.query("update publication set release_at = clock_timestamp() - interval '1 second' where title = $1 and state = 'embargoed'", [title]);
    if (rowCount !== 1) throw new Error(`No publication waits for its moment under the title ${title}`);
    // A moment of release is a whole minute, at which no kept page is fresh any more: this one is not.
    await this.pool.query("update public_version set version = version + 1");
  }

  async messagesTo(email: string, template: string): Promise<number> {
    const { count } = await this.row<{ count: string }>("select count(*) as count from message where to_email = $1 and template = $2", [email, template]);
    return Number(count);
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
