/** CSV is written in the kernel, because rooms upstream of the figures write files too. */
export { csvFile, guardCell, unguardCell } from "../kernel/csv.ts";
