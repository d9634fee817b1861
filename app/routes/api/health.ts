/** For load balancers and monitors: whether the database answers. */
import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";

export async function loader({ context: { scope } }: LoaderFunctionArgs) {
  try {
    await sql`select 1`.execute(scope.db);
    return Response.json({ status: "ok" });
  } catch {
    return Response.json({ status: "the database does not answer" }, { status: 503, headers: { "Retry-After": "10" } });
  }
}
