/** What can be applied for, after the CommonGrants protocol 0.4.0: a page of all, or one. Its errors have the protocol's own shape. */
import { z } from "zod";
import { getOpportunity, listOpportunities } from "#app/domain/opendata/pots.server.ts";
import { openAnswer } from "#app/web/open.server.ts";
import { answer, type Lade } from "#app/web/page.server.ts";
import { parse } from "#app/web/form.ts";

const count = (most: number, otherwise: number, message: string) =>
  z.string().regex(/^[1-9]\d{0,8}$/, message).transform(Number).refine((value) => value <= most, message).optional().transform((value) => value ?? otherwise);
const paging = z.object({
  page: count(100_000, 1, "page is a whole number from 1"),
  pageSize: count(100, 100, "pageSize is a whole number from 1 to 100"),
});

const sent = (lade: Lade, message: string, found: object): Response => openAnswer(lade, JSON.stringify({ status: 200, message, ...found }), { "Content-Type": "application/json" });

const read = answer(async ({ lade, params, url }) => {
  const { origin } = lade.config.publicUrl;
  if (params.id !== undefined) return sent(lade, "Success", { data: await getOpportunity(lade.db, params.id, lade.now, origin) });
  const asked = parse(paging, { page: url.searchParams.get("page") ?? undefined, pageSize: url.searchParams.get("pageSize") ?? undefined });
  return sent(lade, "Opportunities fetched", await listOpportunities(lade.db, asked, lade.now, origin));
});

/** The protocol answers errors as `{ status, message, errors }`. */
export const loader: typeof read = async (args) => {
  const response = await read(args);
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) return response;
  const problem = (await response.json()) as { status: number; title: string; detail: string; fields?: Record<string, string> };
  const errors = Object.entries(problem.fields ?? {}).map(([field, message]) => ({ field, message }));
  return refused(problem.status, problem.fields ? problem.title : problem.detail, errors);
};
export const action = () => refused(405, "This address answers GET and HEAD.", [], { Allow: "GET, HEAD" });

const refused = (status: number, message: string, errors: object[], headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ status, message, errors }), { status, headers: { "Content-Type": "application/json", ...headers } });
