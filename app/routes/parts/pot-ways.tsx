/** The ways from a pot to each piece of its work, in the order in which the work is done. */
import { paths } from "#app/paths.ts";

export interface PotWaysProps {
  potId: string;
  /** What the viewer may do here: what they may not is not offered. */
  sees: { changes: boolean; panel: boolean; decides: boolean; awards: boolean };
}
interface Step {
  title: string;
  ways: readonly { text: string; to: string; shown: boolean }[];
}

function stepsOf({ potId, sees: { changes, panel, decides, awards } }: PotWaysProps): Step[] {
  const steps: Step[] = [
    {
      title: "Set up the round",
      ways: [
        { text: "Dates, limits and guidance", to: paths.potSettings(potId), shown: changes },
        { text: "Parts of the pot and financial years", to: paths.potParts(potId), shown: changes },
        { text: "Criteria and weights", to: paths.potCriteria(potId), shown: changes },
        { text: "Checklist", to: paths.potChecklist(potId), shown: changes },
        { text: "Panel", to: paths.potPanel(potId), shown: panel },
      ],
    },
    {
      title: "Check what came in",
      ways: [
        { text: "Applications", to: paths.potApplications(potId), shown: changes },
        { text: "Flags", to: paths.potFlags(potId), shown: changes },
        { text: "Charity register", to: paths.charityRegister(), shown: changes },
      ],
    },
    {
      title: "Read and score",
      ways: [
        { text: "Share applications out", to: paths.potAssign(potId), shown: changes },
        { text: "Reading packs and score sheets", to: paths.potReading(potId), shown: changes },
        { text: "How far readers agree", to: paths.potAgreement(potId), shown: decides },
      ],
    },
    {
      title: "Decide",
      ways: [
        { text: "Ranked list and decisions", to: paths.potBoard(potId), shown: decides },
        { text: "What the awards should cover", to: paths.potTargets(potId), shown: decides },
        { text: "Balanced shortlist", to: paths.potShortlist(potId), shown: decides },
        { text: "Scenarios", to: paths.potScenarios(potId), shown: decides },
        { text: "The meeting", to: paths.potMeeting(potId), shown: decides },
      ],
    },
    {
      title: "Tell the groups",
      ways: [
        { text: "Letters", to: paths.potLetters(potId), shown: decides },
        { text: "Release decisions", to: paths.potRelease(potId), shown: decides },
        { text: "Reserve list", to: paths.potReserve(potId), shown: decides },
      ],
    },
    {
      title: "After the release",
      ways: [
        { text: "Awards", to: paths.potAwards(potId), shown: awards },
        { text: "Awards made elsewhere", to: paths.potUpload(potId), shown: changes },
        { text: "National return", to: paths.potReturn(potId), shown: awards },
      ],
    },
  ];
  return steps.map(({ title, ways }) => ({ title, ways: ways.filter(({ shown }) => shown) })).filter(({ ways }) => ways.length > 0);
}

export function PotWays(props: PotWaysProps) {
  return (
    <nav aria-label="This round" className="app-steps">
      {stepsOf(props).map(({ title, ways }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>{ways.map(({ text, to }) => <li key={to}><a href={to}>{text}</a></li>)}</ul>
        </section>
      ))}
    </nav>
  );
}
