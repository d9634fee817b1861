/** What the CSV files can't say of themselves, as the W3C's metadata for tabular data. Pure. */
import type { PackageFacts } from "./files.server.ts";
import { openGovernmentLicence } from "../figures/tables/model.ts";

interface Column {
  name: string;
  titles: string;
  datatype: string;
  required?: boolean;
}
const dialect = (lineEnd: string) => ({ header: true, encoding: "utf-8", delimiter: ",", lineTerminators: [lineEnd], quoteChar: '"', doubleQuote: true });

/** @param titles the columns of the file, numbers and days named as such */
export function csvMetadata({ url, title, description, modified, columns, lineEnd }: { url: string; title: string; description: string; modified: string; columns: readonly Column[]; lineEnd: string }) {
  return {
    "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
    url,
    "dc:title": title,
    "dc:description": description,
    "dc:license": { "@id": openGovernmentLicence.url },
    "dc:modified": { "@value": modified, "@type": "xsd:dateTime" },
    dialect: dialect(lineEnd),
    tableSchema: { columns, primaryKey: columns[0]!.name },
  };
}

const datatypes: Record<string, string> = {
  "Amount Applied For": "decimal", "Amount Awarded": "decimal", "Award Date": "date", "Planned Dates:Start Date": "date", "Planned Dates:End Date": "date", "Last Modified": "dateTime",
  URL: "anyURI", "Grant Programme:URL": "anyURI", "Data Source": "anyURI",
};
const required = ["Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date"];

/** The 360Giving CSV with everything that the package says of itself. @param titles its head */
export function grantsMetadata(facts: PackageFacts, url: string, titles: readonly string[]) {
  return {
    ...csvMetadata({
      url, title: facts.title, description: facts.description, modified: facts.modified, lineEnd: "\n",
      columns: titles.map((title) => ({ name: title.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/_$/, ""), titles: title, datatype: datatypes[title] ?? (title.endsWith(":URL") ? "anyURI" : "string"), ...(required.includes(title) ? { required: true } : {}) })),
    }),
    "dc:identifier": facts.identifier,
    "dc:issued": { "@value": facts.issued, "@type": "xsd:date" },
    "dc:publisher": { "dc:title": facts.publisher.name, "dc:identifier": facts.publisher.identifier, "@id": facts.publisher.website },
    "dc:conformsTo": `360Giving Data Standard ${facts.version}`,
  };
}
