/** The order of a reserve list. Pure. */

export interface Reserve {
  decision_id: string;
  application_id: string;
  reference: string;
  title: string | null;
  organisation_name: string;
  asked_pence: number;
  /** What would be offered. */
  amount_pence: number;
  position: number;
  /** Whether the group has been told that it is on the list. */
  told: boolean;
  /** What its pot and its part of the pot would hold for it now. */
  fits_pence: number;
}

/** Whether it could be offered now: its group knows that it is on the list, and the money is there. */
export const canBeOffered = ({ told, amount_pence, fits_pence }: Reserve): boolean => told && amount_pence <= fits_pence;

/** Whose turn it is: the first of the list that can be offered. One that is too large for the money that is free is passed over. */
export const reserveToOffer = (reserves: readonly Reserve[]): Reserve | undefined => [...reserves].sort((one, other) => one.position - other.position).find(canBeOffered);
