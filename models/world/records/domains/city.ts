// City facts: towns of a made-up country.
import { date, link, name, number, word, type Domain } from "../domain.ts";

export const city: Domain = {
  name: "city",
  scope: "Facts about the towns of a country",
  one: "town",
  many: "towns",
  aspects: [
    number("people", 200, 9900)(
      "population",
      "is home to {X}|has a population of {X}|counts {X}|houses {X}|is inhabited by {X}",
      "How many people live in {E}?|How large is the population of {E}?|How many people inhabit {E}?|By how many people is {E} inhabited?",
    ),
    number("metres", 2, 3900)(
      "altitude",
      "lies {X} above the sea|stands at an altitude of {X}|is {X} high|sits at {X}|rises to {X}",
      "How high does {E} lie?|At what altitude does {E} stand?|How high does {E} rise?|How many metres above the sea does {E} lie?|How far above the sea is {E}?",
    ),
    number("miles", 2, 700)(
      "distance",
      "is {X} away from the capital|lies {X} from the capital|is reached after {X}|is at a distance of {X}|can be found {X} off the capital",
      "How far is {E} from the capital?|After how many miles is {E} reached?|How many miles off the capital is {E}?|Where, in miles, can {E} be found?|How far off the capital can {E} be found?",
    ),
    number("crowns", 10, 990)(
      "tax",
      "raises a tax of {X}|takes {X} from each household|asks {X} a year of its citizens|taxes a house with {X}|levies {X}",
      "What tax does {E} raise?|How much does {E} take from each household?|What tax is levied by {E}?|What does {E} levy?",
    ),
    number("bridges", 2, 60)(
      "bridge count",
      "has {X}|is crossed by {X}|boasts {X}|keeps up {X}|joins its banks with {X}",
      "How many bridges does {E} have?|By how many bridges is {E} crossed?|How many bridges join the banks of {E}?|With how many bridges does {E} join its banks?",
    ),
    date(1200, 1599)(
      "founding",
      "was founded on {X}|goes back to {X}|has existed since {X}|celebrates {X} as its founding|began on {X}",
      "When was {E} founded?|Since when has {E} existed?|What was the day on which {E} began?|On what day did {E} begin?",
    ),
    date(1600, 1899)(
      "great fire",
      "burned down on {X}|was lost to fire on {X}|had its great fire on {X}|stood in flames on {X}|went up in smoke on {X}",
      "When did {E} burn down?|When was the great fire of {E}?|On what day did the smoke of {E} go up?|When did {E} go up in smoke?",
    ),
    name(
      "mayor",
      "is governed by {X}|elected {X} as mayor|is led by {X}|has {X} as its mayor|is run by {X}",
      "Who governs {E}?|Who is the mayor of {E}?|By whom is {E} run?|Who runs {E}?",
    ),
    name(
      "patron",
      "honours {X}|has {X} as its patron|was given its statue by {X}|remembers {X}|venerates {X}",
      "Whom does {E} honour?|Who is the patron of {E}?|Who is venerated by {E}?|Whom does {E} venerate?",
    ),
    word("cheese wool salt paper honey beer linen pottery cider glass leather rope")(
      "trade",
      "lives on {X}|is known for its {X}|trades in {X}|sells {X} abroad|makes a living from {X}",
      "What does {E} live on?|What is {E} known for?|What is the living of {E}?|What does {E} make a living from?",
    ),
    word("storms fog frost rain drought wind snow hail thunder sunshine")(
      "weather",
      "suffers from {X}|sees much {X}|is used to {X}|expects {X} in autumn|often has {X}",
      "What does {E} suffer from?|What is {E} used to?|What is it that {E} often has?|What weather does {E} often have?",
    ),
    link(
      "twin town",
      "is twinned with {X}|has {X} as its twin town|is a partner of {X}|shares its feast with {X}|is tied to {X}",
      "What is {E} twinned with?|Of which town is {E} a partner?|What is the town that {E} is tied to?|To which town is {E} tied?",
    ),
  ],
  fillers: [
    "The road along the river is paved.",
    "A market is held every Thursday.",
    "Travellers find an inn near the gate.",
    "The old walls can still be seen.",
    "The archive is open in summer.",
    "Trains stop there twice a day.",
    "The view from the tower is praised.",
    "Maps of the region are for sale.",
    "The bells ring at noon.",
    "Winters are long in that country.",
  ],
};
