/** The rows of the bench in the order in which they are run. A new row is a file under rows/ and a line here. */
import type { Row } from "./row.ts";
import { board5000 } from "./rows/board-5000.ts";
import { deadlineRush } from "./rows/deadline-rush.ts";
import { exportRow } from "./rows/export-360giving.ts";
import { letters5000 } from "./rows/letters-5000.ts";
import { potsMinute } from "./rows/pots-minute.ts";
import { list5000 } from "./rows/list-5000.ts";
import { registerCached } from "./rows/register-cached.ts";
import { registerHtml } from "./rows/register-html.ts";
import { reportHttp } from "./rows/report-http.ts";
import { reportMillion } from "./rows/report-1m.ts";
import { rollupUpkeep } from "./rows/rollup-upkeep.ts";
import { saveAnswer } from "./rows/save-answer.ts";
import { shortlist300 } from "./rows/shortlist-300.ts";

export const rows: readonly Row[] = [reportMillion, reportHttp, rollupUpkeep, registerHtml, registerCached, exportRow, saveAnswer, deadlineRush, shortlist300, letters5000, potsMinute, list5000, board5000];
