/** The frame of every page, and the pieces from which a page is laid out. */
import type { ReactNode } from "react";
import { paths } from "#app/paths.ts";
import { Mark } from "./icons.tsx";
import { Tag, type TagColour } from "./show.tsx";

export interface NavigationItem {
  text: string;
  to: string;
  current?: boolean;
}

/** Where anyone may go. */
export const publicNavigation: readonly NavigationItem[] = [
  { text: "Funds", to: paths.funds() },
  { text: "Awards", to: paths.awards() },
  { text: "Figures", to: paths.figures() },
  { text: "Strategy", to: paths.strategy() },
];

/** The navigation with the item marked under which an address lies. */
export const navigationAt = (path: string, items: readonly NavigationItem[] = publicNavigation): NavigationItem[] =>
  items.map((item) => ({ ...item, current: path === item.to || path.startsWith(`${item.to}/`) }));

interface SiteFrameProps {
  children: ReactNode;
  nav?: readonly NavigationItem[];
  /** Who is signed in; nobody when left out. */
  signedIn?: { name: string } | null;
  /** Kept in caches and the same for everyone: shows nothing of who is signed in. */
  publicPage?: boolean;
  /** The demonstration: says on every page that what is here is invented. */
  synthetic?: boolean;
  /** The frame's own language, where the page inside is in another. */
  lang?: string;
}
/** Skip link, header, `<main>` around the page, footer. */
export function SiteFrame({ children, nav = publicNavigation, signedIn = null, publicPage = false, synthetic = false, lang }: SiteFrameProps) {
  return (
    <div className="ds_page">
      <div className="ds_page__top" lang={lang}>
        <div className="ds_skip-links">
          <ul className="ds_skip-links__list">
            <li className="ds_skip-links__item"><a className="ds_skip-links__link" href="#main-content">Skip to main content</a></li>
          </ul>
        </div>
        <header>
          <div className="app-header">
            <div className="ds_wrapper app-header__content">
              <a className="app-brand" href={paths.home()}><Mark /><span className="app-brand__name">Lade</span></a>
              <Account publicPage={publicPage} name={signedIn?.name} />
              <nav className="app-nav" aria-label="Main">
                <ul className="app-nav__list">
                  {nav.map((item) => (
                    <li key={item.to}><a className="app-nav__link" href={item.to} aria-current={item.current ? "page" : undefined}>{item.text}</a></li>
                  ))}
                </ul>
              </nav>
            </div>
          </div>
          {synthetic ? <DemonstrationBanner /> : null}
        </header>
      </div>
      <div className="ds_page__middle">
        <div className="ds_wrapper">
          <main id="main-content" className="app-main" tabIndex={-1}>{children}</main>
        </div>
      </div>
      <Footer synthetic={synthetic} lang={lang} />
    </div>
  );
}

/** A cached page can't know who reads it: there the desk itself asks to sign in. */
function Account({ publicPage, name }: { publicPage: boolean; name?: string }) {
  if (publicPage || name === undefined) {
    return <p className="app-account"><a className="app-account__link" href={paths.desk()}>{publicPage ? "Your desk (sign in)" : "Sign in"}</a></p>;
  }
  return (
    <div className="app-account">
      <a className="app-account__link" href={paths.desk()}>Your desk</a>
      <a className="app-account__link" href={paths.account()}>{name}</a>
      <form method="post" action={paths.signOut()}><button className="app-account__link" type="submit">Sign out</button></form>
    </div>
  );
}

function DemonstrationBanner() {
  return (
    <div className="ds_phase-banner">
      <div className="ds_wrapper">
        <p className="ds_phase-banner__content">
          <strong className="ds_tag ds_phase-banner__tag">Demonstration</strong>
          <span>The people, groups, applications and awards here are invented. <a href={`${paths.about()}#invented`}>What is real</a></span>
        </p>
      </div>
    </div>
  );
}

function Footer({ synthetic, lang }: { synthetic: boolean; lang: string | undefined }) {
  const links = [
    { text: "About Lade", to: paths.about() },
    { text: "Open data", to: paths.openData() },
    { text: "Accessibility", to: paths.accessibility() },
    { text: "Privacy", to: paths.privacy() },
    { text: "Cookies", to: paths.cookies() },
  ];
  return (
    <div className="ds_page__bottom" lang={lang}>
      <footer className="ds_site-footer">
        <div className="ds_wrapper">
          <div className="ds_site-footer__content">
            <ul className="ds_site-footer__site-items">
              {links.map((link) => <li className="ds_site-items__item" key={link.to}><a href={link.to}>{link.text}</a></li>)}
            </ul>
            <div className="ds_site-footer__copyright">
              <p>{synthetic ? "Lade is a demonstration. It is not a service of the Scottish Government or of any fund." : "Lade: from an open round to a figure with its source."}</p>
            </div>
          </div>
        </div>
      </footer>
    </div>
  );
}

export interface Crumb {
  text: string;
  to?: string;
}
/** The way down to this page; the last crumb is the page itself. */
export function Breadcrumbs({ trail }: { trail: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="ds_breadcrumbs">
        {trail.map((crumb) => (
          <li className="ds_breadcrumbs__item" key={crumb.text} aria-current={crumb.to ? undefined : "page"}>
            {crumb.to ? <a className="ds_breadcrumbs__link" href={crumb.to}>{crumb.text}</a> : crumb.text}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export const BackLink = ({ to, children }: { to: string; children: ReactNode }) => <a className="ds_back-link" href={to}>{children}</a>;

interface PageHeaderProps {
  title: ReactNode;
  /** What kind of thing this is, and its reference: above the title. */
  label?: ReactNode;
  lead?: ReactNode;
  state?: { text: string; colour?: TagColour } | null;
  children?: ReactNode;
}
export function PageHeader({ title, label, lead, state, children }: PageHeaderProps) {
  return (
    <header className="ds_page-header app-page-header">
      {label ? <span className="ds_page-header__label ds_content-label">{wholeReferences(label)}</span> : null}
      <h1 className="ds_page-header__title">{wholeReferences(title)}</h1>
      {state ? <p className="app-page-header__state"><Tag colour={state.colour}>{state.text}</Tag></p> : null}
      {lead ? <p className="ds_leader">{lead}</p> : null}
      {children}
    </header>
  );
}

/** A reference such as LA-BCYK-JWWD stays on one line: in two halves it would be typed wrongly. */
function wholeReferences(text: ReactNode): ReactNode {
  if (typeof text !== "string") return text;
  return text.split(/(\b[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b)/).map((part, index) => (index % 2 === 1 ? <span className="app-reference" key={index}>{part}</span> : part));
}

/** The whole width: tables and boards. */
export const Wide = ({ children }: { children: ReactNode }) => <div className="app-wide">{children}</div>;

/** A measure for reading and for forms. */
export const Article = ({ children }: { children: ReactNode }) => <div className="app-article">{children}</div>;

/** Text with something beside it; on a phone the sidebar follows. */
export const WithSidebar = ({ children, sidebar }: { children: ReactNode; sidebar?: ReactNode }) => (
  <div className="app-with-sidebar">
    <div className="app-with-sidebar__content">{children}</div>
    {sidebar ? <aside className="app-with-sidebar__sidebar" aria-label="Beside this page">{sidebar}</aside> : null}
  </div>
);

/**
 * Something to read beside the thing to decide: the deciding stays in view while the reading moves.
 * @param besideName names what stands beside where it holds nothing to focus, so that a keyboard reaches it and scrolls it
 */
export const SideBySide = ({ children, beside, besideName }: { children: ReactNode; beside: ReactNode; besideName?: string }) => (
  <div className="app-side-by-side">
    <div className="app-side-by-side__reading">{children}</div>
    <div className="app-side-by-side__beside" {...(besideName ? { role: "region", "aria-label": besideName, tabIndex: 0 } : {})}>{beside}</div>
  </div>
);

/** The page of something that went wrong: which status, what it means, and what to do. */
export function Problem({ status, title, children }: { status: number; title: ReactNode; children?: ReactNode }) {
  return (
    <Article>
      <PageHeader title={title} label={`Answer ${status}`} />
      {typeof children === "string" ? <p>{children}</p> : children}
      <p><a href={paths.home()}>Go to the front page</a></p>
    </Article>
  );
}
