/** The register of awards as one server writes it by hand: the statements that ours sends, and template strings. */
import type pg from "pg";
import { html, serveBare } from "./serve.ts";

interface Choice {
  code: string;
  title: string;
}
interface Choices {
  funds: Choice[];
  areas: Choice[];
  years: { begins: string }[];
  items: (Choice & { list_code: string })[];
}
interface Award {
  reference: string;
  title: string;
  awarded_on: string;
  amount_pence: number;
  synthetic: boolean;
  organisation: string;
  area: string;
  fund: string;
}
interface Asked {
  fund: string | undefined;
  area: string | undefined;
  year: string | undefined;
  q: string | undefined;
  with: string | undefined;
  group: string | undefined;
  page: number;
}
const pageSize = 25;

await serveBare((pool, { before, after }) => async (_request, response, url) => {
  const asked = read(url.searchParams);
  const found = await find(pool, asked);
  const choices = await choicesOf(pool);
  const body = Buffer.from(`${before}${main(asked, found, choices)}${after}`);
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": body.length }).end(body);
});

function read(query: URLSearchParams): Asked {
  const text = (name: string) => query.get(name)?.trim() || undefined;
  return { fund: text("fund"), area: text("area"), year: text("year"), q: text("q"), with: text("with"), group: text("focus-group"), page: Number(query.get("page") ?? 1) };
}

interface Found {
  awards: Award[];
  count: number;
  amount_pence: number;
  page: number;
  pages: number;
}

async function find(pool: pg.Pool, asked: Asked): Promise<Found> {
  const values: unknown[] = ["released", "accepted"];
  const value = (one: unknown) => `$${values.push(one)}`;
  const where = [`a.status in ($1, $2)`];
  const tag = (list: string, code: string) =>
    where.push(`exists (select 1 from award_tag t where t.award_id = a.id and t.list_code = ${value(list)} and t.code = ${value(code)})`);
  if (asked.fund) where.push(`a.fund_id = (select id from fund where code = ${value(asked.fund)})`);
  if (asked.area) {
    const { rows } = await pool.query<{ area_code: string }>("select area_code from superseded_area_code where code = $1", [asked.area]);
    where.push(`a.area_code = ${value(rows[0]?.area_code ?? asked.area)}`);
  }
  if (asked.year) where.push(`a.awarded_on >= ${value(`${asked.year.slice(0, 4)}-04-01`)}`, `a.awarded_on <= ${value(`${Number(asked.year.slice(0, 4)) + 1}-03-31`)}`);
  if (asked.q) where.push(`exists (select 1 from organisation o where o.id = a.organisation_id and o.name ilike ${value(`%${asked.q.replace(/[\\%_]/g, "\\$&")}%`)})`);
  if (asked.group) tag("focus-group", asked.group);
  if (asked.with) tag(asked.with.split(".")[0]!, asked.with.split(".")[1]!);
  const chosen = where.join(" and ");
  const whole = (await pool.query<{ count: number; amount_pence: number }>(`select count(*) as count, coalesce(sum(a.amount_pence), 0) as amount_pence from award a where ${chosen}`, values)).rows[0]!;
  const pages = Math.max(1, Math.ceil(whole.count / pageSize));
  const page = Math.min(Math.max(1, Math.trunc(asked.page) || 1), pages);
  const { rows } = await pool.query<Award>(
    `select w.reference, w.title, w.awarded_on, w.amount_pence, w.synthetic, o.name as organisation, r.name as area, f.short_title as fund
       from award w join organisation o on o.id = w.organisation_id join area r on r.code = w.area_code join fund f on f.id = w.fund_id
      where w.id in (select a.id from award a where ${chosen} order by a.awarded_on desc, a.id desc limit ${pageSize} offset ${(page - 1) * pageSize})
      order by w.awarded_on desc, w.id desc`,
    values,
  );
  return { awards: rows, ...whole, page, pages };
}

async function choicesOf(pool: pg.Pool): Promise<Choices> {
  const { rows } = await pool.query<Choices>(`
    select (select json_agg(x) from (select code, title from fund order by position) x) as funds,
           (select json_agg(x) from (select code, name as title from area order by kind, position) x) as areas,
           (select coalesce(json_agg(x), '[]') from (select distinct to_char(month - interval '3 months', 'YYYY') as begins from award_month_count where list_code = 'all' and awards > 0 order by 1 desc) x) as years,
           (select json_agg(x) from (select list_code, code, title from code_item where list_code in ('focus-group', 'family-group', 'priority-issue', 'project-type') order by version desc, position) x) as items`);
  const { items, ...rest } = rows[0]!;
  const seen = new Set<string>();
  return { ...rest, items: items.filter(({ list_code, code }) => !seen.has(`${list_code} ${code}`) && seen.add(`${list_code} ${code}`)) };
}

const pounds = new Intl.NumberFormat("en-GB");
const poundsAndPence = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const money = (pence: number): string => `£${pence % 100 === 0 ? pounds.format(pence / 100) : poundsAndPence.format(pence / 100)}`;
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const dayInWords = (day: string): string => `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

function main(asked: Asked, found: Found, { funds, areas, years, items }: Choices): string {
  const query = new URLSearchParams();
  const set: [string, string | undefined][] = [["fund", asked.fund], ["area", asked.area], ["year", asked.year], ["q", asked.q], ["with", asked.with], ["focus-group", asked.group]];
  for (const [name, value] of set) if (value) query.set(name, value);
  const filtered = query.size > 0;
  const groups = items.filter((item) => item.list_code === "focus-group");
  const financial = years.map(({ begins }) => `${begins}-${String((Number(begins) + 1) % 100).padStart(2, "0")}`).map((year) => ({ code: year, title: year }));
  const second = asked.with && items.find((item) => asked.with === `${item.list_code}.${item.code}`)?.title;
  const words = [
    asked.q && `organisations whose name holds “${asked.q}”`, funds.find(({ code }) => code === asked.fund)?.title, areas.find(({ code }) => code === asked.area)?.title,
    asked.year && `the financial year ${asked.year}`, groups.find(({ code }) => code === asked.group)?.title, second,
  ].filter((word) => word);
  return `<main id="main-content" class="app-main" tabindex="-1"><div class="app-wide"><nav aria-label="Breadcrumb"><ol class="ds_breadcrumbs"><li class="ds_breadcrumbs__item"><a class="ds_breadcrumbs__link" href="/">Home</a></li><li class="ds_breadcrumbs__item" aria-current="page">Awards</li></ol></nav><header class="ds_page-header app-page-header"><h1 class="ds_page-header__title">Register of awards</h1><p class="ds_leader">Every award that has been released and stands, from the day its decision was released.</p></header><details class="ds_details app-filters" open=""><summary class="ds_details__summary">Filters</summary><div class="ds_details__text"><form class="ds_form" method="get" action="/awards" novalidate=""><div class="app-filters__fields"><div class="ds_question"><label class="ds_label" for="q">Organisation</label><input class="ds_input ds_input--fluid-three-quarters" id="q" name="q" type="search" spellcheck="false" value="${html(asked.q ?? "")}"/></div>${
    select("fund", "Fund", "All funds", funds, asked.fund)}${select("area", "Area", "All areas", areas, asked.area)}${
    select("year", "Financial year of the award", "All years", financial, asked.year)}${select("focus-group", "Focus group", "All focus groups", groups, asked.group)}${
    asked.with ? `<input type="hidden" name="with" value="${html(asked.with)}"/>` : ""}</div><div class="ds_button-group ds_button-group--inline"><button class="ds_button ds_button--secondary ds_button--small" type="submit">Apply filters</button>${
    filtered ? `<a href="/awards">Clear filters</a>` : ""}</div></form></div></details><p role="status"><strong>${pounds.format(found.count)}<!-- --> <!-- -->${found.count === 1 ? "award" : "awards"}</strong>, <!-- -->${money(found.amount_pence)}${
    filtered ? `<!-- -->, filtered by ${html(words.join(", "))}` : ""}</p>${table(found.awards, filtered)}${
    found.count > 0 ? `<p><a href="${html(`/awards.csv${filtered ? `?${query}` : ""}`)}">Download <!-- -->${filtered ? "these awards" : "all awards"}<!-- --> as CSV</a></p>` : ""}${pagination(found, query)}</div></main>`;
}

const select = (name: string, label: string, all: string, choices: readonly Choice[], chosen: string | undefined): string =>
  `<div class="ds_question"><label class="ds_label" for="${name}">${label}</label><div class="ds_select-wrapper"><select class="ds_select" id="${name}" name="${name}"><option value=""${chosen ? "" : ` selected=""`}>${all}</option>${choices
    .map(({ code, title }) => `<option value="${code}"${code === chosen ? ` selected=""` : ""}>${html(title)}</option>`)
    .join("")}</select><span class="ds_select-arrow" aria-hidden="true"></span></div></div>`;

function table(awards: readonly Award[], filtered: boolean): string {
  if (awards.length === 0) return `<p class="app-empty">${filtered ? "No award fits these filters. Clear one of them and look again." : "No award has been released yet."}</p>`;
  const cell = (heading: string, text: string) => `<td role="cell" data-heading="${heading}"><div class="app-cell">${text}</div></td>`;
  const row = (award: Award) =>
    `<tr role="row"><th scope="row" role="rowheader" data-heading="Project"><a href="/awards/${award.reference}">${html(award.title)}</a>${award.synthetic ? `<p><span class="app-synthetic">Invented for the demonstration</span></p>` : ""}</th>${
      cell("Awarded to", html(award.organisation))}${cell("Area", html(award.area))}${cell("Fund", html(award.fund))}${cell("Awarded on", dayInWords(award.awarded_on))}<td role="cell" class="app-num" data-heading="Amount"><div class="app-cell"><span class="app-money">${money(award.amount_pence)}</span></div></td></tr>`;
  return `<div class="app-table-frame"><table class="ds_table app-table" role="table"><caption class="visually-hidden">Awards, newest first</caption><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Project</th><th scope="col" role="columnheader">Awarded to</th><th scope="col" role="columnheader">Area</th><th scope="col" role="columnheader">Fund</th><th scope="col" role="columnheader">Awarded on</th><th scope="col" role="columnheader" class="app-num">Amount</th></tr></thead><tbody role="rowgroup">${awards.map(row).join("")}</tbody></table></div>`;
}

function pagination({ page, pages }: Found, query: URLSearchParams): string {
  if (pages <= 1) return "";
  const to = (number: number): string => {
    const all = new URLSearchParams(query);
    if (number > 1) all.set("page", String(number));
    return html(`/awards${all.size > 0 ? `?${all}` : ""}`);
  };
  const icon = (path: string) => `<svg class="ds_icon ds_icon--24" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d="${path}"></path></svg>`;
  const step = (number: number, name: string, inside: string) =>
    `<li class="ds_pagination__item"><a class="ds_pagination__link ds_pagination__link--text ds_pagination__link--icon" href="${to(number)}" aria-label="${name} page">${inside}</a></li>`;
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((number) => number >= 1 && number <= pages);
  const gap = `<li class="ds_pagination__item" aria-hidden="true"><span class="ds_pagination__link ds_pagination__link--ellipsis">…</span></li>`;
  const links = shown.map(
    (number, index) =>
      `${index > 0 && number - shown[index - 1]! > 1 ? gap : ""}<li class="ds_pagination__item"><a class="ds_pagination__link${number === page ? " ds_current" : ""}" href="${to(number)}" aria-label="Page ${number}"${number === page ? ` aria-current="page"` : ""}><span class="ds_pagination__link-label">${number}</span></a></li>`,
  );
  return `<nav class="ds_pagination" aria-label="Pages"><ul class="ds_pagination__list">${
    page > 1 ? step(page - 1, "Previous", `${icon("M15.41 7.41 14 6l-6 6 6 6 1.41-1.41L10.83 12z")}<span class="ds_pagination__link-label">Previous</span>`) : ""}${links.join("")}${
    page < pages ? step(page + 1, "Next", `<span class="ds_pagination__link-label">Next</span>${icon("M10 6 8.59 7.41 13.17 12l-4.58 4.59L10 18l6-6z")}`) : ""}</ul></nav>`;
}
