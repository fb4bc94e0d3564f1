// Sentence and question forms that fit every domain; of each list the last fifth is held out. Slots: {E} {F} entities, {A} {B}
// nouns of aspects, {S} what an aspect says, {X} {Y} values, {T} a day, {D} {M} one and many of the domain, {H} a comparing
// word, {Q} a question.

export const NOUN: readonly string[] = [
  "The {A} of {E} is {X}.",
  "{E} has {X} as its {A}.",
  "For {E}, the {A} is given as {X}.",
  "We list {X} as the {A} of {E}.",
  "{E}: {A} {X}.",
  "As for {E}, its {A} is {X}.",
  "With {X} as its {A}, {E} is on the list.",
  "The record of {E} states {X} as the {A}.",
  "Under {A}, the entry on {E} reads {X}.",
  "The {A} is {X} in the case of {E}.",
  "{X} is the {A} of {E}.",
  "Our files give {X} for the {A} of {E}.",
  "Ask for the {A} of {E} and you hear {X}.",
  "{E} comes with {X} for its {A}.",
  "The {A}, so far as {E} goes, is {X}.",
  "{X}: that is the {A} of {E}.",
  "Of {E} one should know the {A}, which is {X}.",
  "The {A} that belongs to {E} is {X}.",
  "In the column {A}, {E} shows {X}.",
  "Whoever asks about the {A} of {E} is told {X}.",
];

export const VERB: readonly string[] = [
  "{E} {S}.",
  "As the file shows, {E} {S}.",
  "It is on record that {E} {S}.",
  "Everyone here knows that {E} {S}.",
  "{E}, it is said, {S}.",
  "According to page nine, {E} {S}.",
  "In short, {E} {S}.",
  "Let it be said that {E} {S}.",
  "As far as we know, {E} {S}.",
  "On the second page {E} {S}.",
  "The report says that {E} {S}.",
  "It is clear that {E} {S}.",
  "We found that {E} {S}.",
  "By all accounts {E} {S}.",
  "Readers learn that {E} {S}.",
];

/** After a sentence that names the entity. */
export const LINKED: readonly string[] = [
  "It {S}.",
  "Its {A} is {X}.",
  "It also {S}.",
  "It has {X} as its {A}.",
  "Besides, it {S}.",
  "The {A} is {X}.",
  "And it {S}.",
  "For its {A}, {X} is given.",
  "In addition, it {S}.",
  "The {A} of it is {X}.",
  "With it goes {X} as {A}.",
  "Its {A} has been given as {X}.",
  "Apart from that, it {S}.",
  "Moreover, it {S}.",
  "As its {A} we list {X}.",
];

/** Nothing but noun and value: the entity is left out. */
export const ELLIPSIS: readonly string[] = [
  "{A}: {X}.",
  "{A} {X}.",
  "Also {A}: {X}.",
  "Then the {A}: {X}.",
  "And for {A}: {X}.",
  "Its {A}: {X}.",
  "{A}, {X}.",
  "Again {A}: {X}.",
  "As {A}, {X}.",
];

/** Two aspects in one sentence: the subject is not said again. */
export const JOINED: readonly string[] = [
  "{S} and {R}",
  "{S}, and also {R}",
  "not only {S} but {R}",
  "{S} as well as {R}",
  "both {S} and {R}",
];

/** A value with the day on which it was noted. */
export const NOTED: readonly string[] = [
  "On {T} the {A} of {E} was noted as {X}.",
  "The {A} of {E} was {X} on {T}.",
  "Entry of {T}: {E} has {X} as its {A}.",
  "As of {T}, the {A} of {E} is {X}.",
  "{E} had {X} for its {A} on {T}.",
  "In the list of {T}, the {A} of {E} is {X}.",
  "Read on {T}: the {A} of {E} is {X}.",
  "A note of {T} gives {X} as the {A} of {E}.",
];

/** A later value for the same aspect. */
export const CORRECTED: readonly string[] = [
  "Correction of {T}: the {A} of {E} is {X}.",
  "On {T} the {A} of {E} was corrected to {X}.",
  "Since {T} we give {X} as the {A} of {E}.",
  "The {A} of {E} was changed to {X} on {T}.",
  "From {T} on, the {A} of {E} is {X}.",
  "It was found on {T} that the {A} of {E} is {X}.",
  "The {A} of {E}, by the change of {T}, is {X}.",
  "Put right on {T}: {E} has {X} as its {A}.",
];

/** Sentences that name an entity, or an aspect, and tell nothing of it. */
export const MENTIONS: readonly string[] = [
  "The {A} of {E} was talked about for a while.",
  "Nobody has asked about {E} this week.",
  "A picture of {E} is on the wall.",
  "The page on {E} was copied.",
  "There were questions about the {A}.",
  "Somebody wanted to know the {A} of {E}.",
  "More about {E} is said elsewhere.",
  "{E} is mentioned in two letters.",
  "The name {E} is easily misread.",
  "Opinions on the {A} of {E} differ.",
];

export const ASK: readonly string[] = [
  "What is the {A} of {E}?",
  "Which {A} does {E} have?",
  "Give the {A} of {E}.",
  "Tell me the {A} of {E}.",
  "What do we know about the {A} of {E}?",
  "{E}: what is its {A}?",
  "Look up the {A} of {E}.",
  "For {E}, what {A} is given?",
  "What {A} has {E}?",
  "Say what the {A} of {E} is.",
  "I would like to know the {A} of {E}.",
  "Of {E}, what is the {A}?",
  "Can you give the {A} of {E}?",
  "What {A} is stated for {E}?",
  "Name the {A} of {E}.",
];

export const BY_VALUE: readonly string[] = [
  "What is the {A} of the {D} whose {B} is {Y}?",
  "One {D} has {Y} as its {B}. What is its {A}?",
  "Find the {D} with {Y} as its {B}: what is its {A}?",
  "Give the {A} of the {D} that has {Y} as {B}.",
  "What {A} has the {D} whose {B} is {Y}?",
  "{Y} is the {B} of one {D}. What {A} does it have?",
  "Tell me the {A} of the {D} with {Y} for its {B}.",
  "Look for the {D} whose {B} is {Y} and give its {A}.",
  "The {B} of some {D} is {Y}: what is the {A} of it?",
  "Which {A} belongs to the {D} whose {B} is {Y}?",
];

export const BY_LINK: readonly string[] = [
  "What is the {A} of the {B} of {E}?",
  "Take the {B} of {E}: what is its {A}?",
  "Give the {A} of the {D} that is the {B} of {E}.",
  "{E} has a {B}. What is the {A} of that {D}?",
  "What {A} has the {B} of {E}?",
  "Tell me the {A} of what {E} has as its {B}.",
  "Of the {B} of {E}, give the {A}.",
  "Look up the {B} of {E} and name its {A}.",
  "The {B} of {E}: which {A} is given for it?",
  "Which {A} does the {B} of {E} have?",
];

/** {H}: more than, later than. */
export const COUNT: readonly string[] = [
  "How many {M} have a {A} {H} {Y}?",
  "Count the {M} whose {A} is {H} {Y}.",
  "For how many {M} is the {A} {H} {Y}?",
  "Of the {M}, how many have {A} {H} {Y}?",
  "How many of the {M} have a {A} {H} {Y}?",
  "In how many {M} is the {A} {H} {Y}?",
  "Tell me how many {M} have a {A} {H} {Y}.",
  "A {A} {H} {Y}: how many {M} have it?",
  "Say for how many {M} the {A} is {H} {Y}.",
  "What is the number of {M} with a {A} {H} {Y}?",
];

/** {H}: higher, lower, later, earlier. */
export const PAIR: readonly string[] = [
  "What is the {H} {A}, that of {E} or that of {F}?",
  "Compare {E} with {F}: what is the {H} {A}?",
  "Give the {H} {A} of the two, {E} and {F}.",
  "Between {E} and {F}, what is the {H} {A}?",
  "Of {E} and {F}, what is the {H} {A}?",
  "Tell me the {H} {A} of {E} and {F}.",
  "What {A} is {H}, that of {E} or of {F}?",
  "Look at {E} and {F}: give the {H} {A}.",
  "Say which {A} is the {H} one for {E} and {F}.",
  "{E} or {F}: what is the {H} {A} of these?",
];

/** {H}: highest, lowest, latest, earliest. */
export const TOP: readonly string[] = [
  "Which {D} has the {H} {A}?",
  "Name the {D} with the {H} {A}.",
  "Of all {M}, which one has the {H} {A}?",
  "Find the {D} whose {A} is the {H}.",
  "Tell me which {D} has the {H} {A}.",
  "Which of the {M} has the {H} {A}?",
  "Say whose {A} is the {H} of all {M}.",
  "Look for the {H} {A}: which {D} has it?",
  "Among the {M}, which one is it with the {H} {A}?",
  "The {H} {A} belongs to which {D}?",
];

export const CITE: readonly string[] = [
  "{Q} Answer with the number of the sentence.",
  "Which sentence answers this: {Q}",
  "Where is it said? {Q}",
  "Cite the sentence: {Q}",
  "Give the number of the sentence that answers: {Q}",
  "{Q} In which sentence does it stand?",
  "{Q} Give the sentence.",
  "By which sentence do we know this: {Q}",
  "Tell me the number of the sentence. {Q}",
  "Point to the sentence. {Q}",
];

export const STRUCTURIZE: readonly string[] = [
  "Structurize the sentences.",
  "Give the structure of the sentences.",
  "Arrange the sentences by subject.",
  "Write the outline of the sentences.",
  "Group the sentences by what they are about.",
  "Turn the sentences into a structure.",
  "Make a structure out of the sentences.",
  "Divide the sentences into parts by subject.",
  "Which sentences go together? Give the structure.",
  "Write down the structure of what is said in the sentences.",
  "Put the sentences under aspects.",
  "Sort the sentences under headings.",
];

/** Every list, for whoever looks at what is held out. */
export const FRAMES = {
  NOUN,
  VERB,
  LINKED,
  ELLIPSIS,
  JOINED,
  NOTED,
  CORRECTED,
  MENTIONS,
  ASK,
  BY_VALUE,
  BY_LINK,
  COUNT,
  PAIR,
  TOP,
  CITE,
  STRUCTURIZE,
} as const;

/** A form with its slots filled: "a" becomes "an" where a vowel follows, the first letter a capital. */
export function fill(form: string, slots: { readonly [slot: string]: string }): string {
  const text = form.replace(/\{(\w)\}/g, (_, slot: string) => {
    const found = slots[slot];
    if (found === undefined)
      throw new RangeError(`the form "${form}" has a slot {${slot}} that nothing fills`);
    return found;
  });
  return text.slice(0, 1).toUpperCase() + text.slice(1).replace(/\ba (?=[aeiou])/g, "an ");
}
