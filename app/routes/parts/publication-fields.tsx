/** The questions about a publication as a whole: for a new one and for a change. */
import { Checkbox, Checkboxes, DateField, TextArea, TextField } from "#app/ui/forms.tsx";

export interface PublicationValues {
  title: string;
  summary: string;
  period_from: string;
  period_to: string;
  data_on: string;
  release_on: string | null;
  announce: boolean;
  people_threshold: number;
  completeness_label: string;
  funds: string[];
}

export function PublicationFields({ funds, values }: { funds: readonly { code: string; title: string }[]; values?: PublicationValues }) {
  return (
    <>
      <TextField name="title" label="Title" hint="Stands in the release calendar as soon as it is announced: no figure in it" value={values?.title} />
      <TextArea name="summary" label="What it is about" optional rows={4} limit={4000} value={values?.summary} />
      <Checkboxes name="funds" legend="Funds whose awards it counts" options={funds.map((fund) => ({ value: fund.code, text: fund.title }))} values={values?.funds ?? []} />
      <DateField name="period_from" legend="First day of award that it covers" value={values?.period_from} />
      <DateField name="period_to" legend="Last day of award that it covers" value={values?.period_to} />
      <DateField name="data_on" legend="Data date" hint="What was recorded after this day is left out. The awards are kept as they stood then." value={values?.data_on} />
      <DateField name="release_on" legend="Day of release" hint="At 9.30am. The custom is to announce it four weeks ahead. Can wait." value={values?.release_on} />
      <Checkbox name="announce" label="Announce the title and the day in the release calendar now" checked={values?.announce} />
      <TextArea name="completeness_label" label="Label on completeness" optional hint="Printed with the figures. It has to name every area that had not reported." rows={3} limit={1000} value={values?.completeness_label} />
      <TextField name="people_threshold" label="Smallest count of people that is shown" hint="Smaller counts are suppressed, and so many others that nobody can work them out. 5 is usual." inputMode="numeric" width={3} value={values?.people_threshold ?? 5} />
    </>
  );
}
