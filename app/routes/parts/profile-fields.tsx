/** The fields of the parts of a group's profile that have a page of their own. */
import { bankStates, policyStates, type Part, type ProfileOf } from "#app/domain/organisations/profile.ts";
import { Radios, TextField } from "#app/ui/forms.tsx";

const options = (of: Record<string, string>) => Object.entries(of).map(([value, text]) => ({ value, text }));

type Saved = Pick<ProfileOf, "people_running" | "people_unrelated" | "safeguarding_policy" | "safeguarding_lead" | "bank_account">;

export function ProfileFields({ part, saved }: { part: Part; saved: Saved }) {
  if (part === "people")
    return (
      <>
        <p>Your committee, board or trustees: those who decide for the group. We ask how many, not who.</p>
        <TextField name="people_running" label="How many people run the group?" value={saved.people_running} width={3} inputMode="numeric" autoComplete="off" />
        <TextField name="people_unrelated" label="How many of them are not related to each other?" hint="People who are family or live together count once" value={saved.people_unrelated} width={3} inputMode="numeric" autoComplete="off" />
      </>
    );
  if (part === "safeguarding")
    return (
      <>
        <Radios name="safeguarding_policy" legend="Does your group have a safeguarding policy?" hint="What you do to keep children and adults safe, in writing" value={saved.safeguarding_policy ?? undefined} options={options(policyStates)} />
        <TextField name="safeguarding_lead" label="Who do people go to when they are worried about somebody?" hint="A role is enough, like “our secretary”" value={saved.safeguarding_lead} optional autoComplete="off" />
      </>
    );
  return <Radios name="bank_account" legend="Does your group have a bank account?" hint="We never ask for its number here" value={saved.bank_account ?? undefined} options={options(bankStates)} />;
}
