/** The fields of a group's profile, for setting one up and for changing it. */
import { unconstituted } from "#app/domain/organisations/model.ts";
import { MoneyField, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Details } from "#app/ui/show.tsx";

export interface OrganisationChoices {
  areas: readonly { code: string; name: string }[];
  legal_forms: readonly { code: string; title: string }[];
}
export interface OrganisationSaved {
  name: string;
  legal_form: string;
  charity_number: string | null;
  company_number: string | null;
  area_code: string;
  address: string;
  postcode: string;
  telephone: string;
  website: string;
  purpose: string;
  annual_income_pence: number | null;
  founded_year: number | null;
  host_name: string;
  host_charity_number: string | null;
  host_contact_name: string;
  host_contact_email: string;
}

export function OrganisationFields({ choices, saved, hostOpen = false }: { choices: OrganisationChoices; saved?: OrganisationSaved; hostOpen?: boolean }) {
  return (
    <>
      <TextField name="name" label="Name of your group" hint="As it stands in your rules, if you have them." value={saved?.name} autoComplete="organization" />
      <Select
        name="legal_form" label="What kind of group are you?" value={saved?.legal_form}
        hint="Not sure? If members agreed a set of rules, choose “voluntary group or unincorporated association”. If there are no rules yet, choose “unconstituted group”."
        options={choices.legal_forms.map((form) => ({ value: form.code, text: form.title }))}
      />
      <TextField name="charity_number" label="Scottish charity number" hint="SC and six digits, like SC900123. Leave it empty if you are not a charity." value={saved?.charity_number} width={10} optional autoComplete="off" />
      <TextField name="company_number" label="Company or society number" hint="Eight characters, like SC912345. Leave it empty if you don't have one." value={saved?.company_number} width={10} optional autoComplete="off" />
      <Select name="area_code" label="Which council area are you based in?" value={saved?.area_code} options={choices.areas.map((area) => ({ value: area.code, text: area.name }))} />
      <TextArea name="purpose" label="What does your group do?" hint="One or two sentences." value={saved?.purpose} rows={3} limit={1000} optional />
      <TextArea name="address" label="Postal address" value={saved?.address} rows={3} optional />
      <TextField name="postcode" label="Postcode" value={saved?.postcode} width={10} optional autoComplete="postal-code" />
      <TextField name="telephone" label="Telephone number" type="tel" value={saved?.telephone} width={20} optional autoComplete="tel" />
      <TextField name="website" label="Web address" value={saved?.website} width="two-thirds" inputMode="url" optional autoComplete="url" />
      <MoneyField name="annual_income_pence" label="Income last year, in pounds" hint="All money that came in. A rough figure is fine. Some rounds are for smaller groups." value={saved?.annual_income_pence} optional />
      <TextField name="founded_year" label="Year the group began" value={saved?.founded_year} width={4} inputMode="numeric" optional autoComplete="off" />
      <Details summary="For an unconstituted group: who holds the grant for you?" open={hostOpen || saved?.legal_form === unconstituted}>
        <p>A group without a constitution applies with a host: a constituted group whose bank account receives the grant. What is bought belongs to the host until your project ends.</p>
        <TextField name="host_name" label="Name of the host" value={saved?.host_name} optional autoComplete="off" />
        <TextField name="host_charity_number" label="The host's Scottish charity number" value={saved?.host_charity_number} width={10} optional autoComplete="off" />
        <TextField name="host_contact_name" label="Someone at the host we can speak to" value={saved?.host_contact_name} optional autoComplete="off" />
        <TextField name="host_contact_email" label="That person's e-mail address" type="email" value={saved?.host_contact_email} optional autoComplete="off" />
      </Details>
    </>
  );
}
