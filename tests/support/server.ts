/** The PostgreSQL server that tests use: DATABASE_URL's when it is given, else one of our own in .lade/test. */
import { openOwnServer } from "#db/server/own.ts";
import { defaultDataFolder } from "#db/server/place.ts";

export interface TestServer {
  /** Makes and drops databases, and owns what is in them. */
  ownerUrl: (database: string) => string;
  /** Reads and writes rows, as the running service does; the owner again on a server that is not ours. */
  appUrl: (database: string) => string;
  /** May do anything, to tamper with what nobody should: the owner on a server that is not ours. */
  superuserUrl: (database: string) => string;
  /** A database that is there before any of ours, to make them from. */
  maintenance: string;
  leave: () => Promise<void>;
}

/** Speed for safety: a test's data need not survive a power cut. */
const fast = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400", shared_buffers: "256MB" };

export async function openTestServer(): Promise<TestServer> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const on = (database: string) => {
      const url = new URL(given);
      url.pathname = `/${database}`;
      return url.href;
    };
    const maintenance = decodeURIComponent(new URL(given).pathname.slice(1)) || "postgres";
    return { ownerUrl: on, appUrl: on, superuserUrl: on, maintenance, leave: () => Promise.resolve() };
  }
  const server = await openOwnServer({ folder: defaultDataFolder("test"), settings: fast });
  return {
    ownerUrl: (database) => server.address("owner", database),
    appUrl: (database) => server.address("application", database),
    superuserUrl: (database) => server.address("superuser", database),
    maintenance: "postgres",
    leave: server.leave,
  };
}
