/** Brings a database to this version: our tables, the job queue's, and the rights of the application's role on both. */
import { migrate } from "#db/migrate.ts";
import { installJobSchema } from "./domain/jobs/install.server.ts";

/**
 * @param urls.owner connects as the role that owns the tables
 * @param urls.application connects as the role that serves requests; its rights are set unless it is the owner
 * @returns the names of the migrations that were carried out
 */
export async function installDatabase(urls: { owner: string; application: string }): Promise<string[]> {
  const owner = decodeURIComponent(new URL(urls.owner).username);
  const role = decodeURIComponent(new URL(urls.application).username);
  return migrate({ ownerUrl: urls.owner, alsoInstall: installJobSchema, ...(role !== owner && { applicationRole: role }) });
}
