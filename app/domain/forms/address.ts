/** An address: street in lines, town, postcode, council area. */
import * as z from "zod/mini";
import type { Address, AddressQuestion } from "./definition.ts";
import { cleanText, countCharacters } from "./texts.ts";
import type { Words } from "./words.ts";

export const addressParts = ["lines", "town", "postcode", "area"] as const satisfies readonly (keyof Address)[];
export type TypedAddress = Readonly<Record<(typeof addressParts)[number], string>>;

/** What was typed into `id.lines`, `id.town`, `id.postcode` and `id.area`. */
export function readAddress({ id, areas }: AddressQuestion, form: FormData): TypedAddress {
  const part = (name: string): string => {
    const value = form.get(`${id}.${name}`);
    return typeof value === "string" ? cleanText(value) : "";
  };
  return { lines: part("lines"), town: part("town"), postcode: part("postcode"), area: areas ? part("area") : "" };
}

/** Nothing is guessed or refused here: spaces around each part go, and a postcode is written in capitals. */
export const understandAddress = (typed: Partial<TypedAddress>): Address => ({
  lines: (typed.lines ?? "").trim(),
  town: (typed.town ?? "").trim(),
  postcode: (typed.postcode ?? "").trim().replace(/\s+/g, " ").toUpperCase(),
  area: (typed.area ?? "").trim(),
});

/** Letters and figures in two parts; whether the place exists is not ours to know. */
const postcode = /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/;
const most = { lines: 300, town: 100 } as const;

export function addressSchema({ areas }: AddressQuestion, words: Words) {
  const says = words.address;
  const line = (missing: string, limit: number) => z.string().check(z.minLength(1, missing), z.refine((typed) => countCharacters(typed) <= limit, says.tooLong(limit)));
  return z.object({
    lines: line(says.noLines, most.lines),
    town: line(says.noTown, most.town),
    postcode: z.string().check(z.refine((typed) => typed === "" || postcode.test(typed), says.notPostcode)),
    area: z.string().check(z.refine((code) => !areas || areas.some((area) => area.value === code), says.noArea)),
  });
}

export function describeAddress({ areas = [] }: AddressQuestion, { lines, town, postcode: code, area }: Address): string[] {
  return [...lines.split("\n"), town, code, areas.find((one) => one.value === area)?.text ?? area].filter((line) => line.trim() !== "");
}
