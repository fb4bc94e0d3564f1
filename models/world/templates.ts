// Every sentence form of the prose views. Slots: {E} entity, {A} aspect noun, {B} aspect verb, {X} value. No sentence begins
// with a noun, verb or value, so that these are always spelt as the answer spells them.

export const TRAINED_PROSE: readonly string[] = [
  "The {A} of {E} is {X}.",
  "{E} has {X} as its {A}.",
  "For {E}, the {A} was set to {X}.",
  "When asked about {A}, {E} gave {X}.",
  "We list {X} as the {A} of {E}.",
  "With {X} as {A}, {E} was listed.",
  "{E} {B} {X}.",
  "It is known that {E} {B} {X}.",
  "{E}: {A} {X}.",
  "In the record of {E} the {A} is {X}.",
  "We know that {E} has {A} {X}.",
  "The record gives {X} as the {A} for {E}.",
  "Later the {A} of {E} was set to {X}.",
  "At {X} the {A} of {E} was noted.",
  "{E} is listed with {A} {X}.",
  "They asked about {E} and noted {X} as {A}.",
  "The value {X} was seen as the {A} of {E}.",
  "By all accounts {X} is the {A} that {E} has.",
  "{E}, as we know, {B} {X}.",
  "Now that {E} {B} {X}, we note it.",
  "Here {E} {B} {X} and that is all.",
  "It is {X} that {E} {B}.",
  "There is {X} for the {A} of {E}.",
  "Once more {E} {B} {X} today.",
  "The {A} was {X} for {E} last year.",
  "Some say the {A} of {E} is now {X}.",
  "Our notes give the {A} {X} to {E}.",
  "According to the book, {X} is what {E} {B}.",
];

export const HELD_OUT_PROSE: readonly string[] = [
  "As for {A}, {E} has {X}.",
  "The page says {X} was listed as {A} for {E}.",
  "{E}, it was noted, {B} {X}.",
  "We know the {A}: for {E} it is {X}.",
  "In all reports {E} {B} {X}.",
  "With regard to {E}, they give {X} for the {A}.",
];

/** After a first sentence that names the entity. */
export const TRAINED_LINKED: readonly string[] = [
  "Its {A} is {X}.",
  "It has {X} as its {A}.",
  "It also {B} {X}.",
  "For it the {A} was set to {X}.",
  "There the {A} is {X}.",
  "We note {X} as its {A}.",
  "Later it {B} {X}.",
  "They noted {X} as its {A}.",
  "And its {A} is {X}.",
  "Its {A} was set to {X} later.",
  "We know that it {B} {X}.",
  "By all accounts it {B} {X}.",
  "The {A} it has is {X}.",
  "Once more it {B} {X} today.",
  "It was listed with {X} as {A}.",
];

export const HELD_OUT_LINKED: readonly string[] = [
  "Its {A} was noted as {X}.",
  "Here it {B} {X}.",
  "For its {A} they give {X}.",
];

export const FILLERS: readonly string[] = [
  "This was also seen later.",
  "It is noted here.",
  "We know the record and the page.",
  "They asked about it, as we know.",
  "All of this is in the book.",
  "Nobody asked about the {A} today.",
];

/** Words strewn into the procedural sentences. Every lower-case word of the held-out templates and of the held-out domain's is here. */
export const STREWN: readonly string[] =
  "the of is has as its for we note that was set to when asked about with listed it known now and this also seen later in all by page who know noted here there they gives give reports report regard says say found value record today"
    .split(" ")
    .concat([",", ":"]);

/** Words a procedural sentence may begin with when it does not begin with the entity. */
export const OPENERS: readonly string[] =
  "The For When We With It In Later At They By Now Here There Once Some Our According As Its Visitors Nobody All".split(
    " ",
  );

export const QUESTIONS: readonly string[] = [
  "What is the {A} of {E}?",
  "What {A} has {E}?",
  "Give the {A} of {E}.",
];
