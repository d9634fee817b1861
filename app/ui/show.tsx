/** Showing what is there: lists of facts, states, messages, figures. */
import type { ReactNode } from "react";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant, isDay } from "#app/domain/kernel/time.ts";
import { Icon, type IconName } from "./icons.tsx";

export type TagColour = "grey" | "blue" | "darkblue" | "purple" | "green" | "teal" | "red" | "orange" | "yellow" | "pink";

/** A state, always in words; the colour only repeats them. */
export function Tag({ colour, children }: { colour?: TagColour; children: ReactNode }) {
  return <strong className={`ds_tag${colour ? ` ds_tag--${colour}` : ""}`}>{children}</strong>;
}

/** Beside anything that comes from invented rows. */
export const SyntheticMark = () => <span className="app-synthetic">Invented for the demonstration</span>;

/** "£2,500"; "not stated" where there is no amount, never £0. */
export const Money = ({ pence }: { pence: number | null | undefined }) => (
  <span className="app-money">{pence === null || pence === undefined ? "not stated" : formatPence(pence)}</span>
);

export interface RowAction {
  to: string;
  text: string;
  /** What the action is about, read aloud after its text ("Change" + "the amount asked"). */
  what: string;
}
export interface SummaryRow {
  key: string;
  value: ReactNode;
  action?: RowAction | false | null;
}
const ActionLink = ({ to, text, what }: RowAction) => (
  <a className="ds_link" href={to}>{text}<span className="visually-hidden"> {what}</span></a>
);

export function SummaryList({ rows, border = true }: { rows: readonly SummaryRow[]; border?: boolean }) {
  return (
    <ul className={`ds_summary-list app-summary${border ? "" : " ds_summary-list--no-border"}`}>
      {rows.map((row) => (
        <li className="ds_summary-list__item" key={row.key}>
          <span className="ds_summary-list__key">{row.key}</span>{" "}
          <div className="ds_summary-list__value">{row.value}</div>
          {row.action ? <div className="ds_summary-list__actions"><ActionLink {...row.action} /></div> : null}
        </li>
      ))}
    </ul>
  );
}

interface SummaryCardProps {
  title: ReactNode;
  rows?: readonly SummaryRow[];
  actions?: readonly RowAction[];
  children?: ReactNode;
  level?: 2 | 3 | 4;
}
export function SummaryCard({ title, rows, actions = [], children, level = 3 }: SummaryCardProps) {
  const Heading = `h${level}` as const;
  return (
    <div className="ds_summary-card">
      <div className="ds_summary-card__header">
        <Heading className="ds_summary-card__header-title">{title}</Heading>
        {actions.length > 0 ? (
          <ul className="ds_summary-card__actions-list">
            {actions.map((action) => <li className="ds_summary-card__actions-list-item" key={action.to}><ActionLink {...action} /></li>)}
          </ul>
        ) : null}
      </div>
      <div className="ds_summary-card__content">
        {rows ? <SummaryList rows={rows} /> : null}
        {children}
      </div>
    </div>
  );
}

export interface Task {
  text: string;
  /** Without an address the task can't be begun yet: say why in the hint. */
  to?: string;
  hint?: ReactNode;
  status: { text: string; colour?: TagColour };
}
export interface TaskGroup {
  heading?: string;
  intro?: ReactNode;
  tasks: readonly Task[];
}
export function TaskList({ groups, ordered = false }: { groups: readonly TaskGroup[]; ordered?: boolean }) {
  return (
    <ul className={`ds_task-list-group${ordered ? " ds_task-list-group--ordered" : ""}`}>
      {groups.map((group, index) => (
        <li className="ds_task-list-group__section" key={group.heading ?? index}>
          {group.heading ? <h2 className="ds_task-list-heading">{group.heading}</h2> : null}
          {group.intro ? <p className="ds_task-list-intro">{group.intro}</p> : null}
          <ul className="ds_task-list">
            {group.tasks.map((task) => <TaskItem key={task.text} task={task} level={group.heading ? 3 : 2} />)}
          </ul>
        </li>
      ))}
    </ul>
  );
}
function TaskItem({ task, level }: { task: Task; level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  const name = <>{task.text}<span className="visually-hidden"> ({task.status.text})</span></>;
  return (
    <li className="ds_task-list__task">
      <div className="ds_task-list__task-details">
        <Heading className="ds_task-list__task-heading">{task.to ? <a className="ds_task-list__task-link" href={task.to}>{name}</a> : name}</Heading>
        {task.hint ? <p className="ds_hint-text ds_task-list__task-summary">{task.hint}</p> : null}
      </div>
      <span aria-hidden="true"><Tag colour={task.status.colour}>{task.status.text}</Tag></span>
    </li>
  );
}

export type NoticeKind = "success" | "info" | "warning" | "error";
const noticeIcons: Record<NoticeKind, IconName> = { success: "check_circle", info: "info", warning: "warning", error: "error" };

/** Says in place what happened, or what to know. A status is announced; it doesn't vanish. */
export function Notice({ kind, title, children }: { kind: NoticeKind; title: ReactNode; children?: ReactNode }) {
  return (
    <div className={`ds_notification-message${kind === "success" ? "" : ` ds_notification-message--${kind}`}`} role={kind === "success" ? "status" : undefined}>
      <Icon name={noticeIcons[kind]} className="ds_notification-message__icon" />
      <h2 className="ds_notification-message__title">{title}</h2>
      {children ? <div className="ds_notification-message__body">{typeof children === "string" ? <p>{children}</p> : children}</div> : null}
    </div>
  );
}

/** The result of something finished: it holds the title of its page. */
export function Panel({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="ds_notification-panel">
      <h1 className="ds_notification-panel__title">{title}</h1>
      {children ? <div className="ds_notification-panel__content">{children}</div> : null}
    </div>
  );
}

const paragraph = (children: ReactNode) => (typeof children === "string" ? <p>{children}</p> : children);

export const Inset = ({ children }: { children: ReactNode }) => (
  <div className="ds_inset-text"><div className="ds_inset-text__text">{paragraph(children)}</div></div>
);

export const Warning = ({ children }: { children: ReactNode }) => (
  <div className="ds_warning-text">
    <span className="ds_warning-text__icon" aria-hidden="true"><Icon name="warning" className="ds_icon--fill" /></span>
    <strong className="visually-hidden">Warning</strong>
    <div className="ds_warning-text__text">{children}</div>
  </div>
);

export const Details = ({ summary, children, open }: { summary: ReactNode; children: ReactNode; open?: boolean }) => (
  <details className="ds_details" open={open}>
    <summary className="ds_details__summary">{summary}</summary>
    <div className="ds_details__text">{paragraph(children)}</div>
  </details>
);

/** "3 May 2026" for a day, "Friday 8 May 2026, 12 noon" for an instant, other words as they are. */
const when = (stated: string): string =>
  isDay(stated) ? formatDay(stated) : /^\d{4}-\d{2}-\d{2}T/.test(stated) ? formatInstant(new Date(stated)) : stated;

const commas = new Intl.NumberFormat("en-GB");

interface StatProps {
  /** A number gets its commas; null is a figure that is not known, which is not nought. */
  value: ReactNode;
  unit: ReactNode;
  period?: ReactNode;
  /** A day, an instant or words. */
  asAt?: string | null;
  to?: string;
  linkText?: string;
  synthetic?: boolean;
}
/** One figure: large, its unit in words, its period and as-at beneath, and the way to what it counts. */
export function Stat({ value, unit, period, asAt, to, linkText = "What this counts", synthetic = false }: StatProps) {
  const unknown = value === null || value === undefined;
  return (
    <div className="app-stat">
      <p className={`app-stat__value${unknown ? " app-stat__value--unknown" : ""}`}>{unknown ? "Not known" : typeof value === "number" ? commas.format(value) : value}</p>
      <p className="app-stat__unit">{unit}</p>
      {period ? <p className="app-stat__note">{period}</p> : null}
      {asAt ? <p className="app-stat__note">As at {when(asAt)}</p> : null}
      {synthetic ? <p className="app-stat__note"><SyntheticMark /></p> : null}
      {to ? <p className="app-stat__link"><a href={to}>{linkText}<span className="visually-hidden">: {unit}</span></a></p> : null}
    </div>
  );
}
export const Stats = ({ children }: { children: ReactNode }) => <div className="app-stats">{children}</div>;

export interface TimelineEvent {
  title: ReactNode;
  /** A day, an instant or words. */
  at?: string | null;
  who?: ReactNode;
  children?: ReactNode;
}
/** What happened, in the order given; say above it which end is the newest. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  return (
    <ol className="app-timeline">
      {events.map((event, index) => (
        <li className="app-timeline__event" key={index}>
          <p className="app-timeline__title">{event.title}</p>
          {event.at || event.who ? (
            <p className="app-timeline__when">
              {event.at ? <time dateTime={/^\d{4}-/.test(event.at) ? event.at : undefined}>{when(event.at)}</time> : null}
              {event.at && event.who ? ", " : null}
              {event.who}
            </p>
          ) : null}
          {event.children}
        </li>
      ))}
    </ol>
  );
}
