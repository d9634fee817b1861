/** How a role's place is named on the pages. */
interface Place {
  organisation_name: string | null;
  fund_title: string | null;
  area_name: string | null;
  member_body_name: string | null;
}
/** "Harbour Group", "Communities, Fife", a member body, or "" for a role of the nation. */
export const placeWords = ({ organisation_name, fund_title, area_name, member_body_name }: Place): string => organisation_name ?? member_body_name ?? [fund_title, area_name].filter(Boolean).join(", ");

/** A page number from an address: 1 unless it is a sensible one. */
export const pageNumber = (typed: string | null): number => (typed && /^[1-9]\d{0,4}$/.test(typed) ? Number(typed) : 1);
