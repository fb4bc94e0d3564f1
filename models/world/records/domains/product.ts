// Product sheets: articles of a shop.
import { date, link, name, number, word, type Domain } from "../domain.ts";

export const product: Domain = {
  name: "product",
  scope: "Sheets of the products of a shop",
  one: "product",
  many: "products",
  aspects: [
    number("euro", 5, 990)(
      "price",
      "costs {X}|sells for {X}|is priced at {X}|goes for {X}|is on offer for {X}",
      "What does {E} cost?|For how much does {E} sell?|For how much is {E} on offer?|How much money is {E}?|How much is {E}?",
    ),
    number("months", 3, 96)(
      "warranty",
      "is guaranteed for {X}|has a warranty of {X}|comes with {X} of warranty|is covered for {X}|is under warranty for {X}",
      "How long is {E} guaranteed?|For how long is {E} covered?|For how long is {E} under warranty?|How long is the warranty on {E}?",
    ),
    number("kilos", 2, 400)(
      "load",
      "bears up to {X}|can carry {X}|takes a load of {X}|holds {X} at most|is built for a load of {X}",
      "How much can {E} carry?|What load does {E} take?|For what load is {E} built?|What can {E} bear?|How much does {E} bear?",
    ),
    number("minutes", 5, 600)(
      "battery life",
      "runs for {X} on one charge|has a battery life of {X}|lasts {X} without a plug|stops after {X} of use|works for {X} on battery",
      "How long does {E} run on one charge?|How long does {E} last without a plug?|How long does the battery of {E} work?|How long does {E} work on battery?",
    ),
    number("points", 2, 99)(
      "rating",
      "scored {X} in the test|was rated {X}|received {X} from the testers|has a rating of {X}|was given {X}",
      "How did {E} score in the test?|How was {E} rated?|How many points was {E} given?|What was {E} given by the testers?|What did the testers give {E}?",
    ),
    date(1960, 2009)(
      "launch",
      "was launched on {X}|came on the market on {X}|has been sold since {X}|first appeared on {X}|went on sale on {X}",
      "When was {E} launched?|Since when has {E} been sold?|On what day did {E} go on sale?|When did {E} go on sale?",
    ),
    date(2010, 2024)(
      "recall",
      "was recalled on {X}|was called back on {X}|had its recall on {X}|was taken off the market on {X}|was withdrawn on {X}",
      "When was {E} recalled?|When was {E} called back?|When was {E} withdrawn?|On what day was {E} withdrawn?",
    ),
    name(
      "designer",
      "was designed by {X}|was drawn by {X}|has {X} as its designer|owes its shape to {X}|is a design of {X}",
      "Who designed {E}?|Who drew {E}?|Of whom is {E} a design?|Whose design is {E}?",
    ),
    name(
      "seller",
      "is sold by {X}|is supplied by {X}|can be ordered from {X}|has {X} as its seller|is dealt in by {X}",
      "Who sells {E}?|Who supplies {E}?|By whom is {E} dealt in?|Where can {E} be ordered?|From whom can {E} be ordered?",
    ),
    word("red blue green amber violet grey white black orange pink teal ivory")(
      "finish",
      "comes in {X}|is painted {X}|has a finish in {X}|is delivered in {X}|is coated in {X}",
      "In what colour does {E} come?|How is {E} painted?|What is {E} coated in?|In what colour is {E} coated?",
    ),
    word("oak glass basalt clay copper marble cedar granite quartz steel bamboo cork")(
      "material",
      "is made of {X}|consists of {X}|is built from {X}|is of {X} throughout|is cut out of {X}",
      "What is {E} made of?|What does {E} consist of?|What is {E} cut out of?|Out of what is {E} cut?",
    ),
    link(
      "successor",
      "was replaced by {X}|gave way to {X}|has {X} as its successor|was followed by {X}|made room for {X}",
      "What replaced {E}?|What was {E} followed by?|What did {E} make room for?|For what did {E} make room?",
    ),
  ],
  fillers: [
    "The box contains a booklet in four languages.",
    "Spare parts can be ordered by post.",
    "Prices of other shops may differ.",
    "The photograph shows a sample.",
    "Please keep the receipt.",
    "The shop is closed on Sundays.",
    "A leaflet is enclosed.",
    "Delivery is free within the town.",
    "Old models are taken back.",
    "Questions are answered at the counter.",
  ],
};
