// The domains: what is told about planets, ships, herbs, products and laboratories. Laboratories are held out of training.
import type { Kind } from "./values.ts";

export interface Aspect {
  /** "price", as in "the price of Tarvel". */
  readonly noun: string;
  /** "costs", as in "Tarvel costs 40 euro". */
  readonly verb: string;
  readonly kind: Kind;
}

export interface Domain {
  readonly name: string;
  readonly aspects: readonly Aspect[];
  /** Sentences that occur in this domain only; slots as in templates.ts. */
  readonly templates: readonly string[];
}

const number = (noun: string, verb: string, unit: string): Aspect => ({
  noun,
  verb,
  kind: { kind: "number", unit },
});
const name = (noun: string, verb: string): Aspect => ({ noun, verb, kind: { kind: "name" } });
const word = (noun: string, verb: string, of: Extract<Kind, { kind: "word" }>["of"]): Aspect => ({
  noun,
  verb,
  kind: { kind: "word", of },
});

const planets: Domain = {
  name: "planets",
  aspects: [
    number("mass", "weighs", "tons"),
    number("radius", "spans", "miles"),
    number("orbit", "takes", "days"),
    word("sky", "glows", "colour"),
    word("surface", "shows", "material"),
    word("core", "hides", "material"),
    word("climate", "endures", "weather"),
    name("ruler", "obeys"),
    name("moon", "holds"),
    word("signal", "emits", "colour"),
  ],
  templates: ["Star maps give {X} as the {A} of {E}.", "Pilots say that {E} {B} {X}."],
};

const ships: Domain = {
  name: "ships",
  aspects: [
    number("speed", "sails", "knots"),
    number("length", "measures", "meters"),
    number("crew", "employs", "sailors"),
    number("draught", "draws", "feet"),
    name("captain", "follows"),
    name("port", "visits"),
    word("cargo", "carries", "material"),
    word("hull", "wears", "colour"),
    word("flag", "flies", "colour"),
    word("route", "braves", "weather"),
  ],
  templates: ["The harbour log has {X} for the {A} of {E}.", "Sailors agree: {E} {B} {X}."],
};

const herbs: Domain = {
  name: "herbs",
  aspects: [
    number("height", "reaches", "inches"),
    number("dose", "demands", "grams"),
    word("flower", "opens", "colour"),
    word("flavour", "tastes", "taste"),
    word("scent", "smells", "taste"),
    word("bloom", "awaits", "season"),
    word("remedy", "heals", "ailment"),
    word("soil", "prefers", "material"),
    name("finder", "honours"),
    word("root", "grows", "colour"),
  ],
  templates: ["The gardener wrote {X} as the {A} of {E}.", "In this garden {E} {B} {X}."],
};

const products: Domain = {
  name: "products",
  aspects: [
    number("price", "costs", "euro"),
    number("warranty", "guarantees", "months"),
    number("load", "bears", "kilos"),
    number("battery", "lasts", "hours"),
    number("rating", "scores", "points"),
    word("colour", "displays", "colour"),
    word("material", "contains", "material"),
    word("size", "fits", "size"),
    name("maker", "credits"),
    name("origin", "leaves"),
  ],
  templates: ["The label of {E} says {X} under {A}.", "Buyers find that {E} {B} {X}."],
};

const labs: Domain = {
  name: "labs",
  aspects: [
    number("budget", "spends", "crowns"),
    number("floor", "occupies", "rooms"),
    number("staff", "trains", "people"),
    number("shift", "works", "hours"),
    name("leader", "trusts"),
    name("sponsor", "serves"),
    word("sample", "tests", "material"),
    word("target", "studies", "ailment"),
    word("alarm", "flashes", "colour"),
    word("device", "builds", "size"),
  ],
  templates: ["The report of {E} gives {X} for the {A}.", "Visitors found that {E} {B} {X}."],
};

export const TRAINED: readonly Domain[] = [planets, ships, herbs, products];
export const HELD_OUT: Domain = labs;
export const DOMAINS: readonly Domain[] = [...TRAINED, HELD_OUT];

/** Every aspect of every domain under one roof, values of any kind: trained, so that no aspect word is unknown. */
export const MIXED: Domain = {
  name: "mixed",
  aspects: DOMAINS.flatMap((domain) => domain.aspects),
  templates: [],
};

export function domain(name: string): Domain {
  const found = [...DOMAINS, MIXED].find((one) => one.name === name);
  if (!found)
    throw new RangeError(
      `unknown domain "${name}"; known: ${[...DOMAINS, MIXED].map((one) => one.name).join(", ")}`,
    );
  return found;
}
