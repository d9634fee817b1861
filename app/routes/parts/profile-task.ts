/** The line of an application's tasks that is about its group: what is still to tell, to confirm, or when it was last told. */
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import type { ToConfirm } from "#app/domain/organisations/profile.server.ts";
import { paths } from "#app/paths.ts";
import type { Step } from "./application-tasks.ts";

export function profileTask(applicationId: string, group: string, { missing, stale, toldOn }: ToConfirm): Step {
  const task = { text: `What you told us about ${group}`, to: paths.applicationProfile(applicationId) };
  if (missing.length > 0) return { ...task, status: { text: "To tell us", colour: "blue" }, hint: missing.length === 1 ? "1 thing, asked once for all applications" : `${missing.length} things, asked once for all applications` };
  const since = toldOn ? `As you told us on ${formatDay(londonDay(toldOn))}` : undefined;
  if (stale.length > 0) return { ...task, status: { text: "Still right?", colour: "yellow" }, ...(since && { hint: since }) };
  return { ...task, status: { text: "Done", colour: "green" }, ...(since && { hint: since }) };
}
