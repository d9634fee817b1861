/** How an action stands, in the official words: three for strategic actions and themes, six for sub-actions. Words, never colours. Pure. */

export const statuses = {
  delivered: "Delivered",
  "on-track": "On Track",
  "at-risk": "At Risk",
  "off-track": "Off Track",
  "missed-no-risk": "Delivery Date Missed no Risk",
  "missed-with-risk": "Delivery Date Missed with Risk",
} as const;
export type Status = keyof typeof statuses;
export const statusCodes = Object.keys(statuses) as [Status, ...Status[]];

export const schemes = {
  strategic: { one: "Strategic action", many: "Strategic actions", statuses: ["on-track", "at-risk", "off-track"] },
  "sub-action": { one: "Sub-action", many: "Sub-actions", statuses: statusCodes },
  workforce: { one: "Workforce theme", many: "Workforce themes", statuses: ["on-track", "at-risk", "off-track"] },
  "workforce-action": { one: "Workforce delivery action", many: "Workforce delivery actions", statuses: statusCodes },
} as const satisfies Record<string, { one: string; many: string; statuses: readonly Status[] }>;
export type Scheme = keyof typeof schemes;
export const schemeCodes = Object.keys(schemes) as [Scheme, ...Scheme[]];
export const isScheme = (text: string): text is Scheme => Object.hasOwn(schemes, text);

/** A strategic action stays open when all that was to be done is delivered: the word says how it stands, not that it has ended. */
export const takesStatus = (scheme: Scheme, status: Status): boolean => (schemes[scheme].statuses as readonly Status[]).includes(status);

const colours = { delivered: "blue", "on-track": "green", "at-risk": "yellow", "off-track": "red", "missed-no-risk": "grey", "missed-with-risk": "orange" } as const;
/** The colour only repeats the word. */
export const statusColour = (status: Status) => colours[status];

/** "1.10" after "1.9": references by the numbers in them. */
export function byReference(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = Number(left[place] ?? -1) - Number(right[place] ?? -1);
    if (difference) return difference;
  }
  return a.localeCompare(b);
}
