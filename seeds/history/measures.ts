/**
 * What each reported figure counts: one measure for each distinct thing, named by the figure's id. Units of money begin with GBP and
 * shares with percent, so that pages can print the sign. Measures that Lade computes stand at the end, apart from what was asserted.
 */

export interface MeasureFacts {
  code: string;
  title: string;
  unit: string;
  fund?: string;
  definition?: string;
}

const communities = "communities-adults";
const perinatal = "perinatal-infant";
const projectsOf = "Projects counted under this focus group. A project can have more than one focus, so the groups do not add up to the awards.";

export const measures: Record<string, MeasureFacts> = {
  "S05.3a": { code: "strategy-priorities", title: "Priorities of the Strategy", unit: "priorities" },
  "S10.1a": { code: "see-me-workshops", title: "See Me: workshops on the anti-stigma commitments", unit: "workshops" },
  "S10.6a": { code: "see-me-people-trained", title: "See Me See Change: people trained", unit: "people" },
  "S10.8a": { code: "see-me-employers", title: "See Me: employers reached", unit: "employers" },
  "S10.9a": { code: "time-to-talk-media-change", title: "Time to Talk Day 2025: lived experience in the media", unit: "percent more coverage with lived experience" },
  "S10.10a": { code: "time-to-talk-visits-change", title: "Time to Talk Day 2025: visits to the website", unit: "percent more visits" },
  "S10.10b": { code: "time-to-talk-downloads-change", title: "Time to Talk Day 2025: downloads", unit: "percent more downloads" },
  "S11.2a": { code: "extra-time-clubs", title: "Extra Time: football clubs funded", unit: "clubs" },
  "S11.3a": { code: "extra-time-lower-socio-economic", title: "Extra Time: participants from lower socio-economic backgrounds", unit: "percent of participants" },
  "S11.3b": { code: "extra-time-ages-most-at-risk", title: "Extra Time: participants of the ages most at risk of suicide", unit: "percent of participants" },
  "S11.3c": { code: "extra-time-age-band", title: "Extra Time: ages meant by 'most at risk of suicide'", unit: "years of age", definition: "Defines another figure; not a result." },
  "S11.4a": { code: "extra-time-programme-areas", title: "Extra Time: areas of the programme", unit: "areas of work" },
  "S12.3a": { code: "aye-feel-people", title: "Young Scot Aye Feel: people using the online hub", unit: "people", definition: "Printed as people; a website measures users or visits." },
  "S12.4a": { code: "aye-feel-social-media", title: "Young Scot Aye Feel: young people reached on social media", unit: "young people" },
  "S13.2a": { code: "nttp-webinar-attendees", title: "Trauma-informed roadmap: people at the webinar", unit: "people" },
  "S15.1a": { code: "nttp-learning-reports", title: "National Trauma Transformation Programme: learning reports", unit: "reports" },
  "S16.1a": { code: "nttp-survey-respondents", title: "NTTP workforce survey: respondents", unit: "respondents" },
  "S16.1b": { code: "nttp-survey-areas", title: "NTTP workforce survey: council areas with respondents", unit: "council areas" },
  "S16.2a": { code: "nttp-survey-trained-confident", title: "NTTP workforce survey: trained respondents who feel very or extremely confident", unit: "percent of trained respondents" },
  "S16.2b": { code: "nttp-survey-untrained-confident", title: "NTTP workforce survey: untrained respondents who feel very or extremely confident", unit: "percent of untrained respondents" },
  "S18.1a": { code: "workplace-platform-visits", title: "Mentally healthy workplace platform: visits", unit: "visits" },
  "S18.1b": { code: "workplace-network-people", title: "Mentally healthy workplace network: people engaged", unit: "people" },
  "S18.2a": { code: "workplace-network-frequency", title: "Mentally healthy workplace network: events in a year", unit: "events a year", definition: "The stated frequency; how many were held is not stated." },
  "S18.2b": { code: "workplace-network-mean", title: "Mentally healthy workplace network: people at an event", unit: "people at an event, on average" },
  "S19.1a": { code: "cyp-supports-people", title: "Community supports for children and young people: people using them", unit: "children, young people and family members" },
  "S19.2a": { code: "cyp-supports-money", title: "Community supports for children and young people: yearly money to councils", unit: "GBP a year" },
  "S20.1a": { code: "communities-reported-awards", title: "Communities Fund: awards reported", unit: "awards", fund: communities },
  "S20.1b": { code: "communities-reported-socio-economic", title: "Communities Fund: projects with a focus on socio-economic disadvantage", unit: "projects", fund: communities, definition: projectsOf },
  "S20.1c": { code: "communities-reported-condition-or-disability", title: "Communities Fund: projects with a focus on a long-term health condition or disability", unit: "projects", fund: communities, definition: projectsOf },
  "S20.1d": {
    code: "communities-reported-minority-ethnic", title: "Communities Fund: projects with a focus on minority ethnic families", unit: "projects", fund: communities,
    definition: `${projectsOf} The source prints the name of a family group; the fund's own focus group is people from a minority ethnic background.`,
  },
  "S20.2a": { code: "priority-family-groups", title: "Priority family groups", unit: "groups", fund: communities },
  "S20.3a": { code: "communities-years-committed", title: "Communities Fund: further years of committed money", unit: "years", fund: communities },
  "S22.1a": { code: "creating-hope-together-years", title: "Creating Hope Together: years of the action plan", unit: "years" },
  "S22.3a": { code: "time-space-compassion-volume", title: "Time, Space, Compassion: volume of practice stories", unit: "as the number of the volume" },
  "S22.5a": { code: "suicide-prevention-budget-multiple", title: "Suicide prevention budget: against the earlier one", unit: "times the earlier budget" },
  "S22.5b": { code: "suicide-prevention-budget", title: "Suicide prevention budget", unit: "GBP" },
  "S23.1a": { code: "self-harm-network-age", title: "Self-Harm Network Scotland: who can be supported", unit: "years of age", definition: "A rule; not a result." },
  "S23.2a": { code: "self-harm-network-referrals", title: "Self-Harm Network Scotland: people referred for peer support", unit: "people" },
  "S23.3a": { code: "self-harm-network-training", title: "Self-Harm Network Scotland: people at free training", unit: "people" },
  "S23.6a": { code: "self-harm-network-loved-ones", title: "Self-Harm Network Scotland: people at sessions for loved ones", unit: "people" },
  "S24.1a": { code: "dbi-coverage", title: "Distress Brief Intervention: partnership areas where it runs", unit: "percent of health and social care partnership areas" },
  "S24.2a": { code: "dbi-people-referred", title: "Distress Brief Intervention: people referred", unit: "people", definition: "Cumulative over the whole programme, which began before the plan." },
  "S25.2a": { code: "police-at-emergency-departments-change", title: "Police attendance at emergency departments for mental health (NHS Lanarkshire)", unit: "percent fewer attendances", definition: "One health board, given as an example; the base is not stated." },
  "S26.1a": { code: "mental-health-hub-calls", title: "Mental Health Hub: calls answered", unit: "calls", definition: "Calls, not callers." },
  "S26.2a": { code: "mental-health-hub-money", title: "Mental Health Hub: Scottish Government money in the year", unit: "GBP" },
  "S27.1a": { code: "police-hours-saved", title: "Enhanced Mental Health Pathway: police officer hours saved", unit: "hours" },
  "S27.1b": { code: "enhanced-pathway-months", title: "Enhanced Mental Health Pathway: length of the period measured", unit: "months", definition: "Belongs to the hours saved; not a result." },
  "S27.1c": { code: "enhanced-pathway-confidence", title: "Enhanced Mental Health Pathway: staff who feel sure about referring", unit: "percent of staff" },
  "S30.1a": { code: "camhs-standard-weeks", title: "CAMHS waiting time standard", unit: "weeks", definition: "The standard itself; not a result." },
  "S30.1b": { code: "camhs-within-18-weeks", title: "CAMHS: treatment started within 18 weeks of referral", unit: "percent of children and young people who started treatment", definition: "Accredited official statistics of Public Health Scotland: taken over as released, never computed here." },
  "S32.3a": { code: "core-standards-boards-assessed", title: "Core mental health standards: boards assessed", unit: "percent of board areas" },
  "S35.2a": { code: "prison-model-coverage", title: "Prison healthcare model: prisons putting it into place", unit: "percent of prisons" },
  "S35.3a": { code: "prison-model-elements", title: "Prison healthcare model: elements fully in place", unit: "percent of service elements" },
  "S36.4a": { code: "ward-app-boards", title: "Ward quality and safety app: boards using it in full", unit: "NHS boards" },
  "S40.1a": { code: "perinatal-invested", title: "Perinatal Fund: money invested", unit: "GBP", fund: perinatal, definition: "Budget, commitment, award, payment and spending are five numbers: this is the investment that was announced." },
  "S40.3a": { code: "perinatal-organisations", title: "Perinatal Fund: organisations funded", unit: "organisations", fund: perinatal },
};

export interface ComputedFacts extends MeasureFacts {
  fund: string;
  action: string;
  kind: string;
  from: "award-counts" | "returns";
  computed_code: string;
}

const registerSays = "Counted from the register of released awards as it stands now: management information, not official statistics.";
const returnsSay = "Added up from the returns that groups have sent. One person helped by two projects counts twice.";

/** Figures that Lade itself works out, and the action that each one feeds. */
export const computed: readonly ComputedFacts[] = [
  ...fromRegister(communities, "communities", "Communities Fund", "3.2"),
  ...(
    [
      ["socio-economic-disadvantage", "socio-economic disadvantage"],
      ["long-term-condition-or-disability", "a long-term health condition or disability"],
      ["minority-ethnic", "people from a minority ethnic background"],
    ] as const
  ).map(([code, words]): ComputedFacts => ({
    code: `communities-awards-${code}`, title: `Communities Fund: awards with a focus on ${words}`, unit: "awards", fund: communities, action: "3.2",
    kind: "count-awards-by-tag", from: "award-counts", computed_code: `focus-group/${code}`,
    definition: `${registerSays} An award can have more than one focus, so the groups do not add up to the awards.`,
  })),
  ...fromRegister(perinatal, "perinatal", "Perinatal Fund", "10.2"),
];

function fromRegister(fund: string, prefix: string, name: string, action: string): ComputedFacts[] {
  const common = { fund, action, from: "award-counts" as const };
  return [
    { ...common, code: `${prefix}-awards`, title: `${name}: awards made`, unit: "awards", kind: "count-awards", computed_code: "awards", definition: registerSays },
    { ...common, code: `${prefix}-award-organisations`, title: `${name}: organisations with an award`, unit: "organisations", kind: "count-organisations", computed_code: "organisations", definition: registerSays },
    { ...common, code: `${prefix}-awarded`, title: `${name}: money awarded`, unit: "GBP", kind: "money", computed_code: "amount", definition: registerSays },
    { ...common, from: "returns", code: `${prefix}-people-reached`, title: `${name}: people reached`, unit: "people", kind: "count-people", computed_code: "people", definition: returnsSay },
  ];
}
