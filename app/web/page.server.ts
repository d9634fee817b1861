/** How a route reads and changes: who is there, the domain's context, and the domain's errors as answers a browser understands. */
import { json, redirect, type ActionFunctionArgs, type AppLoadContext, type LoaderFunctionArgs } from "@remix-run/node";
import type { Config } from "#app/config.server.ts";
import { TooManyTries } from "#app/domain/accounts/model.ts";
import { hasStaffRole, type Actor, type PersonActor } from "#app/domain/kernel/actor.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import type { FileStore } from "#app/domain/files/store.server.ts";
import { Closed, Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { noSessionCookie, sessionCookie } from "./cookie.server.ts";
import { isDatabaseAway } from "./database-away.server.ts";
import type { Scope } from "./scope.server.ts";
import { BrokenForm, incoming, TooLarge, type Received, type ReceivedMany } from "./upload.server.ts";

/** The domain's context, and what a page needs of the request beside it. */
export interface Lade extends Context {
  request: Request;
  config: Config;
  files: FileStore;
  client: string;
  device: string;
  requestId: string;
  sessionId: string | undefined;
  setSession(token: string, expiresAt: Date | undefined): void;
  clearSession(): void;
  /** Replaces a header of the response, where Remix would add a second one. */
  setHeader(name: string, value: string): void;
  /** Waits until the client has taken what was written. */
  drained(): Promise<void>;
}

export interface Asked {
  lade: Lade;
  params: Record<string, string | undefined>;
  request: Request;
  url: URL;
}

/** What the root error page shows of a refusal. */
export interface ProblemData {
  title: string;
  message: string;
  /** A form that came after its session had ended: what was typed, to be sent again. */
  again?: { to: string; fields: [name: string, value: string][] };
}

/** A loader: domain errors become 404, 403, 409, 503 with a page that says why. */
export function page<T>(read: (asked: Asked) => Promise<T>) {
  return async (args: LoaderFunctionArgs): Promise<T> => {
    try {
      return await read(await ask(args));
    } catch (error) {
      throw asAnswer(error, args.context.scope);
    }
  };
}

export interface VerbOptions {
  /**
   * Where something else happened meanwhile (Conflict, WrongState), the page is shown again with everything that was typed and the
   * reason (`useOvertaken`), instead of a page of its own. For pages on which people write.
   */
  keepTyped?: boolean;
}

/** An action: as `page`, and Invalid re-renders the page with messages beside the fields and everything that was typed. */
export function verb<T>(change: (asked: Asked & { form: FormData }) => Promise<T>, { keepTyped = false }: VerbOptions = {}) {
  return async (args: ActionFunctionArgs) => {
    const form = await readForm(args.request);
    try {
      return await change({ ...(await ask(args)), form });
    } catch (error) {
      if (error instanceof Invalid) return json({ refused: { errors: error.fields, values: typedValues(form) } }, { status: describe(error, args.context.scope).status });
      if (keepTyped && (error instanceof Conflict || error instanceof WrongState))
        return json({ overtaken: error.message, refused: { errors: {}, values: typedValues(form) } }, { status: 409 });
      throw heldBack(error, args.request, form) ?? asAnswer(error, args.context.scope);
    }
  };
}

/** Fields that a page fills in by itself. */
const notTyped = /^(?:intent|purpose|next|version)(?:\.|$)/;

/**
 * A form that needs somebody signed in, from somebody whose session has ended: what they typed is not lost on the way to signing in.
 * Undefined for any other error, and for a form in which nothing was typed.
 */
function heldBack(error: unknown, request: Request, form: FormData): Response | undefined {
  if (!wantsSignIn(error)) return undefined;
  const fields = Object.entries(typedValues(form)).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  if (!fields.some(([name, value]) => value.trim() !== "" && !notTyped.test(name))) return undefined;
  const { pathname, search } = new URL(request.url);
  const message = "You have been signed out since you opened the page, so nothing is saved yet. What you typed is kept in this page: leave it open.";
  return json<ProblemData>({ title: "Sign in again to save this", message, again: { to: pathname + search, fields } }, { status: 401 });
}

/** Whether what was thrown is `signedIn` sending somebody to sign in, or to the second step of it. */
function wantsSignIn(error: unknown): boolean {
  const sentTo = error instanceof Response ? (error.headers.get("Location") ?? "") : "";
  return sentTo.startsWith(paths.signIn()) || sentTo.startsWith(paths.secondFactor());
}

interface Receiving {
  receive(): Promise<Received>;
  receiveMany(): Promise<ReceivedMany>;
}

/** An action whose form may bring files. Nothing of it is read before `receive()`: ask first whether this person may send one. */
export function upload<T>(change: (asked: Asked & Receiving) => Promise<T>) {
  return async (args: ActionFunctionArgs) => {
    const body = incoming(args.request, args.context.scope.files);
    try {
      return await change({ ...(await ask(args)), receive: body.receive, receiveMany: body.receiveMany });
    } catch (error) {
      if (error instanceof Invalid) return json({ refused: { errors: error.fields, values: typedValues(body.form) } }, { status: error instanceof TooLarge ? 413 : 422 });
      if (error instanceof BrokenForm) throw notWhole();
      throw asAnswer(error, args.context.scope);
    } finally {
      // A browser reads the answer once it has sent everything; what nobody asked for is thrown away as it comes.
      body.discardRest();
    }
  };
}

/** A resource route that answers programs: domain errors become application/problem+json. */
export function answer(read: (asked: Asked) => Promise<Response>) {
  return async (args: LoaderFunctionArgs): Promise<Response> => {
    try {
      return await read(await ask(args));
    } catch (error) {
      const { status: described, title, message } = describe(error, args.context.scope);
      const status = described === 422 ? 400 : described;
      const body = { type: "about:blank", title, status, detail: message, ...(error instanceof Invalid ? { fields: error.fields } : {}) };
      return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json; charset=utf-8" } });
    }
  };
}

/** A resource route that the script of our own pages reads: JSON, also of a refusal; whoever is not signed in is told so with 401 and sent nowhere. */
export function data(read: (asked: Asked) => Promise<unknown>) {
  return async (args: LoaderFunctionArgs): Promise<Response> => {
    try {
      return json(await read(await ask(args)));
    } catch (error) {
      return asData(error, args.context.scope);
    }
  };
}

/** A resource route that the script of our own pages sends a form to. Answers as `data`; Invalid is 422 with messages by field. */
export function dataVerb(change: (asked: Asked & { form: FormData }) => Promise<unknown>) {
  return async (args: ActionFunctionArgs): Promise<Response> => {
    try {
      const form = await readForm(args.request);
      return json(await change({ ...(await ask(args)), form }));
    } catch (error) {
      return asData(error, args.context.scope);
    }
  };
}

/** As `dataVerb`, of a form that may bring files: nothing of it is read before `receiveMany()`. */
export function dataUpload(change: (asked: Asked & Receiving) => Promise<unknown>) {
  return async (args: ActionFunctionArgs): Promise<Response> => {
    const body = incoming(args.request, args.context.scope.files);
    try {
      return json(await change({ ...(await ask(args)), receive: body.receive, receiveMany: body.receiveMany }));
    } catch (error) {
      if (error instanceof BrokenForm) return notWhole();
      return asData(error, args.context.scope);
    } finally {
      body.discardRest();
    }
  };
}

function asData(error: unknown, scope: Scope): Response {
  if (wantsSignIn(error)) return json({ signIn: true }, { status: 401 });
  if (error instanceof Response) return error;
  const { status, title, message } = describe(error, scope);
  if (status === 503) scope.setHeader("Retry-After", "30");
  return json({ title, message, ...(error instanceof Invalid ? { errors: error.fields } : {}) }, { status });
}

async function ask({ request, params, context }: { request: Request; params: Record<string, string | undefined>; context: AppLoadContext }): Promise<Asked> {
  const { scope } = context;
  const identity = scope.publicPage ? undefined : await scope.identity();
  const lade: Lade = {
    db: scope.db,
    actor: identity?.actor ?? { kind: "visitor" },
    now: new Date(),
    elapsed: () => performance.now() - scope.startedAt,
    synthetic: scope.config.mode === "demonstration",
    secret: scope.config.secret,
    request,
    config: scope.config,
    files: scope.files,
    client: scope.client,
    device: scope.device,
    requestId: scope.requestId,
    sessionId: identity?.sessionId,
    setSession: (token, expiresAt) => scope.addCookie(sessionCookie(scope.config, token, expiresAt)),
    clearSession: () => scope.addCookie(noSessionCookie(scope.config)),
    setHeader: (name, value) => scope.setHeader(name, value),
    drained: () => scope.drained(),
  };
  return { lade, params, request, url: new URL(request.url) };
}

/** The person signed in; else a redirect to sign-in that returns here. */
export function signedIn(lade: Lade): PersonActor {
  if (lade.actor.kind === "person") {
    // The password alone opens nothing once a second factor is set up.
    if (lade.actor.secondFactorOwed) throw redirect(paths.secondFactor({ next: here(lade) }));
    return lade.actor;
  }
  throw redirect(paths.signIn({ next: here(lade) }));
}

/** As `signedIn`, who showed within the last ten minutes who they are; else a redirect to where they do so again, and then back here. */
export function proved(lade: Lade): PersonActor {
  const person = signedIn(lade);
  if (!person.recentlyProved) throw redirect(paths.prove({ next: here(lade) }));
  return person;
}

/** A person with a staff role whose session has passed the second factor; else a redirect to what is missing. */
export function staff(lade: Lade): PersonActor {
  const person = signedIn(lade);
  if (!hasStaffRole(person)) throw new NotAllowed("This page is for the staff of a fund. Your account has no such role.");
  if (!person.secondFactor) throw redirect(paths.secondFactor({ next: here(lade) }));
  return person;
}

/** Path and query of this page, for coming back to it; a form's own address is left by its GET page. */
function here({ request }: Lade): string {
  const { pathname, search } = new URL(request.url);
  return pathname + search.replace(/[?&]_data=[^&]*/, "");
}

export const isPerson = (actor: Actor): actor is PersonActor => actor.kind === "person";

async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw notWhole();
  }
}
const notWhole = () => json<ProblemData>({ title: "That form did not arrive whole", message: "Go back and send it again. What you typed is still in the page." }, { status: 400 });

/** Text fields by name, every value of a repeated one: what the page shows again. Passwords and one-time codes are never sent back. */
function typedValues(form: FormData): Record<string, string[]> {
  // A Map, because a field may be called __proto__.
  const values = new Map<string, string[]>();
  for (const [name, value] of form) if (typeof value === "string" && !/password/i.test(name) && name !== "code") values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function asAnswer(error: unknown, scope: Scope): unknown {
  if (error instanceof Response) return error;
  const { status, title, message } = describe(error, scope);
  if (status === 503) scope.setHeader("Retry-After", "30");
  return json<ProblemData>({ title, message }, { status });
}

function describe(error: unknown, scope: Scope): { status: number; title: string; message: string } {
  if (error instanceof NotFound) return { status: 404, title: "Page not found", message: error.message };
  if (error instanceof NotAllowed) return { status: 403, title: "You can't do this", message: error.message };
  if (error instanceof Closed) return { status: 409, title: "Closed", message: error.message };
  if (error instanceof Conflict) return { status: 409, title: "Someone else changed this", message: error.message };
  if (error instanceof WrongState) return { status: 409, title: "This can't be done now", message: error.message };
  if (error instanceof TooManyTries) {
    scope.setHeader("Retry-After", String(error.retryAfter));
    return { status: 429, title: "Too many tries", message: error.message };
  }
  if (error instanceof Invalid) return { status: 422, title: "There is a problem", message: error.message };
  if (isDatabaseAway(error)) {
    scope.log.error("the database does not answer", { request: scope.requestId });
    return { status: 503, title: "Lade can't be reached just now", message: "We can't reach our records. Nothing you saved is lost. Try again in a minute." };
  }
  scope.log.error("unexpected error", { request: scope.requestId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return { status: 500, title: "Something went wrong on our side", message: `Nothing you saved is lost. If it happens again, tell us this code: ${scope.requestId}` };
}
