/**
 * What a summary of progress says of each reported item, in our own words, with its figures as slots: `{S10.1a}` is the figure of that
 * id with its word ("over 2,200"), `{=S24.1a}` its bare number. The items of the two funds with a ledger are asked of the ledgers.
 */
import type { Styles } from "#app/domain/publications/model.ts";

export interface StatementFacts {
  line: number;
  template: string;
  styles?: Partial<Styles>;
}

/** Sources of the slots that are asked of a cut. */
export const fromLedgers: Record<string, string> = {
  "communities-from": "communities-adults:first",
  "communities-to": "communities-adults:last",
  "communities-awards": "communities-adults:awards",
  "socio-economic": "communities-adults:focus-group/socio-economic-disadvantage",
  "condition-or-disability": "communities-adults:focus-group/long-term-condition-or-disability",
  "minority-ethnic": "communities-adults:focus-group/minority-ethnic",
  "perinatal-from": "perinatal-infant:first",
  "perinatal-amount": "perinatal-infant:amount",
  "perinatal-organisations": "perinatal-infant:organisations",
};

export const communitiesStatement =
  "From {communities-from} to {communities-to} the Communities Mental Health and Wellbeing Fund for adults made {communities-awards} awards to grassroots projects. Of these, {socio-economic} had a focus on socio-economic disadvantage, {condition-or-disability} on a long-term health condition or disability, and {minority-ethnic} on people from a minority ethnic background. An award can have more than one focus.";
export const perinatalStatement =
  "From {perinatal-from} the Perinatal and Infant Mental Health Fund put {perinatal-amount} into {perinatal-organisations} third sector organisations, who stand by families around birth.";

/** The items with figures. An item that is not here has none and is told in its own summary. */
export const statements: readonly StatementFacts[] = [
  { line: 10, template: "See Me held {S10.1a} workshops on how the anti-stigma commitments will be carried out, trained {S10.6a} people and reached {S10.8a} employers. On Time to Talk Day 2025 the media carried {S10.9a} more lived experience than the year before; visits to its website rose by {S10.10a} and downloads by {S10.10b}." },
  { line: 11, template: "Extra Time brought men together at {S11.2a} football clubs, in {S11.4a} areas of work. Of those who came, {S11.3a} were from lower socio-economic backgrounds and {S11.3b} of the ages most at risk of suicide, {S11.3c}." },
  { line: 12, template: "In {year-of-S12.3a}, {S12.3a} people used Aye Feel, Young Scot’s online hub, and its social media reached {S12.4a} young people.", styles: { year_style: "slash" } },
  { line: 13, template: "A roadmap for trauma-informed change came out in November 2023; {S13.2a} people came to a webinar on it in January 2025." },
  { line: 15, template: "In September 2024, {S15.1a} reports gathered what had been learned about trauma-informed workforces and services." },
  { line: 16, template: "The workforce survey of 2024 had {S16.1a} answers, from {S16.1b} council areas. Of those with training {S16.2a} felt very or extremely sure of themselves, of those without {S16.2b}." },
  { line: 18, template: "The platform on mentally healthy workplaces has had {S18.1a} visits since November 2023. Its learning network holds {=S18.2a} events a year, with {S18.2b} people at each on average, and has reached {S18.1b} people." },
  { line: 19, template: "From July 2023 to March 2024, {S19.1a} children, young people and family members used the supports that councils arrange in their communities. The money for it, {S19.2a} a year, is now part of the councils’ core funding." },
  { line: 20, template: communitiesStatement, styles: { number_style: "plain" } },
  { line: 22, template: "Creating Hope Together, the plan to prevent suicide, brought a campaign, a website, research with communities and volume {S22.3a} of its stories from practice. Its budget has grown to {S22.5a} times what it was: {S22.5b}." },
  { line: 23, template: "Since November 2023, {S23.2a} people were referred to Self-Harm Network Scotland for peer support, for anyone {S23.1a}; {S23.3a} people came to its training and {S23.6a} to sessions for those close to somebody who self-harms." },
  { line: 24, template: "Distress Brief Intervention is live in {=S24.1a} of health and social care partnership areas. {S24.2a} people have been referred to it so far." },
  { line: 25, template: "Police officers and ambulance crews can reach a mental health clinician at once. In NHS Lanarkshire the police came to emergency departments {S25.2a} less often." },
  { line: 26, template: "The Mental Health Hub has answered {S26.1a} calls since November 2023. The Scottish Government gave it {S26.2a} in {year-of-S26.2a}.", styles: { year_style: "dash" } },
  { line: 27, template: "Over {S27.1b} months the Enhanced Mental Health Pathway saved {S27.1a} hours of police officers’ time; {S27.1c} of staff feel sure about referring." },
  { line: 30, template: "In the quarter that ended in December 2024, {S30.1b} of children and young people began treatment within {S30.1a} weeks: the national standard was met for the first time." },
  { line: 32, template: "The core mental health standards came in by steps: a pilot, then a local assessment of {=S32.3a} of board areas." },
  { line: 35, template: "{=S35.2a} of prisons are putting the target operating model for healthcare into place. From April to November 2024, {S35.3a} of its elements were fully there." },
  { line: 36, template: "An app for judging the quality and safety of wards is in full use at {S36.4a} NHS boards." },
  { line: 40, template: perinatalStatement, styles: { money_style: "millions" } },
];
