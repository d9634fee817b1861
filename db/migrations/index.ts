/** Every migration in order. A static list, so that the built server, the tests and the command line run the same files. */
import type { Migration } from "kysely";
import * as m0001 from "./0001_accounts.ts";
import * as m0002 from "./0002_reference.ts";
import * as m0003 from "./0003_strategy.ts";
import * as m0004 from "./0004_funds.ts";
import * as m0005 from "./0005_applications.ts";
import * as m0006 from "./0006_awards.ts";
import * as m0007 from "./0007_figures.ts";

export const migrations: Record<string, Migration> = {
  "0001_accounts": m0001,
  "0002_reference": m0002,
  "0003_strategy": m0003,
  "0004_funds": m0004,
  "0005_applications": m0005,
  "0006_awards": m0006,
  "0007_figures": m0007,
};
