/**
 * A grant after the 360Giving Data Standard 1.4.3, written by PostgreSQL: its fields, and its form as JSON and as a row. What is
 * published of a recipient is its name, its numbers and its council area: never a street, a postcode or a person.
 */
import { sql, type RawBuilder } from "kysely";
import { classifiedLists, deiCodes, deiVersion, publisherPrefix } from "./publisher.ts";
import { daysOfSelection, type Selection } from "./selection.ts";

type Text = RawBuilder<string | null>;
const lit = (text: string): Text => sql.lit(text) as RawBuilder<string>;

/** What identifies or reaches somebody is taken out of words that applicants typed: e-mail addresses, postcodes, telephone numbers. */
const withoutContacts = (text: Text): Text => sql`
  case when ${text} ~ '[@0-9]' then
    regexp_replace(regexp_replace(regexp_replace(${text},
      '[\\w.+-]+@[\\w.-]+\\.[\\w.-]+', '[e-mail address removed]', 'g'),
      '\\m[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\\s*[0-9][A-Za-z]{2}\\M', '[postcode removed]', 'g'),
      '(\\+44|\\m0)[\\s-]?([0-9][\\s()-]{0,2}){8,10}', '[telephone number removed] ', 'g')
  else ${text} end`;
const oneLine = (text: Text): Text => sql`btrim(regexp_replace(${text}, '\\s+', ' ', 'g'))`;
/** Both at once. Most words hold neither a sign that could be a contact nor a blank too many: one look spares them the rest. */
const tidy = (text: Text): Text => sql`case when ${text} ~ '[@0-9]|\\s\\s|[^\\S ]|^\\s|\\s$' then ${oneLine(withoutContacts(text))} else ${text} end`;

/** The conditions of a selection. Its values have been checked against their patterns: COPY takes no parameters. */
export function chosen({ fund, area, reference, ...selection }: Selection): RawBuilder<unknown> {
  const days = daysOfSelection(selection);
  return sql`a.status in ('released', 'accepted')
    ${fund ? sql`and a.fund_id = (select id from fund where code = ${lit(fund)})` : sql``}
    ${area ? sql`and a.area_code = ${lit(area)}` : sql``}
    ${reference ? sql`and a.reference = ${lit(reference)}` : sql``}
    ${days ? sql`and a.awarded_on between ${lit(days.from)}::date and ${lit(days.to)}::date` : sql``}`;
}

const listOrder = sql`array_position(array[${sql.join(classifiedLists.map(lit))}], i.list_code)`;

/** Every code as it is classified, written once and joined to each award that carries it. */
const items = (origin: string) => sql`item as materialized (
  select i.list_code, i.version, i.code, ${listOrder} * 1000 + i.position as place, dei.code as dei,
         l.title || ' (version ' || i.version || ')' as vocabulary, i.title, ${lit(`${origin}/open-data#`)} || i.list_code as url
    from code_item i
    join code_list l on l.code = i.list_code
    left join (values ${sql.join(Object.entries(deiCodes).map(([code, { code: dei }]) => sql`(${lit(code)}, ${lit(dei)})`))}) as dei (ours, code)
      on i.list_code = 'focus-group' and dei.ours = i.code
   where i.list_code in (${sql.join(classifiedLists.map(lit))}))`;

/** The tags of one grant with what they say. `offset 0`: found by the award, whatever the planner thinks of the codes. */
const tagsOfGrant = sql`(select list_code, list_version, code from award_tag where award_id = g.key offset 0) tag
        join item on item.list_code = tag.list_code and item.version = tag.list_version and item.code = tag.code`;

const area = (column: string) => ({
  code: sql`${sql.ref(`${column}.code`)}` as Text,
  name: sql`${sql.ref(`${column}.name`)}` as Text,
  /** The standard knows no type for a whole country. */
  type: sql`case when ${sql.ref(`${column}.kind`)} = 'council' then 'CA' end` as Text,
});
const companyNumber: Text = sql`case when o.company_number ~ '^[0-9]{6,8}$' then lpad(o.company_number, 8, '0')
  when o.company_number ~ '^(SC|SO|SL|NI|OC)[0-9]{6}$' then o.company_number end`;
const instant = (value: RawBuilder<unknown>): Text => sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const pounds = (pence: RawBuilder<unknown>): Text => sql`trim_scale(${pence} / 100.0)::text`;

/** One row a grant, its fields under names of our own; `key` orders them. */
const grants = (selection: Selection, origin: string, after?: { key: string; limit: number }) => sql`
  select a.id as key, ${lit(`${publisherPrefix}-`)} || a.reference as id, ${tidy(sql`a.title`)} as title,
         case when a.synthetic then 'Invented for a demonstration. ' else '' end
           || coalesce(nullif(${tidy(sql`a.description`)}, ''), 'No description was published with this award.') as description,
         ${pounds(sql`a.asked_pence`)} as asked, ${pounds(sql`a.amount_pence`)} as amount, a.awarded_on::text as awarded_on,
         ${lit(`${origin}/awards/`)} || a.reference as url, a.starts_on::text as starts_on, a.ends_on::text as ends_on,
         case when o.charity_number is not null then 'GB-SC-' || o.charity_number
              when ${companyNumber} is not null then 'GB-COH-' || ${companyNumber}
              else ${lit(`${publisherPrefix}-org-`)} || o.id end as recipient_id,
         ${tidy(sql`o.name`)} as recipient_name, o.charity_number, ${companyNumber} as company_number,
         ${area("home").name} as home_name, ${area("home").code} as home_code, ${area("home").type} as home_type,
         ${area("place").name} as place_name, ${area("place").code} as place_code, ${area("place").type} as place_type,
         coalesce(${lit(`${publisherPrefix}-body-`)} || b.id, ${lit(`${publisherPrefix}-fund-`)} || f.code) as funder_id, coalesce(b.name, f.title) as funder_name,
         case when place.kind = 'council' then 'GLS050' else 'GLS040' end as scope,
         f.code as programme_code, f.title as programme_title, ${lit(`${origin}/funds/`)} || f.code as programme_url,
         ${instant(sql`greatest(a.released_at, o.published_facts_at, (select max(e.recorded_at) from award_event e where e.award_id = a.id and e.kind in ('reduced', 'retagged', 'corrected')))`)} as modified,
         o.legal_form <> 'unconstituted-group' as with_dei, a.pot_id
    from award a
    join organisation o on o.id = a.organisation_id
    join area home on home.code = o.area_code
    join area place on place.code = a.area_code
    join fund f on f.id = a.fund_id
    join pot p on p.id = a.pot_id
    left join body b on b.id = p.body_id
   where ${chosen(selection)}
     ${after ? sql`and a.id > ${after.key}::uuid` : sql``}
   order by a.id
   ${after ? sql`limit ${after.limit}` : sql``}`;

const json = (column: string): Text => sql`to_json(${sql.ref(column)})::text`;
/** A member that is left out where there is no value: the standard wants most fields absent, not null. */
const member = (name: string, value: Text): Text => sql`${lit(`,"${name}":`)} || ${value}`;

/**
 * What many grants say alike, written once for each area, pot, fund and code: a row then only puts it together. Each is one object that
 * is looked into, not a table that is joined: a join may lose the order of the grants, and ordering them again takes the whole file. A code's
 * text begins with its place in five digits, so that texts sort as the codes stand in their lists.
 */
const alike = (origin: string) => sql`${items(origin)},
  areas as materialized (
    select jsonb_object_agg(code, concat('{"name":', to_json(name), ',"countryCode":"GB","geoCode":"', code, '"', case when kind = 'council' then ',"geoCodeType":"CA"' end, '}')) as said from area),
  givers as materialized (
    select jsonb_object_agg(p.id::text, concat('[{"id":', to_json(coalesce(${lit(`${publisherPrefix}-body-`)} || b.id, ${lit(`${publisherPrefix}-fund-`)} || f.code)), ',"name":', to_json(coalesce(b.name, f.title)), '}]')) as said
      from pot p join round r on r.id = p.round_id join fund f on f.id = r.fund_id left join body b on b.id = p.body_id),
  programmes as materialized (
    select jsonb_object_agg(code, concat('[{"code":', to_json(code), ',"title":', to_json(title), ',"url":', to_json(${lit(`${origin}/funds/`)} || code), '}]')) as said from fund),
  codes as materialized (
    select jsonb_object_agg(key, lpad(place::text, 5, '0') || said) as said, coalesce(jsonb_object_agg(key, '"' || dei || '"') filter (where dei is not null), '{}') as dei
      from (select list_code || ' ' || version || ' ' || code as key, place, dei,
                   concat('{"vocabulary":', to_json(vocabulary), ',"code":"', code, '","title":', to_json(title), ',"url":"', url, '"}') as said from item) item)`;

/** One JSON object a row, each led by a comma: the first one's is taken off when the file is put together. `concat` leaves out what is null. */
export const grantsAsJson = (selection: Selection, origin: string): RawBuilder<unknown> => sql`
  with ${alike(origin)}
  select concat(',{"id":', ${json("g.id")}, ',"title":', ${json("g.title")}, ',"description":', ${json("g.description")},
           ',"currency":"GBP"', ${member("amountAppliedFor", sql`g.asked`)}, ',"amountAwarded":', g.amount, ',"awardDate":"', g.awarded_on, '","url":', ${json("g.url")},
           case when g.starts_on is not null or g.ends_on is not null
                then concat(',"plannedDates":[{', '"startDate":"' || g.starts_on || '"', case when g.starts_on is not null and g.ends_on is not null then ',' end, '"endDate":"' || g.ends_on || '"', '}]') end,
           ',"recipientOrganization":[{"id":', ${json("g.recipient_id")}, ',"name":', ${json("g.recipient_name")},
           ${member("charityNumber", json("g.charity_number"))}, ${member("companyNumber", json("g.company_number"))},
           ',"location":[', areas.said ->> g.home_code, ']}],"beneficiaryLocation":[', areas.said ->> g.place_code, '],"fundingOrganization":', givers.said ->> g.pot_id::text,
           ',"locationScope":"', g.scope, '","grantProgramme":', programmes.said ->> g.programme_code, ',"fromOpenCall":"Yes"',
           ',"classifications":[' || t.classifications || ']',
           case when g.with_dei then ${lit(`,"deiDetails":{"deiVersion":"${deiVersion}","leadership":{"askedStatus":"AS100"},"mission":{"askedStatus":"AS100"},"project":{"askedStatus":"AS200","replyStatus":"RS200","response":{"taxonomyCodes":[`)} || t.dei || ']}}}' end,
           ',"dateModified":"', g.modified, ${lit(`","dataSource":${JSON.stringify(`${origin}/open-data`)}}`)})
    from (${grants(selection, origin)}) g
   cross join areas
   cross join givers
   cross join programmes
   cross join codes
   cross join lateral (
      select string_agg(substr(said, 6), ',' order by said collate "C") as classifications, string_agg(dei, ',' order by said collate "C") as dei
        from (select codes.said ->> key as said, codes.dei ->> key as dei
                from (select list_code || ' ' || list_version || ' ' || code as key from award_tag where award_id = g.key offset 0) tag) tag) t
   order by g.key`;

interface Column {
  title: string;
  value: Text;
  /** Words that somebody typed: guarded against being run as a formula. */
  typed?: boolean;
  number?: boolean;
}

/** The main sheet of the standard's template in its order, as far as there is something to say, and where the recipient is. */
export const grantColumns: readonly Column[] = [
  { title: "Identifier", value: sql`g.id` },
  { title: "Title", value: sql`g.title`, typed: true },
  { title: "Description", value: sql`g.description`, typed: true },
  { title: "Currency", value: sql`'GBP'` },
  { title: "Amount Applied For", value: sql`g.asked`, number: true },
  { title: "Amount Awarded", value: sql`g.amount`, number: true },
  { title: "Award Date", value: sql`g.awarded_on` },
  { title: "URL", value: sql`g.url` },
  { title: "Planned Dates:Start Date", value: sql`g.starts_on` },
  { title: "Planned Dates:End Date", value: sql`g.ends_on` },
  { title: "Recipient Org:Identifier", value: sql`g.recipient_id` },
  { title: "Recipient Org:Name", value: sql`g.recipient_name`, typed: true },
  { title: "Recipient Org:Charity Number", value: sql`g.charity_number` },
  { title: "Recipient Org:Company Number", value: sql`g.company_number` },
  { title: "Recipient Org:Location:Name", value: sql`g.home_name` },
  { title: "Recipient Org:Location:Country Code", value: sql`'GB'` },
  { title: "Recipient Org:Location:Geographic Code", value: sql`g.home_code` },
  { title: "Recipient Org:Location:Geographic Code Type", value: sql`g.home_type` },
  { title: "Beneficiary Location:Name", value: sql`g.place_name` },
  { title: "Beneficiary Location:Country Code", value: sql`'GB'` },
  { title: "Beneficiary Location:Geographic Code", value: sql`g.place_code` },
  { title: "Beneficiary Location:Geographic Code Type", value: sql`g.place_type` },
  { title: "Funding Org:Identifier", value: sql`g.funder_id` },
  { title: "Funding Org:Name", value: sql`g.funder_name`, typed: true },
  { title: "Location Scope", value: sql`g.scope` },
  { title: "Grant Programme:Code", value: sql`g.programme_code` },
  { title: "Grant Programme:Title", value: sql`g.programme_title`, typed: true },
  { title: "Grant Programme:URL", value: sql`g.programme_url` },
  { title: "From An Open Call?", value: sql`'Yes'` },
  { title: "Last Modified", value: sql`g.modified` },
];
const dataSource = (origin: string): Column => ({ title: "Data Source", value: lit(`${origin}/open-data`) });
export const grantTitles = [...grantColumns.map((column) => column.title), "Data Source"];

/** As `guardCell` does it: a leading apostrophe says to a spreadsheet that what follows is text. */
const guarded = (text: Text): Text => sql`case when ${text} ~ '^[\\s''=+\\-@＝＋－＠]' then '''' || ${text} else ${text} end`;

/** Several of one thing in a row: the columns are numbered from 0, as the standard has it, as many as the fullest grant needs. */
const numbered = (slots: number): Column[] =>
  Array.from({ length: slots }, (_, slot) => {
    const of = (column: string): Text => sql`${sql.ref(`t.${column}`)}[${sql.lit(slot + 1)}]`;
    const title = (field: string) => `Classifications:${slot}:${field}`;
    return [
      { title: title("Vocabulary"), value: of("vocabularies"), typed: true }, { title: title("Code"), value: of("codes") }, { title: title("Title"), value: of("titles"), typed: true }, { title: title("URL"), value: of("urls") },
    ];
  }).flat();
/** The head of the CSV. @param slots the classifications of the fullest grant */
export const csvTitles = (slots: number): string[] => [...grantTitles, ...numbered(slots).map((column) => column.title)];

/** How many classifications the fullest grant of a selection has. */
export const fullestGrant = (selection: Selection): RawBuilder<{ slots: number }> => sql`
  select coalesce(max(tags), 0)::int as slots
    from (select count(*) as tags from award_tag t join award a on a.id = t.award_id
           where t.list_code in (${sql.join(classifiedLists.map(lit))}) and ${chosen(selection)} group by t.award_id) counted`;

export const grantsAsCsv = (selection: Selection, origin: string, slots: number): RawBuilder<unknown> => sql`
  with ${items(origin)}
  select ${sql.join([...grantColumns, dataSource(origin), ...numbered(slots)].map(({ value, typed }) => (typed ? guarded(value) : value)))}
    from (${grants(selection, origin)}) g
    cross join lateral (
      select array_agg(vocabulary) as vocabularies, array_agg(code) as codes, array_agg(title) as titles, array_agg(url) as urls
        from (select item.vocabulary, item.code, item.title, item.url from ${tagsOfGrant} order by item.place) in_order) t
   order by g.key`;

/** A page of rows for the workbook, the cells in the order of `grantTitles`. */
export const grantRows = (selection: Selection, origin: string, after: { key: string; limit: number }): RawBuilder<{ key: string; cells: (string | null)[] }> => sql`
  select g.key, array[${sql.join([...grantColumns, dataSource(origin)].map(({ value }) => sql`${value}::text`))}] as cells
    from (${grants(selection, origin, after)}) g order by g.key`;

export const classificationTitles = ["Identifier", "Classifications:Vocabulary", "Classifications:Code", "Classifications:Title", "Classifications:URL"];
/** The classifications of a page of grants, in their order: `cells` of several rows a grant. */
export const classificationRows = (selection: Selection, origin: string, after: { key: string; limit: number }): RawBuilder<{ key: string; rows: (string | null)[][] }> => sql`
  with ${items(origin)}
  select g.key, coalesce((
      select json_agg(json_build_array(g.id, item.vocabulary, item.code, item.title, item.url) order by item.place)
        from ${tagsOfGrant}), '[]'::json) as rows
    from (select a.id as key, ${lit(`${publisherPrefix}-`)} || a.reference as id from award a
           where ${chosen(selection)} and a.id > ${after.key}::uuid order by a.id limit ${after.limit}) g
   order by g.key`;

export const deiTitles = [
  "Identifier", "DEI Details:DEI Data Standard Version", "DEI Details:Leadership:Asked Status", "DEI Details:Mission:Asked Status",
  "DEI Details:Project:Asked Status", "DEI Details:Project:Reply Status", "DEI Details:Project:DEI Response:Taxonomy Codes",
];
/** The DEI details of a page of grants; none for a grant without a code that maps. */
export const deiRows = (selection: Selection, origin: string, after: { key: string; limit: number }): RawBuilder<{ key: string; rows: (string | null)[][] }> => sql`
  with ${items(origin)}
  select g.key, case when codes is null then '[]'::json
                     else json_build_array(json_build_array(g.id, ${lit(deiVersion)}::text, 'AS100', 'AS100', 'AS200', 'RS200', codes)) end as rows
    from (select a.id as key, ${lit(`${publisherPrefix}-`)} || a.reference as id, o.legal_form
            from award a join organisation o on o.id = a.organisation_id
           where ${chosen(selection)} and a.id > ${after.key}::uuid order by a.id limit ${after.limit}) g
    left join lateral (
      select string_agg(item.dei, ';' order by item.place) as codes
        from ${tagsOfGrant}
       where g.legal_form <> 'unconstituted-group') d on true
   order by g.key`;
