/**
 * The ten priorities in Easy Read, in our own words: one idea a line. `{code}` is the figure of that measure, said in plain words.
 * Nobody who uses Easy Read has checked them yet, and the pages say so.
 */
import { idOf, insertMissing, type SeedContext } from "../kit.ts";
import { priorityId } from "../reference/load.ts";

export const easyRead: readonly { number: number; title: string; lines: readonly string[] }[] = [
  {
    number: 1,
    title: "Being kind about mental health",
    lines: [
      "Some people are treated badly because of their mental health.",
      "This is called stigma.",
      "We want stigma to stop.",
      "We want everyone to be able to talk about how they feel.",
      "A group called See Me works to stop stigma.",
      "See Me trained {see-me-people-trained} people.",
      "See Me worked with {see-me-employers} places where people work.",
      "Some football clubs have groups where men can talk.",
      "{extra-time-clubs} clubs got money for this.",
    ],
  },
  {
    number: 2,
    title: "Feeling well",
    lines: [
      "Everyone should be able to find good advice about feeling well.",
      "There is a website for young people called Aye Feel.",
      "{aye-feel-people} people used it in one year.",
      "Very bad things that happen to us are called trauma.",
      "Staff are learning how trauma changes people.",
      "{nttp-survey-respondents} people answered questions about this.",
      "{nttp-survey-trained-confident} staff with training feel sure of what to do.",
      "{nttp-survey-untrained-confident} staff with no training feel sure of what to do.",
      "Work should be good for how we feel.",
      "A website helps people at work with this.",
      "It has been visited {workplace-platform-visits} times.",
    ],
  },
  {
    number: 3,
    title: "Help close to home",
    lines: [
      "You should be able to get help near where you live.",
      "Councils have support for children, young people and families.",
      "{cyp-supports-people} people used it in 9 months.",
      "The councils get {cyp-supports-money} for it every year.",
      "There is a fund for groups who help adults.",
      "A fund is money that groups can ask for.",
      "The fund gave money {communities-reported-awards} times.",
      "This was from November 2023 to March 2024.",
    ],
  },
  {
    number: 4,
    title: "Help when you feel very bad",
    lines: [
      "Some people feel so bad that they need help now.",
      "Some people want to end their life.",
      "This is called feeling suicidal.",
      "There is a plan to help fewer people die in this way.",
      "The plan had {suicide-prevention-budget} in one year.",
      "Some people hurt themselves on purpose.",
      "They can talk to someone who has been there too.",
      "{self-harm-network-referrals} people were sent to get this help.",
      "Distress Brief Intervention is quick help from a kind person.",
      "{dbi-people-referred} people were sent to get it.",
      "You can phone the Mental Health Hub.",
      "It has answered {mental-health-hub-calls} calls.",
      "If you are in danger now, phone 999.",
    ],
  },
  {
    number: 5,
    title: "Making things fair",
    lines: [
      "Some people have a harder life than others.",
      "They may have little money or a bad place to live.",
      "This can make their mental health worse.",
      "We want this to be fair.",
      "Many parts of government must work together on it.",
      "People who were in the army, navy or air force may need help.",
      "There is a plan for how they get it.",
    ],
  },
  {
    number: 6,
    title: "Less waiting, better help",
    lines: [
      "Nobody should wait a long time for help.",
      "Children and young people should wait {camhs-standard-weeks} weeks at most.",
      "{camhs-within-18-weeks} children who got help did not wait longer.",
      "This was at the end of 2024.",
      "There are rules that say what good help is.",
      "{core-standards-boards-assessed} health boards have looked at how they follow the rules.",
    ],
  },
  {
    number: 7,
    title: "Good care",
    lines: [
      "Some people need care for a long time.",
      "The care should be good and close to home.",
      "People in prison should get good health care too.",
      "{prison-model-coverage} prisons are making their health care better.",
      "Some people stay in a hospital ward for their mental health.",
      "Staff use an app to check that a ward is safe.",
      "{ward-app-boards} health boards use it everywhere.",
    ],
  },
  {
    number: 8,
    title: "Secure hospitals",
    lines: [
      "Some people with a mental illness have broken the law.",
      "They may have to stay in a secure hospital.",
      "We want them to get better help.",
      "A new service for women is planned.",
    ],
  },
  {
    number: 9,
    title: "Autism, ADHD and other ways of being",
    lines: [
      "Some people think and learn in a different way.",
      "They may be autistic or have ADHD.",
      "They should get the right help at the right time.",
      "There are rules that say what good help is.",
      "People have looked at how well the rules work.",
    ],
  },
  {
    number: 10,
    title: "A good start in life",
    lines: [
      "Babies and children need people who love them.",
      "This helps them feel well when they grow up.",
      "Having a baby can be hard.",
      "Some parents need help with how they feel.",
      "There is a fund for groups who help these families.",
      "A fund is money that groups can ask for.",
      "{perinatal-organisations} groups get money from it.",
      "It is {perinatal-invested} in all.",
    ],
  },
];

export async function loadEasyRead({ db }: SeedContext): Promise<void> {
  await insertMissing(
    db,
    "easy_read_text",
    easyRead.map(({ number, title, lines }) => ({ id: idOf(`easy-read/${number}/1`), priority_id: priorityId(number), version: 1, title, sentences: lines.join("\n") })),
  );
}
