/**
 * The 31 items of the progress update of mid-2025, in our own words. `line` is the item's line in that document; where it cites two
 * actions both are kept, and where an item has no reference of its own, the one it inherits.
 */

export interface ItemFacts {
  line: number;
  actions: readonly string[];
  inherited?: true;
  programme: string;
  summary: string;
  milestone?: string;
}

export const items: readonly ItemFacts[] = [
  {
    line: 10, actions: ["1.1"], programme: "See Me",
    summary: "Workshops late in 2023 worked out how the anti-stigma commitments will be carried out. Since then See Me has worked in schools, services and workplaces, and a collective against stigma is planned.",
    milestone: "First meeting of the collective in autumn 2025: still ahead when this was written.",
  },
  {
    line: 11, actions: ["1.1"], programme: "Extra Time",
    summary: "Mental wellbeing groups for men met at five football clubs, building on The Changing Room. Taking part was followed by better relationships and health and by less isolation.",
    milestone: "November 2023 to March 2025",
  },
  {
    line: 12, actions: ["2.1"], programme: "Parent Club; Young Scot Aye Feel",
    summary: "Self-help pages for children, young people and their parents were kept up and used.", milestone: "2024-25",
  },
  {
    line: 13, actions: ["2.4"], programme: "National Trauma Transformation Programme",
    summary: "A roadmap for trauma-informed change came out, and a webinar showed how to use it.", milestone: "Published in November 2023; webinar in January 2025",
  },
  {
    line: 14, actions: ["2.4"], programme: "National Trauma Transformation Programme",
    summary: "The programme's website was launched anew.", milestone: "November 2023",
  },
  {
    line: 15, actions: ["2.4"], inherited: true, programme: "National Trauma Transformation Programme",
    summary: "Two reports gathered what had been learned about trauma-informed workforces and services.", milestone: "September 2024",
  },
  {
    line: 16, actions: ["2.4"], inherited: true, programme: "National Trauma Transformation Programme: Workforce Survey 2024",
    summary: "People answered from every council area. Those with training felt confident far more often than those without.", milestone: "2024",
  },
  {
    line: 17, actions: ["2.4"], programme: "National Trauma Transformation Programme: local delivery trials",
    summary: "Looking back at the trials, an evaluation found more knowledge, skill and awareness, and more talk about the wellbeing of staff.", milestone: "September 2024",
  },
  {
    line: 18, actions: ["2.5"], programme: "Mentally healthy workplaces: platform and learning network",
    summary: "Employers used the online platform and came to the learning network's quarterly events. Members say that they understand the subject better.",
    milestone: "Since November 2023; survey in May 2025",
  },
  {
    line: 19, actions: ["3.1", "3.2"], programme: "Community supports for children and young people",
    summary: "Children, young people and families used the supports that councils arrange. The yearly money is now part of the councils' core funding, and the framework was brought up to date.",
    milestone: "July 2023 to March 2024; core funding from 2025-26",
  },
  {
    line: 20, actions: ["3.2"], programme: "Communities Mental Health and Wellbeing Fund for adults",
    summary: "Awards went to grassroots projects, counted in all and by three focus groups. Through the six priority family groups the fund helps to tackle child poverty, and it is part of the Fairer Funding pilot for two more years.",
    milestone: "Awards from November 2023 to March 2024; committed to March 2027",
  },
  {
    line: 21, actions: ["3.3"], programme: "Mental Health Quality Indicators dashboard (Public Health Scotland)",
    summary: "An interactive dashboard shows the indicators below national level for the first time. It is meant to become the one place for data on services.",
  },
  {
    line: 22, actions: ["4.1"], programme: "Creating Hope Together",
    summary: "The suicide prevention plan brought a campaign, a website, research with communities, stories from practice and podcasts. The promise on its budget was kept.",
    milestone: "2022 to 2025",
  },
  {
    line: 23, actions: ["4.2"], programme: "Self-Harm Network Scotland (Penumbra)",
    summary: "People found peer support; there was training, training for trainers, and sessions for those close to someone who self-harms.", milestone: "Since November 2023",
  },
  {
    line: 24, actions: ["4.3"], programme: "Distress Brief Intervention",
    summary: "The service now runs in every health and social care partnership area.", milestone: "As at publication",
  },
  {
    line: 25, actions: ["4.5"], programme: "Unplanned and urgent care",
    summary: "Police officers and ambulance crews can reach a mental health clinician. One health board saw far fewer police attendances at its emergency departments.",
    milestone: "Since it was introduced",
  },
  {
    line: 26, actions: ["4.5"], programme: "Mental Health Hub (NHS 24)",
    summary: "The hub answered calls, with more money each year.", milestone: "Since November 2023; money for 2024-25",
  },
  {
    line: 27, actions: ["4.5"], programme: "Enhanced Mental Health Pathway",
    summary: "Hours of police officers were saved, and staff feel sure about referring.", milestone: "A period of ten months",
  },
  {
    line: 28, actions: ["4.5"], programme: "Psychiatric emergencies",
    summary: "A framework for working together was published and the emergency plans were reviewed; a national template is being made.", milestone: "Review in December 2024",
  },
  {
    line: 29, actions: ["5.1"], programme: "Veterans pathway",
    summary: "The model for the pathway is agreed. A framework, local plans and a digital hub are to follow.", milestone: "Through 2025: still ahead when this was written",
  },
  {
    line: 30, actions: ["6.1"], programme: "Child and Adolescent Mental Health Services (CAMHS)",
    summary: "The national waiting time standard was met for the first time.", milestone: "Quarter ending December 2024",
  },
  {
    line: 31, actions: ["6.2"], programme: "Eating disorders",
    summary: "A national specification of care was published.", milestone: "20 November 2024",
  },
  {
    line: 32, actions: ["6.2"], programme: "Core mental health standards",
    summary: "The standards come in by steps: a pilot, a local assessment of every board, and comparison with the standards.", milestone: "Pilot early in 2024; 2024 to 2025",
  },
  {
    line: 33, actions: ["6.4"], programme: "Benchmarking and quality improvement network",
    summary: "Data on the workforce and on services for young people and adults are gathered and guide improvement.", milestone: "2024 to 2025",
  },
  {
    line: 34, actions: ["6.5"], programme: "Primary care patient experience",
    summary: "A first statistical report told how people find mental health care in primary care.",
  },
  {
    line: 35, actions: ["7.1"], programme: "Prison healthcare",
    summary: "Every prison is putting the target operating model into place.", milestone: "April to November 2024",
  },
  {
    line: 36, actions: ["7.2"], programme: "In-patient ward toolkit",
    summary: "An app for judging the quality and safety of wards was tested and is in full use at the first boards.", milestone: "Roll-out from 2025",
  },
  {
    line: 37, actions: ["8.1"], programme: "High secure service for women",
    summary: "A service for women is to open at Carstairs.", milestone: "July 2025: still ahead when this was written",
  },
  {
    line: 38, actions: ["9.1"], programme: "Neurodevelopmental specification",
    summary: "How the specification was put into practice has been reviewed together with partners; a report is to follow.", milestone: "June 2025: still ahead when this was written",
  },
  {
    line: 39, actions: ["10.2"], programme: "Perinatal service specification",
    summary: "A specification for in-patient and community services is being written.",
  },
  {
    line: 40, actions: ["10.2"], programme: "Perinatal and Infant Mental Health Fund",
    summary: "The fund pays for non-clinical support by third sector organisations, who can help families around birth.", milestone: "From October 2024",
  },
];
