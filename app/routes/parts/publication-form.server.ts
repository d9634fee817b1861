/** A publication's form as its schema takes it. */
import { publicationSchema } from "#app/domain/publications/model.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";

export function publicationInput(form: FormData) {
  const days = Object.fromEntries(["period_from", "period_to", "data_on", "release_on"].map((name) => [name, dayFrom(form, name)]));
  const { announce, ...fields } = formFields(form, ["funds"]);
  return parse(publicationSchema, { title: "", people_threshold: "", ...fields, ...days, ...(announce === "yes" ? { announce } : {}) });
}
