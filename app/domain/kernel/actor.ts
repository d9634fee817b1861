/** Who is acting, which roles they hold in which places, and what a policy answers. */
import { NotAllowed, NotFound } from "./errors.ts";

export const organisationRoles = ["owner", "editor", "viewer"] as const;
/** Staff of a fund who enter an application for a group that sent it on paper: they write for it until it speaks for itself, and do not belong to it. */
export const helper = "helper";
export const areaRoles = ["administrator", "assessor", "chair", "finance"] as const;
export const nationalRoles = ["official", "publisher", "service-administrator", "partner"] as const;
export type OrganisationRole = (typeof organisationRoles)[number];
export type AreaRole = (typeof areaRoles)[number];
export type NationalRole = (typeof nationalRoles)[number];
export type Role = OrganisationRole | typeof helper | AreaRole | NationalRole;

/** Every role but those of a group is a staff role: a second factor comes before any staff page. */
export const staffRoles: readonly Role[] = [...areaRoles, ...nationalRoles];

export interface HeldRole {
  role: Role;
  organisation_id: string | null;
  fund_id: string | null;
  area_code: string | null;
  /** The member of the Partnership for which a partner speaks; with no other role. */
  member_body_id?: string | null;
}

export interface PersonActor {
  kind: "person";
  id: string;
  name: string;
  email: string;
  emailConfirmed: boolean;
  /** Whether this session has passed the second factor. */
  secondFactor: boolean;
  /** A second factor is set up and this session has not passed it: of the signed-in pages only the one that asks for it may be used. */
  secondFactorOwed?: boolean;
  /** They said at sign-in that others use this computer too: nothing is kept on it. */
  sharedComputer?: boolean;
  /** They showed who they are within the last ten minutes, by the database's clock. */
  recentlyProved?: boolean;
  roles: readonly HeldRole[];
}
export type Actor = { kind: "visitor" } | { kind: "system" } | PersonActor;

/** Whether the person holds one of the roles in an organisation. */
export function holdsInOrganisation(actor: Actor, organisationId: string, roles: readonly (OrganisationRole | typeof helper)[] = organisationRoles): boolean {
  return actor.kind === "person" && actor.roles.some((held) => held.organisation_id === organisationId && (roles as readonly Role[]).includes(held.role));
}

/** Whether the person holds one of the roles of a fund in an area, with the second factor passed. */
export function holdsInArea(actor: Actor, place: { fund_id: string; area_code: string }, roles: readonly AreaRole[] = areaRoles): boolean {
  return (
    actor.kind === "person" &&
    actor.secondFactor &&
    actor.roles.some((held) => held.fund_id === place.fund_id && held.area_code === place.area_code && (roles as readonly Role[]).includes(held.role))
  );
}

/** Whether the person holds a national role, with the second factor passed. */
export function holdsNationally(actor: Actor, ...roles: NationalRole[]): boolean {
  return actor.kind === "person" && actor.secondFactor && actor.roles.some((held) => (roles as Role[]).includes(held.role));
}

/** The member of the Partnership for which the person speaks, with the second factor passed; undefined for everyone else. */
export function speaksFor(actor: Actor): string | undefined {
  if (actor.kind !== "person" || !actor.secondFactor) return undefined;
  return actor.roles.find((held) => held.role === "partner")?.member_body_id ?? undefined;
}

export function hasStaffRole(actor: Actor): boolean {
  return actor.kind === "person" && actor.roles.some((held) => staffRoles.includes(held.role));
}

/** A policy's answer. `hidden` means the actor may not know that the thing exists. */
export type Verdict = { allowed: true } | { allowed: false; because: string; hidden?: boolean };
export const allowed: Verdict = { allowed: true };
export const refused = (because: string): Verdict => ({ allowed: false, because });
export const hidden: Verdict = { allowed: false, because: "There is nothing at this address", hidden: true };

/** Throws NotFound where the thing is hidden, NotAllowed with the reason where it is refused. */
export function permit(verdict: Verdict): void {
  if (verdict.allowed) return;
  if (verdict.hidden) throw new NotFound();
  throw new NotAllowed(verdict.because);
}
