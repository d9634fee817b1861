/** What a row of the bench is: a name, a limit, and how it is measured. Every ratio is turned so that at most its limit holds. */
import type { World } from "./world.ts";

export interface Measured {
  name: string;
  /** What was compared, in a few words. */
  what: string;
  ratio: number;
  limit: number;
  /** False where something beside the ratio failed, such as a change that did not show. */
  sound?: boolean;
  /** Medians and whatever else helps to read the ratio, a line each. */
  details: string[];
}

export interface Row {
  name: string;
  /** Usually one line; more where a row has parts with limits of their own. */
  measure(world: World): Promise<Measured[]>;
}

export const holds = ({ ratio, limit, sound = true }: Measured): boolean => sound && Number.isFinite(ratio) && ratio <= limit;
