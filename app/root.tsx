/** The document around every page. Scripts are sent only to pages that ask for them. */
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, useLoaderData, useLocation, useMatches, useRouteError, useRouteLoaderData } from "@remix-run/react";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useContext, type ReactNode } from "react";
import designSystem from "@scottish-government/design-system/dist/css/design-system.min.css?url";
import ladeStyles from "./ui/lade.css?url";
import formStyles from "./ui/form-engine/form-engine.css?url";
import { navigationAt, Problem, SiteFrame } from "./ui/layout.tsx";
import { SendAgain } from "./ui/send-again.tsx";
import { hasStaffRole } from "#app/domain/kernel/actor.ts";
import { NonceContext } from "./web/nonce.ts";
import type { ProblemData } from "./web/page.server.ts";
import { title } from "./web/refused.ts";

/** Only the error page has no title of its own. */
export const meta: MetaFunction = ({ error }) => (error ? title(problemOf(error).title) : []);

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: designSystem },
  { rel: "stylesheet", href: ladeStyles },
  { rel: "stylesheet", href: formStyles },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];

/** Public pages are kept for everyone, so they learn nothing of who is signed in. */
export async function loader({ context: { scope } }: LoaderFunctionArgs) {
  // Where the records can't be reached the page itself says so; the frame is drawn all the same.
  const actor = scope.publicPage ? undefined : (await scope.identity().catch(() => undefined))?.actor;
  return {
    publicPage: scope.publicPage,
    demonstration: scope.config.mode === "demonstration",
    signedIn: actor ? { name: actor.name, staff: hasStaffRole(actor) } : null,
  };
}

const english = "en-GB";

interface Handle {
  /** The whole page comes alive in the browser. */
  script?: boolean;
  /** A small script of its own, for a page that needs nothing else: its address. */
  module?: string;
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const nonce = useContext(NonceContext);
  const matches = useMatches();
  const handles = matches.map((match) => match.handle as Handle | undefined);
  const withScript = handles.some((handle) => handle?.script);
  const module = handles.find((handle) => handle?.module)?.module;
  // A page in another language says so in its data; the frame around it stays in English.
  const lang = matches.map((match) => (match.data as { lang?: unknown } | null | undefined)?.lang).find((tag) => typeof tag === "string") ?? english;
  return (
    <html lang={lang} className="js-enabled">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        <SiteFrame lang={lang === english ? undefined : english} nav={navigationAt(useLocation().pathname)} publicPage={root?.publicPage ?? true} synthetic={root?.demonstration ?? false} signedIn={root?.signedIn ?? null}>
          {children}
        </SiteFrame>
        {withScript ? <Scripts nonce={nonce} /> : null}
        {module ? <script type="module" src={module} nonce={nonce} /> : null}
      </body>
    </html>
  );
}

export default function Root() {
  useLoaderData<typeof loader>();
  return <Outlet />;
}

interface ShownProblem extends ProblemData {
  status: number;
}
const ourFault: ShownProblem = { status: 500, title: "Something went wrong on our side", message: "Nothing you saved is lost. Go back and try again." };

/** What the error page says: a refusal's own words, else what its status means. */
function problemOf(error: unknown): ShownProblem {
  if (!isRouteErrorResponse(error)) return ourFault;
  const data = error.data as Partial<ProblemData> | null | undefined;
  const missing = error.status === 404 || error.status === 405;
  const meant = missing ? { title: "Page not found", message: "There is nothing at this address. If you typed it, check it." } : ourFault;
  const known = typeof data === "object" && data?.title ? data : undefined;
  return { status: error.status, title: known?.title ?? meant.title, message: known?.message ?? meant.message, ...(known?.again && { again: known.again }) };
}

export function ErrorBoundary() {
  const { status, title: heading, message, again } = problemOf(useRouteError());
  if (!again) return <Problem status={status} title={heading}>{message}</Problem>;
  return <Problem status={status} title={heading}><p>{message}</p><SendAgain {...again} /></Problem>;
}
