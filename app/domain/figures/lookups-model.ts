/** Look-ups for places as files: what each holds, how a line is read, and what is wrong with a file, line by line. Pure. */
import { z } from "zod";
import { isDay } from "../kernel/time.ts";

export const lookupKinds = {
  population: {
    title: "People by council area", columns: ["area_code", "year", "people"],
    about: "How many people live in each council area, by year. For numbers per 1,000 people.",
  },
  "health-board": {
    title: "Health boards", columns: ["area_code", "health_board_code", "health_board"],
    about: "Which health board each council area lies in, with the board's code and name.",
  },
  deprivation: {
    title: "Data zones and deprivation", columns: ["data_zone_code", "area_code", "decile"],
    about: "Each data zone with its council area and its tenth of deprivation, 1 for the most deprived.",
  },
  "award-places": {
    title: "Places of awards", columns: ["award_reference", "data_zone_code"],
    about: "The data zone in which a project takes place. Only awards whose place is known; an organisation's address is not it.",
  },
} as const;
export type LookupKind = keyof typeof lookupKinds;
export const isLookupKind = (text: string): text is LookupKind => Object.hasOwn(lookupKinds, text);

const area = z.string().regex(/^S\d{8}$/, "Give the code of a council area, like S12000036");
const zone = z.string().regex(/^S01\d{6}$/, "Give the code of a data zone, like S01006506");
const whole = (least: number, most: number, message: string) => z.string().regex(/^\d{1,9}$/, message).transform(Number).pipe(z.number().min(least, message).max(most, message));

/** A line of each kind of file, by its columns. */
export const lookupLines = {
  population: z.object({ area_code: area, year: whole(1900, 2200, "Give the year in four figures"), people: whole(1, 100_000_000, "Give the number of people in figures, without commas") }),
  "health-board": z.object({
    area_code: area, health_board_code: z.string().regex(/^S08\d{6}$/, "Give the code of a health board, like S08000024"),
    health_board: z.string().min(1, "Give the name of the health board").max(100, "Use at most 100 characters"),
  }),
  deprivation: z.object({ data_zone_code: zone, area_code: area, decile: whole(1, 10, "Give the tenth from 1, the most deprived, to 10") }),
  "award-places": z.object({ award_reference: z.string().regex(/^[0-9A-Z-]{4,30}$/, "Give the award's reference, like LG-7KM4-Q2XW"), data_zone_code: zone }),
} as const;
export type LookupLine<Kind extends LookupKind> = z.output<(typeof lookupLines)[Kind]>;

/** What has to be known of a file beside its lines. */
export const lookupForm = z.object({
  kind: z.string().refine(isLookupKind, "Choose what the file holds"),
  edition: z.string().trim().min(1, "Name the edition as its source does, so that it can be told from the next").max(200, "Use at most 200 characters"),
  source: z.string().trim().min(1, "Say who published it and where it can be found").max(500, "Use at most 500 characters"),
  source_date: z.string().refine(isDay, "Enter the day on which the source published it"),
  lines: z.string().trim().min(1, "Paste the lines of the file, the names of the columns first"),
});
export type LookupInput = Omit<z.output<typeof lookupForm>, "kind"> & { kind: LookupKind };

/** What makes a line the same place said twice. */
export const keyOfLine: { [Kind in LookupKind]: (line: LookupLine<Kind>) => string } = {
  population: (line) => `${line.area_code} in ${line.year}`,
  "health-board": (line) => line.area_code,
  deprivation: (line) => line.data_zone_code,
  "award-places": (line) => line.award_reference,
};
