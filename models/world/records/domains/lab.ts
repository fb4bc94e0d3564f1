// Lab notes: samples, and what was measured of them.
import { date, link, name, number, word, type Domain } from "../domain.ts";

export const lab: Domain = {
  name: "lab",
  scope: "Notes of a laboratory on its samples",
  one: "sample",
  many: "samples",
  aspects: [
    number("grams", 2, 900)(
      "weight",
      "weighs {X}|comes to {X} on the scale|has a weight of {X}|tips the balance at {X}|was weighed at {X}",
      "How heavy is {E}?|What does {E} weigh?|At what was {E} weighed?|What does {E} show on the scale?|What did the scale show for {E}?",
    ),
    number("degrees", 20, 990)(
      "melting point",
      "melts at {X}|turns liquid at {X}|has a melting point of {X}|stays solid up to {X}|starts to melt at {X}",
      "At what heat does {E} melt?|When does {E} turn liquid?|At what degree does {E} start to melt?|How hot is {E} when it melts?|How hot must {E} be to melt?",
    ),
    number("percent", 2, 99)(
      "purity",
      "is pure to {X}|reaches a purity of {X}|was found {X} pure|tests at a purity of {X}|has {X} of pure matter",
      "How pure is {E}?|To what degree is {E} pure?|How much pure matter has {E}?|Which purity does {E} have?",
    ),
    number("hours", 2, 300)(
      "drying time",
      "dries in {X}|needs {X} to dry|has a drying time of {X}|is dry after {X}|was left to dry for {X}",
      "How long does {E} take to dry?|When is {E} dry?|How long was {E} left to dry?|For how long was {E} left to dry?",
    ),
    number("volts", 2, 400)(
      "charge",
      "holds a charge of {X}|is charged to {X}|carries {X}|shows {X} on the meter|keeps a charge of {X}",
      "What charge does {E} hold?|To what is {E} charged?|What charge does {E} keep?|What is on the meter of {E}?|What does the meter show for {E}?",
    ),
    date(1950, 1999)(
      "arrival",
      "arrived on {X}|came in on {X}|was received on {X}|reached the laboratory on {X}|has been here since {X}",
      "When did {E} arrive?|On what day was {E} received?|How long has {E} been here?|Since when has {E} been here?",
    ),
    date(2000, 2024)(
      "disposal",
      "was thrown away on {X}|was disposed of on {X}|left the shelf on {X}|was destroyed on {X}|went to waste on {X}",
      "When was {E} disposed of?|On what day was {E} destroyed?|On what day did {E} go to waste?|When did {E} go to waste?",
    ),
    name(
      "chemist",
      "was prepared by {X}|is the work of {X}|was made by the chemist {X}|owes its making to {X}|was mixed by {X}",
      "Who prepared {E}?|Whose work is {E}?|By whom was {E} mixed?|Who mixed {E}?",
    ),
    name(
      "reviewer",
      "was checked by {X}|was reviewed by {X}|had {X} as reviewer|was approved by {X}|passed the review of {X}",
      "Who checked {E}?|Who reviewed {E}?|Who let {E} pass the review?|Whose review did {E} pass?",
    ),
    word("red blue green amber violet grey white black orange pink teal ivory")(
      "colour",
      "looks {X}|has a colour of {X}|appears {X}|is {X} in daylight|shines {X}",
      "What colour is {E}?|How does {E} look?|In what colour does {E} shine?|What colour does {E} show?",
    ),
    word("oak glass basalt clay copper marble cedar granite quartz steel bamboo cork")(
      "container",
      "is kept in {X}|is stored in {X}|rests in {X}|has a container of {X}|was put into {X}",
      "What is {E} kept in?|Where is {E} stored?|Into what was {E} put?|What was {E} put into?",
    ),
    link(
      "control",
      "is compared with {X}|has {X} as its control|is measured against {X}|uses {X} as control|is set beside {X}",
      "What is {E} compared with?|Against what is {E} measured?|Beside what is {E} set?|What is {E} set beside?",
    ),
  ],
  fillers: [
    "The notes of that week are complete.",
    "Nobody opened the window during the work.",
    "The second page of the book is missing.",
    "All values were read twice.",
    "The heating failed for a day.",
    "Gloves were worn at all times.",
    "The lamp was replaced in between.",
    "A copy of this page lies in the office.",
    "The balance was cleaned before.",
    "There is nothing else to report.",
  ],
};
