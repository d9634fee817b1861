/** Every migration in order. A static list, so that the built server, the tests and the command line run the same files. */
import type { Migration } from "kysely";
import * as m0001 from "./0001_accounts.ts";
import * as m0002 from "./0002_reference.ts";
import * as m0003 from "./0003_strategy.ts";
import * as m0004 from "./0004_funds.ts";
import * as m0005 from "./0005_applications.ts";
import * as m0006 from "./0006_awards.ts";
import * as m0007 from "./0007_figures.ts";
import * as m0008 from "./0008_publications.ts";
import * as m0009 from "./0009_opendata.ts";
import * as m0010 from "./0010_lookups.ts";
import * as m0011 from "./0011_bodies.ts";
import * as m0012 from "./0012_board.ts";
import * as m0013 from "./0013_partnership.ts";
import * as m0014 from "./0014_speed.ts";
import * as m0015 from "./0015_tag_history.ts";
import * as m0016 from "./0016_saving.ts";
import * as m0017 from "./0017_forms.ts";
import * as m0018 from "./0018_accounts.ts";
import * as m0019 from "./0019_files.ts";
import * as m0020 from "./0020_following.ts";
import * as m0021 from "./0021_on_behalf.ts";
import * as m0022 from "./0022_shortlist.ts";
import * as m0023 from "./0023_deciding.ts";
import * as m0024 from "./0024_panel.ts";
import * as m0025 from "./0025_reading.ts";
import * as m0026 from "./0026_scoring.ts";
import * as m0028 from "./0028_checks.ts";
import * as m0029 from "./0029_pots.ts";
import * as m0030 from "./0030_board.ts";
import * as m0031 from "./0031_letters.ts";
import * as m0032 from "./0032_list.ts";

export const migrations: Record<string, Migration> = {
  "0001_accounts": m0001,
  "0002_reference": m0002,
  "0003_strategy": m0003,
  "0004_funds": m0004,
  "0005_applications": m0005,
  "0006_awards": m0006,
  "0007_figures": m0007,
  "0008_publications": m0008,
  "0009_opendata": m0009,
  "0010_lookups": m0010,
  "0011_bodies": m0011,
  "0012_board": m0012,
  "0013_partnership": m0013,
  "0014_speed": m0014,
  "0015_tag_history": m0015,
  "0016_saving": m0016,
  "0017_forms": m0017,
  "0018_accounts": m0018,
  "0019_files": m0019,
  "0020_following": m0020,
  "0021_on_behalf": m0021,
  "0022_shortlist": m0022,
  "0023_deciding": m0023,
  "0024_panel": m0024,
  "0025_reading": m0025,
  "0026_scoring": m0026,
  "0028_checks": m0028,
  "0029_pots": m0029,
  "0030_board": m0030,
  "0031_letters": m0031,
  "0032_list": m0032,
};
