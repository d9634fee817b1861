/**
 * The Strategy's skeleton. `title` is always ours; `wording` is the official wording, kept as data that an official can edit.
 * What was not found is missing, not invented.
 */

export const plan = {
  code: "2023-2025",
  title: "Mental Health and Wellbeing Delivery Plan 2023-2025",
  published_on: "2023-11-07",
  note: "The plan has 34 strategic actions; the numbers of 28 are known here, the subjects of 25. Its life was extended; whether a later plan has appeared was not found.",
};

export interface PriorityFacts {
  number: number;
  title: string;
  wording: string;
  status: "sourced" | "unconfirmed";
  /** Numbers of the outcomes that the plan maps to it; empty where the mapping was not seen. */
  outcomes: readonly number[];
  /** The Strategy's areas of focus that it stands under; absent where that was not seen. */
  focus?: readonly ("promote" | "prevent" | "provide")[];
  note?: string;
}

export const priorities: readonly PriorityFacts[] = [
  {
    number: 1,
    title: "Ending stigma and discrimination",
    wording:
      "Tackle mental health stigma and discrimination where it exists and ensure people can talk about their mental health and wellbeing and access the person-centred support they require.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 6],
    focus: ["promote"],
  },
  {
    number: 2,
    title: "Good mental wellbeing for everyone",
    focus: ["promote"],
    wording:
      "Improve population mental health and wellbeing, building resilience and enabling people to access the right information and advice in the right place for them and in a range of formats.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 6, 7],
  },
  {
    number: 3,
    title: "More help in primary care and communities",
    focus: ["promote", "prevent", "provide"],
    wording:
      "Increase mental health capacity within General Practice and primary care, universal services and community-based mental health supports. Promote the whole system, whole person approach by helping partners to work together and removing barriers faced by people from marginalised groups when accessing services.",
    status: "sourced",
    outcomes: [1, 2, 3, 5, 6, 7, 8],
  },
  {
    number: 4,
    title: "Support in distress and crisis",
    focus: ["prevent", "provide"],
    wording:
      "Expand and improve the support available to people in mental health distress and crisis, and those who care for them, through our national approach on Time, Space, Compassion.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 6, 7],
  },
  {
    number: 5,
    title: "Shared work on the causes of inequality",
    wording:
      "Work across Scottish and Local Government and with partners to develop a collective approach to understanding and shared responsibility for promoting good mental health and addressing the causes of mental health inequalities, supporting groups who are particularly at risk.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 5, 6, 8],
  },
  {
    number: 6,
    title: "Better support in every setting, with shorter waits",
    wording:
      "Improve mental health and wellbeing support in a wide range of settings with reduced waiting times and improved outcomes for people accessing all services, including psychological therapies and Child and Adolescent Mental Health Services (CAMHS).",
    status: "unconfirmed",
    outcomes: [],
    note: "The page with this priority's wording could not be read: the wording is from memory and its outcomes are not known. An official should check both.",
  },
  {
    number: 7,
    title: "Good care and treatment, close to home",
    wording:
      "Ensure people receive the quality of care and treatment required for the time required, supporting care as close to home as possible and promoting independence and recovery.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 6, 7, 9],
  },
  {
    number: 8,
    title: "Forensic mental health",
    wording: "Continue to improve support for those in the forensic mental health system.",
    status: "sourced",
    outcomes: [1, 2, 3, 6, 7, 9],
  },
  {
    number: 9,
    title: "Neurodevelopmental support",
    wording:
      "Strengthen support and care pathways for people requiring neurodevelopmental support, working in partnership with health, social care, education, the third sector and other delivery partners. This will ensure those who need it receive the right care and support at the right time in a way that works for them.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 5, 6, 7, 9],
  },
  {
    number: 10,
    title: "A good start: early years and relationships",
    wording:
      "Reduce the risk of poor mental health and wellbeing in adult life by promoting the importance of good relationships and trauma-informed approaches from the earliest years of life, taking account where relevant adverse childhood experiences. We will ensure help is available early on when there is a risk of poor mental health, and support the physical health and wellbeing of people with mental health conditions.",
    status: "sourced",
    outcomes: [1, 2, 3, 4, 5, 6, 7],
  },
];

type Basis = "official-short-label" | "our-words" | "not-found";
const unknown = "Title not known yet";
const onlyByNumber = "Known to exist because a later number does. An official can enter its title and wording.";

/** Strategic actions by number: the first digits are the priority's. */
export const actions: readonly (readonly [ref: string, title: string, basis: Basis, note?: string])[] = [
  ["1.1", "Stigma & discrimination", "official-short-label"],
  ["2.1", "Wellbeing advice, resources and support", "official-short-label"],
  ["2.2", "Expand digital therapies and resource", "official-short-label"],
  ["2.3", "Lived experience in workforce, & peer support", "official-short-label"],
  ["2.4", "Trauma informed workforce", "official-short-label"],
  ["2.5", "Role of employability services in MHWB", "official-short-label"],
  ["2.6", "Enhanced mental health support in educational settings", "official-short-label"],
  ["2.7", "Learning disability & autism leadership work", "official-short-label"],
  ["3.1", "Community based mental health support & services CYP", "official-short-label", "CYP: children and young people."],
  ["3.2", "Build capacity in local services and third sector community groups", "official-short-label"],
  ["3.3", "Shift the balance of care to community", "official-short-label"],
  ["4.1", "Preventing suicide", "our-words"],
  ["4.2", "Support for people who self-harm", "our-words"],
  ["4.3", "Distress Brief Intervention", "our-words"],
  ["4.4", unknown, "not-found", onlyByNumber],
  ["4.5", "Urgent and unplanned mental health care", "our-words"],
  ["5.1", "Working together on the social causes of poor mental health", "our-words"],
  ["6.1", "Mental health services for children and young people", "our-words"],
  ["6.2", "National standards and specifications", "our-words"],
  ["6.3", unknown, "not-found", onlyByNumber],
  ["6.4", "Using data to compare and improve services", "our-words"],
  ["6.5", "Knowing how people find mental health care in primary care", "our-words"],
  ["7.1", "Mental health care in prisons", "our-words"],
  ["7.2", "Quality and safety of in-patient wards", "our-words"],
  ["8.1", "High secure care for women in Scotland", "our-words"],
  ["9.1", "Neurodevelopmental specification", "our-words"],
  ["10.1", unknown, "not-found", onlyByNumber],
  ["10.2", "Perinatal and infant mental health", "our-words"],
];

/** The nine outcomes: our short title, and the official wording. */
export const outcomes: readonly (readonly [title: string, wording: string])[] = [
  ["Better wellbeing, less inequality", "Improved overall mental wellbeing and reduced inequalities."],
  ["A better life with a mental health condition", "Improved quality of life for people with mental health conditions, free from stigma and discrimination."],
  ["Knowing about mental health and where to turn", "Improved knowledge and understanding of mental health and wellbeing and how to access appropriate support."],
  [
    "Communities that support and connect people",
    "Better equipped communities to support people's mental health and wellbeing and provide opportunities to connect with others.",
  ],
  ["Joined-up policy", "More effective cross-policy action to address the wide-ranging factors that impact people's mental health and wellbeing."],
  [
    "Support, care and treatment when needed",
    "Increased availability of timely, effective support, care and treatment that promote and support people's mental health and wellbeing, meeting individual needs.",
  ],
  [
    "Shaped by experience",
    "Better informed policy, support, care and treatment, shaped by people with lived experience and practitioners, with a focus on quality and recovery.",
  ],
  ["Evidence that is used", "Better access to and use of evidence and data in policy and practice."],
  ["A workforce that lasts", "A diverse, skilled, supported and sustainable workforce across all sectors."],
];

export interface AimFacts {
  title: string;
  description: string;
  priorities: readonly number[];
  outcomes: readonly number[];
}

/** The six aims of Scotland's Mental Health Partnership, with our own proposal of where they meet the Strategy. */
export const aims: readonly AimFacts[] = [
  {
    title: "Population mental health",
    description: "More people understand how common poor mental health is and what it leads to, and think differently of those who live with it.",
    priorities: [1, 2],
    outcomes: [1, 3],
  },
  {
    title: "Cross-policy scope",
    description: "Every area of policy sees how its decisions bear on mental health, and answers for it.",
    priorities: [5],
    outcomes: [5],
  },
  {
    title: "Prevention",
    description: "Mental ill health is prevented where it can be, guided by the people who live with it.",
    priorities: [3, 10],
    outcomes: [4],
  },
  {
    title: "Stigma",
    description: "Stigma and discrimination against people with mental health problems end.",
    priorities: [1],
    outcomes: [2],
  },
  {
    title: "Inequalities",
    description: "The ties between health and social, economic and cultural inequality are understood and acted on.",
    priorities: [3, 5],
    outcomes: [1],
  },
  {
    title: "Support, care and treatment",
    description: "Support, care and treatment are better and easier to get, built around people and their rights, and valued as much as physical health care.",
    priorities: [4, 6, 7, 8, 9],
    outcomes: [6, 7],
  },
];

export const crosswalkNote = "Our own proposal, not an official mapping: open to editing.";
