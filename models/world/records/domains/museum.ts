// A museum's catalogue: held out of training. Every form contains the aspect's noun, so that nothing but reading is needed.
import { date, link, name, number, word, type Domain } from "../domain.ts";

export const museum: Domain = {
  name: "museum",
  scope: "Catalogue of the exhibits of a museum",
  one: "exhibit",
  many: "exhibits",
  aspects: [
    number("inches", 2, 300)(
      "height",
      "has a height of {X}|reaches a height of {X}|stands at a height of {X}|was measured at a height of {X}|rises to a height of {X}",
      "What height does {E} have?|What height does {E} reach?|To what height does {E} rise?",
    ),
    number("guilders", 20, 9900)(
      "value",
      "has a value of {X}|is insured at a value of {X}|was put at a value of {X}|reached a value of {X}|is listed with a value of {X}",
      "What value does {E} have?|At what value is {E} insured?|With what value is {E} listed?",
    ),
    number("years", 20, 4000)(
      "age",
      "has an age of {X}|is put at an age of {X}|was found to be of an age of {X}|looks back on an age of {X}|comes to an age of {X}",
      "What age does {E} have?|At what age is {E} put?|To what age does {E} come?",
    ),
    number("pieces", 2, 90)(
      "break",
      "shows a break into {X}|had a break into {X}|was found with a break into {X}|suffered a break into {X}|has a break into {X}",
      "What break does {E} show?|With what break was {E} found?|Into how many pieces is the break of {E}?",
    ),
    date(1800, 1899)(
      "discovery",
      "made its discovery known on {X}|dates its discovery to {X}|saw its discovery on {X}|owes its discovery to {X}|had its discovery on {X}",
      "When was the discovery of {E}?|To what day does {E} date its discovery?|When did {E} have its discovery?",
    ),
    date(1900, 1999)(
      "purchase",
      "came by purchase on {X}|was gained by purchase on {X}|has its purchase noted on {X}|entered by purchase on {X}|is here by purchase since {X}",
      "When did {E} come by purchase?|On what day is the purchase of {E} noted?|Since when is {E} here by purchase?",
    ),
    name(
      "artist",
      "has {X} as its artist|is signed by its artist {X}|names its artist {X}|is given to the artist {X}|comes from the artist {X}",
      "Who is the artist of {E}?|By what artist is {E} signed?|From what artist does {E} come?",
    ),
    name(
      "donor",
      "has {X} as its donor|thanks its donor {X}|bears the name of its donor {X}|was a gift of its donor {X}|was left by its donor {X}",
      "Who is the donor of {E}?|What donor does {E} thank?|By what donor was {E} left?",
    ),
    word("ebony jade ink plaster brass wax horn silk coral amber ivory pewter")(
      "medium",
      "has {X} as its medium|was worked in the medium of {X}|uses the medium of {X}|lives by its medium of {X}|is in the medium of {X}",
      "What medium does {E} use?|In what medium was {E} worked?|In what medium is {E}?",
    ),
    word("north south east west upper lower round long garden tower winter music")(
      "hall",
      "hangs in the hall called {X}|has its place in the hall called {X}|is shown in the hall called {X}|can be seen in the hall called {X}|went to the hall called {X}",
      "In what hall does {E} hang?|In what hall is {E} shown?|To what hall did {E} go?",
    ),
    link(
      "companion",
      "has {X} as its companion|faces its companion {X}|belongs with its companion {X}|was made with its companion {X}|is lent with its companion {X}",
      "What is the companion of {E}?|What companion does {E} face?|With what companion is {E} lent?",
    ),
  ],
  fillers: [
    "The guide speaks of it at length.",
    "The label was printed anew.",
    "School classes come on Fridays.",
    "The light is dimmed.",
    "The frame is of a later time.",
    "Photographs are allowed.",
    "A bench stands nearby.",
    "The roof was mended last year.",
    "The keeper knows more.",
    "The catalogue is out of print.",
  ],
};
