/** The Communities Fund in Easy Read: one idea in a sentence, no word that can be left out. */
import type { EasyRead, FormDefinition } from "#app/domain/forms/model.ts";

const about: EasyRead["about"] = [
  {
    title: "What this money is for",
    lines: ["This money is for groups.", "It is for groups that help adults feel well.", "Adults means people aged 16 or over.", "It is to help people meet and feel less alone."],
  },
  {
    title: "Who can ask for money",
    lines: ["Clubs can ask.", "Charities can ask.", "Community groups can ask.", "One person alone can't ask.", "A business can't ask."],
  },
  {
    title: "What we don't pay for",
    lines: ["Things you have paid for already.", "Things the council or the NHS must do.", "Debts.", "Work for a political party.", "Telling people what to believe."],
  },
  {
    title: "How you ask",
    lines: ["You answer some questions.", "You can stop and come back.", "Nobody sees your answers until you send them.", "Someone can help you.", "You can ask us questions too."],
  },
  {
    title: "What happens then",
    lines: ["Some people read your answers.", "They decide who gets money.", "We write to you and tell you.", "If the answer is no, we tell you why."],
  },
];

const questions: EasyRead["questions"] = {
  title: { title: "What is the name of your project?" },
  summary: { title: "What do you want to do?", lines: ["Write a few short sentences."] },
  activities: { title: "Tell us what will happen.", lines: ["Who will do it?", "What happens first?", "What happens next?"] },
  sessions: { title: "What can people come to?", lines: ["Write each thing on its own.", "Tell us how often it is.", "Tell us how many people will come."] },
  place: { title: "Where will it be?", lines: ["You can leave this empty."] },
  "project-type": { title: "What kind of project is it?", lines: ["Choose one."] },
  "project-standing": { title: "Is it new?", lines: ["Choose yes or no."] },
  "how-it-went": { title: "How has it gone so far?", lines: ["Only answer this if it is not new."] },
  "starts-on": { title: "When does it start?" },
  "ends-on": { title: "When does it end?", lines: ["A good guess is fine."] },
  need: { title: "Why do people need it?", lines: ["What have people told you?", "What do you see?"] },
  difference: { title: "What will get better for people?" },
  "priority-issues": { title: "What will it help with?", lines: ["Choose all that fit."] },
  involved: { title: "How did people help to plan it?", lines: ["Think of people who may come."] },
  "working-with": { title: "Who will help you?", lines: ["You can leave this empty."] },
  reach: { title: "Who can come?", lines: ["Choose one."] },
  "focus-groups": { title: "Who do you most want to come?", lines: ["Choose all that fit."] },
  "family-groups": { title: "Will you work with any of these families?", lines: ["You can say no.", "You can say you don't know."] },
  "people-reached": { title: "How many people will come?", lines: ["Count each person once.", "A good guess is fine."] },
  asked: { title: "How much money do you want?" },
  budget: { title: "What will you spend it on?", lines: ["Write each thing on its own.", "Write what each thing costs.", "It must add up to the money you want."] },
  capital: { title: "Will you buy things that last?", lines: ["For example chairs or tools.", "Tell us how much they cost."] },
  "has-other-funding": { title: "Do you get money from somewhere else too?" },
  "other-funding": { title: "Where from?", lines: ["Only answer this if you said yes."] },
  "other-areas": { title: "Do you ask for this money in another place too?" },
  "which-areas": { title: "Which places?", lines: ["Only answer this if you said yes."] },
  afterwards: { title: "What happens when the money ends?" },
  safeguarding: { title: "How will you keep people safe?", lines: ["Who can people talk to?", "What do you do if someone is in danger?"] },
  "protected-roles": { title: "Does anyone need a PVG check?", lines: ["PVG is a check for people who work with children.", "Some people who work with adults need it too.", "You can say you are not sure."] },
  papers: { title: "Do you want to show us anything?", lines: ["For example a photo or a plan.", "You don't have to."] },
  declaration: { title: "Do you agree?", lines: ["You say that what you wrote is true.", "You say that you may ask for your group."] },
};

/** The words for the questions of these parts. A question without words is a fault of the form, which nobody can publish. */
export const communitiesEasy = (sections: FormDefinition["sections"]): EasyRead => ({
  about,
  questions: Object.fromEntries(sections.flatMap((section) => section.questions.flatMap(({ id }) => (questions[id] ? [[id, questions[id]] as const] : [])))),
});
