/** What came back from a form that was not taken: messages by field and everything that was typed. */
import { useActionData } from "@remix-run/react";

export interface Refused {
  errors: Record<string, string>;
  values: Record<string, string[]>;
}

/** Undefined until a form of this page has been refused. */
export function useRefused(): Refused | undefined {
  const data = useActionData<{ refused?: Refused }>();
  return data?.refused;
}

/** Why a form came too late, in words; undefined when it did not. What was typed is in `useRefused`. */
export const useOvertaken = (): string | undefined => useActionData<{ overtaken?: string }>()?.overtaken;

/** What to show in a field: what was typed when the form came back, else what is saved. */
export const shown = (refused: Refused | undefined, name: string, saved: string | null | undefined): string => refused?.values[name]?.[0] ?? saved ?? "";
export const shownAll = (refused: Refused | undefined, name: string, saved: readonly string[]): string[] => refused ? (refused.values[name] ?? []) : [...saved];

/** A page's title: the error prefix is for screen readers, who hear the title first. */
export const title = (text: string): [{ title: string }] => [{ title: `${text} – Lade` }];
