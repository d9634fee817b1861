/** The way back from a page of a pot: the same from every one of them. */
import { paths } from "#app/paths.ts";

interface Crumb {
  text: string;
  to?: string;
}

/** The desk, the funds, the pot by its area, then what lies between and the page itself. */
export const potTrail = (pot: { id: string; area_name: string }, ...rest: readonly Crumb[]): Crumb[] => [
  { text: "Your desk", to: paths.desk() },
  { text: "Funds you look after", to: paths.manage() },
  { text: pot.area_name, to: paths.managePot(pot.id) },
  ...rest,
];

/** As `potTrail`, through the ranked list. */
export const boardTrail = (pot: { id: string; area_name: string }, ...rest: readonly Crumb[]): Crumb[] => potTrail(pot, { text: "Decide", to: paths.potBoard(pot.id) }, ...rest);
