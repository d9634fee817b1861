/** One answer saved, by hand. */
import { bareSaving } from "./saving.ts";
import { serveBare } from "./serve.ts";

await serveBare((pool, { secret }) => bareSaving(pool, secret!));
