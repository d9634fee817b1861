/** Which form an amount takes: the lowest bound that it does not pass, bounds included; the round's own form above them all. Pure. */

export interface Bounded {
  /** The most that this form is for, in pence, included; null: no bound. */
  up_to_pence: number | null;
}

/** The form for an amount. @param forms shortest first, the last without a bound */
export const formFor = <T extends Bounded>(forms: readonly T[], pence: number): T => forms.find((form) => form.up_to_pence === null || pence <= form.up_to_pence) ?? forms[forms.length - 1]!;

/** The forms that an amount within these limits can take: the others would only be read in vain. */
export function formsWithin<T extends Bounded>(forms: readonly T[], { min_amount_pence: least = null, max_amount_pence: most = null }: { min_amount_pence?: number | null; max_amount_pence?: number | null }): T[] {
  const first = least === null ? 0 : forms.indexOf(formFor(forms, least));
  const last = most === null ? forms.length - 1 : forms.indexOf(formFor(forms, most));
  return forms.slice(first, Math.max(first, last) + 1);
}
