/** The errors a rule may throw. `web/` turns them into 404, 403, 409 and 422; everything else is a fault of ours. */

export class DomainError extends Error {
  override name = "DomainError";
}

/** 404. Also for what the actor may not know exists. */
export class NotFound extends DomainError {
  override name = "NotFound";
  constructor(message = "There is nothing at this address") {
    super(message);
  }
}

/** 403, with the reason that the person is shown. */
export class NotAllowed extends DomainError {
  override name = "NotAllowed";
}

/** 409: the record is no longer in a state in which this can be done. The message says which state and what to do. */
export class WrongState extends DomainError {
  override name = "WrongState";
}

/** 409: somebody else changed it meanwhile. `theirs` is what is saved now, so that a page can show both. */
export class Conflict extends DomainError {
  override name = "Conflict";
  constructor(message: string, readonly theirs: Record<string, unknown> = {}) {
    super(message);
  }
}

/** 409: a deadline or an opening has not come or has passed. */
export class Closed extends DomainError {
  override name = "Closed";
}

/** 422: messages by field; "" is the form as a whole. */
export class Invalid extends DomainError {
  override name = "Invalid";
  constructor(readonly fields: Record<string, string>) {
    super(Object.values(fields)[0] ?? "Check the answers");
  }
}

interface PostgresError {
  code: string;
  constraint?: string;
}

/** The name of the constraint that PostgreSQL refused, or undefined when the error is something else. */
export function refusedConstraint(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  const { code, constraint } = error as PostgresError;
  return typeof code === "string" && (code.startsWith("23") || code === "23001") ? constraint : undefined;
}
