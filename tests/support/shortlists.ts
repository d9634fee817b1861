/** Rounds to shortlist, generated: the same seed makes the same round. */
import { numbersFrom } from "#app/domain/kernel/chance.ts";
import type { ShortlistRound } from "#app/domain/awards/shortlist/model.ts";

/** A pot for half of what is asked, sub-pots a little wider than that in all, and floors that bind: three in five of each group. */
export function generatedRound({ applications, floors, subPots, seed }: { applications: number; floors: number; subPots: number; seed: number }): ShortlistRound {
  const next = numbersFrom(seed);
  const groups = Array.from({ length: floors }, (_, i) => `focus-group/${i + 1}`);
  const candidates = Array.from({ length: applications }, (_, i) => {
    const asked_pence = Math.round(1000 + next() * 9000) * 100;
    const score = Math.round(4000 + next() * 6000) / 100;
    const sub = Math.floor(next() * subPots);
    return {
      id: `${i}`, score, asked_pence, least_pence: Math.round(asked_pence * 0.6), limits: subPots > 0 ? ["pot", `sub-${sub}`] : ["pot"], codes: groups.filter(() => next() < 0.2),
    };
  });
  const asked = (of: typeof candidates) => of.reduce((sum, one) => sum + one.asked_pence, 0);
  return {
    candidates,
    limits: [
      { id: "pot", title: "The pot", remaining_pence: Math.round(asked(candidates) / 2), inside: null },
      ...Array.from({ length: subPots }, (_, k) => ({
        id: `sub-${k}`, title: `Sub-pot ${k + 1}`, remaining_pence: Math.round(asked(candidates.filter((one) => one.limits.includes(`sub-${k}`))) * 0.52), inside: "pot",
      })),
    ],
    floors: groups.map((code) => ({ code, title: code, at_least: Math.round(candidates.filter((one) => one.codes.includes(code)).length * 0.6) })),
  };
}
