// Ship registers: held out of training. Every form contains the aspect's noun, so that nothing but reading is needed.
import { date, link, name, number, word, type Domain } from "../domain.ts";

export const ship: Domain = {
  name: "ship",
  scope: "Register of the ships of a harbour",
  one: "ship",
  many: "ships",
  aspects: [
    number("sailors", 4, 900)(
      "crew",
      "has a crew of {X}|sails with a crew of {X}|lists its crew as {X}|needs a crew of {X}|is worked by a crew of {X}",
      "How large is the crew of {E}?|With what crew does {E} sail?|By what crew is {E} worked?",
    ),
    number("feet", 20, 900)(
      "length",
      "has a length of {X}|measures {X} in length|comes to a length of {X}|is {X} in length|stretches over a length of {X}",
      "What length does {E} have?|What does {E} measure in length?|Over what length does {E} stretch?",
    ),
    number("knots", 2, 60)(
      "speed",
      "makes a speed of {X}|runs at a speed of {X}|has a top speed of {X}|keeps a speed of {X}|gets up to a speed of {X}",
      "What speed does {E} make?|At what speed does {E} run?|Up to what speed does {E} get?",
    ),
    number("tons", 20, 9900)(
      "burden",
      "takes a burden of {X}|is rated at a burden of {X}|has a burden of {X}|bears a burden of {X}|is loaded to a burden of {X}",
      "What burden does {E} take?|At what burden is {E} rated?|To what burden is {E} loaded?",
    ),
    date(1700, 1799)(
      "maiden voyage",
      "made its maiden voyage on {X}|left for its maiden voyage on {X}|began its maiden voyage on {X}|had its maiden voyage on {X}|went on its maiden voyage on {X}",
      "When did {E} make its maiden voyage?|When did {E} leave for its maiden voyage?|When did {E} go on its maiden voyage?",
    ),
    date(1800, 1899)(
      "last survey",
      "had its last survey on {X}|passed its last survey on {X}|was given its last survey on {X}|underwent its last survey on {X}|came through its last survey on {X}",
      "When did {E} have its last survey?|When did {E} pass its last survey?|When did {E} come through its last survey?",
    ),
    name(
      "captain",
      "has {X} as its captain|obeys its captain {X}|is under the captain {X}|sails under captain {X}|answers to captain {X}",
      "Who is the captain of {E}?|Under what captain does {E} sail?|To what captain does {E} answer?",
    ),
    name(
      "owner",
      "has {X} as its owner|brings money to its owner {X}|is in the name of its owner {X}|was sold to its owner {X}|belongs to its owner {X}",
      "Who is the owner of {E}?|To what owner was {E} sold?|To what owner does {E} belong?",
    ),
    word("salt grain wine timber wool tea coffee spice sugar cotton iron coal")(
      "cargo",
      "carries a cargo of {X}|has a cargo of {X}|came in with a cargo of {X}|is fit for a cargo of {X}|is laden with a cargo of {X}",
      "What cargo does {E} carry?|With what cargo did {E} come in?|With what cargo is {E} laden?",
    ),
    word("red blue green amber violet grey white black orange pink teal ivory")(
      "flag",
      "flies a flag of {X}|has a flag in {X}|shows a flag in {X}|is known by its flag of {X}|sets a flag of {X}",
      "What flag does {E} fly?|By what flag is {E} known?|What flag does {E} set?",
    ),
    link(
      "sister ship",
      "has {X} as its sister ship|was built beside its sister ship {X}|meets its sister ship {X}|resembles its sister ship {X}|waits for its sister ship {X}",
      "What is the sister ship of {E}?|What sister ship does {E} resemble?|For what sister ship does {E} wait?",
    ),
  ],
  fillers: [
    "The harbour was quiet that day.",
    "The register is kept in the customs house.",
    "The wind turned in the evening.",
    "The pilot went ashore.",
    "Ropes were ordered anew.",
    "The tide was high.",
    "The quay has been widened.",
    "Letters were handed over.",
    "The lighthouse keeper waved.",
    "The page is stained by water.",
  ],
};
