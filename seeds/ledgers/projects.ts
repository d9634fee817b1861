/** Titles and one-sentence descriptions of projects that do not exist, by project type and focus. */
import type { Chance } from "../kit.ts";

const activities: Record<string, readonly (readonly [title: string, what: string])[]> = {
  "arts-and-craft": [
    ["Stitch and Blether", "sewing and knitting together, with tea and talk"],
    ["Paint Without Rules", "painting sessions where nobody is a beginner for long"],
    ["Clay Mornings", "mornings with clay and good company"],
    ["Songs We Share", "singing together, no audition and no sheet music needed"],
    ["The Story Circle", "telling and writing down stories that matter to people"],
    ["Willow and Wool", "learning to weave and felt side by side"],
    ["Fiddle and Whistle", "playing traditional tunes together at an easy pace"],
    ["Photo Walks", "walks with a camera and an exhibition at the end"],
  ],
  "education-and-training": [
    ["Listening Well", "training volunteers to listen and to know where to turn for help"],
    ["Cook from Scratch", "cooking classes that end with a shared meal"],
    ["Digital Confidence", "patient help with phones and computers"],
    ["English over Tea", "practising English in friendly company"],
    ["Sleep and Rest", "workshops on sleeping better and worrying less"],
    ["Leading Together", "training for people who want to run a group of their own"],
  ],
  "equipment-maintenance-and-training": [
    ["A Kinder Kitchen", "a new cooker and training so that volunteers can serve community meals"],
    ["Tools for the Workshop", "tools and safety training for a shared workshop"],
    ["Benches and Paths", "benches and a level path so that everyone can reach the garden"],
    ["Bikes for All", "adapted bicycles and people trained to look after them"],
    ["A Warmer Hall", "heaters and chairs that make a hall a place to stay"],
  ],
  "financial-inclusion": [
    ["Money Worries Drop-in", "a calm place to sort out bills, benefits and debts"],
    ["Warm and Well", "help with heating costs and a warm room to share"],
    ["The Community Pantry", "food at low cost, with company and advice"],
    ["Benefits Made Clear", "help to understand and claim what people are due"],
    ["Swap and Mend", "swapping and mending clothes together"],
    ["Fuel Advice at Home", "visits at home about fuel bills and keeping warm"],
  ],
  other: [
    ["Wellbeing Week", "a week of open doors and things to try"],
    ["A Quiet Place", "a quiet room that anyone can use when the day is too loud"],
    ["The Lift Home", "lifts to groups for people without transport"],
  ],
  "peer-support-and-befriending": [
    ["Walk Alongside", "pairs who meet for a walk and a talk"],
    ["Telephone Friends", "a friendly call each week"],
    ["Talking Shoulder to Shoulder", "a group that talks while it does something"],
    ["The Carers' Breather", "time out for people who look after someone"],
    ["After Loss", "a group for people who have lost someone"],
    ["The Recovery Café", "a café run by people in recovery"],
    ["New Neighbours", "befriending for people who are new to the area"],
    ["Parents' Morning", "a morning for parents to meet others in the same boat"],
    ["Sharing What Helps", "a peer group led by people who have been there"],
  ],
  social: [
    ["Soup and Company", "a weekly bowl of soup and someone to eat it with"],
    ["Tea at Two", "an afternoon of tea, cards and conversation"],
    ["The Sunday Table", "a shared Sunday meal for people who would eat alone"],
    ["Games Night", "board games and company in the dark months"],
    ["Garden Together", "growing vegetables and friendships"],
    ["A Ceilidh for All", "easy dances with seats for everyone who would rather watch"],
    ["Film and Chat", "a film each month and a talk about it"],
    ["Out and About", "outings for people who rarely get away"],
    ["The Open Door", "an evening when anyone can come in and be welcome"],
    ["Allotment Afternoons", "afternoons on a shared allotment"],
    ["Books and Biscuits", "a reading group with no homework"],
  ],
  "sport-or-physical-activity": [
    ["Walking Football", "football at walking pace, with a cup of tea after"],
    ["Gentle Yoga", "yoga for bodies of every age"],
    ["Swim and Social", "time in the pool and time to talk"],
    ["From Couch to Park", "getting moving together, a little further each week"],
    ["Chair Exercise", "exercise from a chair, with music"],
    ["Hill Days", "guided days on the hill for people who need air"],
    ["Cycle Together", "led rides on quiet roads"],
    ["Dance for Joy", "dancing for the joy of it"],
    ["Tai Chi in the Hall", "slow movement and quiet minds"],
  ],
  "counselling-or-therapy": [
    ["Someone to Talk To", "counselling close to home without a long wait"],
    ["The Talking Room", "free counselling in a place people already know"],
    ["Grief and Growing", "support through bereavement, alone and in groups"],
    ["Art as Therapy", "sessions with an art therapist"],
    ["Music as Therapy", "sessions with a music therapist"],
    ["Steadier Ground", "counselling for people who live with the effects of trauma"],
    ["Into the Woods", "therapeutic time outdoors in small groups"],
  ],
};

const focus: Record<string, string> = {
  women: "women",
  "long-term-condition-or-disability": "people with a long-term condition or disability",
  "highest-risk-list": "people at higher risk of illness",
  "minority-ethnic": "people from minority ethnic communities",
  "refugees-and-no-recourse": "refugees",
  "socio-economic-disadvantage": "people on low incomes",
  "severe-and-multiple-disadvantage": "people facing several hardships at once",
  "diagnosed-mental-illness": "people living with mental illness",
  "psychological-trauma": "people who have been through trauma",
  "bereavement-or-loss": "people who have lost someone",
  "geographical-disadvantage": "people in remote places",
  "older-people": "people over 50",
  lgbti: "LGBTI people",
  "young-people": "young people of 16 to 24",
  "neurodivergent-people": "neurodivergent people",
};

const days = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"];
const seasons = ["Spring", "Summer", "Autumn", "Winter"];

export interface InventedProject {
  title: string;
  description: string;
}

/** A project of a type, described for the groups it has in mind. */
export function inventProject(chance: Chance, projectType: string, reach: string | null, focusGroups: readonly string[]): InventedProject {
  const [name, what] = chance.one(activities[projectType] ?? activities["other"]!);
  const tail = chance.one(["", "", ` on ${chance.one(days)}`, ` on ${chance.one(days)}`, ` in ${chance.one(seasons)}`, `: Growing`, ": A New Start", ": A Second Year"]);
  const minded = focusGroups.slice(0, 2).map((code) => focus[code]!).join(" and ");
  const who = minded === "" ? "open to everyone" : reach === "targeted" ? `for ${minded}` : `open to all, and planned with ${minded} in mind`;
  return { title: `${name}${tail}`, description: `${what[0]!.toUpperCase()}${what.slice(1)}: ${who}.` };
}
