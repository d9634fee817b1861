/** Every address that nothing else serves. */
import { NotFound } from "#app/domain/kernel/errors.ts";
import { page, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta = () => title("Page not found");

export const loader = page(async (): Promise<null> => {
  throw new NotFound("There is nothing at this address. If you typed it, check it.");
});

export const action = verb(async (): Promise<null> => {
  throw new NotFound();
});

/** Never shown: it makes this a page, so that the answer is the error page and not bare text. */
export default function NotFoundPage() {
  return null;
}
