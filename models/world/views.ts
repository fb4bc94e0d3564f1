// One fact set as text, four ways: prose, linked prose, list, outline. Facts and words are the same; only the form differs.
import { HELD_OUT, type Domain } from "./domains.ts";
import type { Fact, FactSet } from "./facts.ts";
import type { Random } from "./random.ts";
import {
  FILLERS,
  HELD_OUT_LINKED,
  HELD_OUT_PROSE,
  OPENERS,
  QUESTIONS,
  STREWN,
  TRAINED_LINKED,
  TRAINED_PROSE,
} from "./templates.ts";

export type Templates = "trained" | "heldout";

/** The tree a structured context is: one scope, its aspects, each with descriptions. */
export interface Tree {
  readonly scope: string;
  readonly aspects: readonly { readonly name: string; readonly descriptions: readonly string[] }[];
}

export interface Prose {
  readonly text: string;
  /** The sentence that tells each fact. */
  readonly told: ReadonlyMap<Fact, string>;
}

const FILLER_SHARE = 0.15;
const PROCEDURAL_SHARE = 0.3;
const PROCEDURAL_SHARE_LINKED = 0.1;
const DOMAIN_SHARE = 0.1;

/** One sentence per fact, shuffled, with a filler now and then. */
export function prose(random: Random, set: FactSet, domain: Domain, templates: Templates): Prose {
  const facts = flat(set);
  return tell(random, random.sample(facts, facts.length), (fact) =>
    sentence(random, fact, domain, templates, PROCEDURAL_SHARE),
  );
}

/** Entity after entity; the first sentence names it, the others say "it". */
export function linked(random: Random, set: FactSet, domain: Domain, templates: Templates): Prose {
  const first = new Set(set.map((group) => group.facts[0]));
  return tell(random, flat(set), (fact) =>
    first.has(fact)
      ? sentence(random, fact, domain, templates, PROCEDURAL_SHARE_LINKED)
      : link(random, fact, templates),
  );
}

/** `- Tarvel price: 40 euro`, shuffled. */
export function list(random: Random, set: FactSet): string {
  const facts = flat(set);
  return random
    .sample(facts, facts.length)
    .map((fact) => `- ${fact.entity} ${fact.aspect.noun}: ${fact.value}`)
    .join("\n");
}

/** The same facts as a tree: entities as aspects, `price: 40 euro` as descriptions. */
export function outline(set: FactSet, domain: Domain): Tree {
  return {
    scope: domain.name,
    aspects: set.map((group) => ({
      name: group.entity,
      descriptions: group.facts.map((fact) => `${fact.aspect.noun}: ${fact.value}`),
    })),
  };
}

/**
 * The outline as the model reads it: `# name` and `- description` lines; the scope is not printed.
 * @example renderOutline({scope: "products", aspects: [{name: "Tarvel", descriptions: ["price: 40 euro"]}]}) // "# Tarvel\n- price: 40 euro"
 */
export function renderOutline(tree: Tree): string {
  return tree.aspects
    .flatMap((aspect) => [`# ${aspect.name}`, ...aspect.descriptions.map((line) => `- ${line}`)])
    .join("\n");
}

/** The question in its main form, or in any of the trained forms. */
export function question(random: Random, fact: Fact, form: "main" | "any"): string {
  const main = form === "main" || random.chance(0.6);
  return fill(main ? (QUESTIONS[0] as string) : random.pick(QUESTIONS), fact);
}

export function flat(set: FactSet): Fact[] {
  return set.flatMap((group) => group.facts);
}

function tell(random: Random, facts: readonly Fact[], say: (fact: Fact) => string): Prose {
  const told = new Map<Fact, string>();
  const sentences: string[] = [];
  for (const fact of facts) {
    const said = say(fact);
    told.set(fact, said);
    sentences.push(said);
    if (random.chance(FILLER_SHARE)) sentences.push(fill(random.pick(FILLERS), random.pick(facts)));
  }
  return { text: sentences.join(" "), told };
}

function sentence(
  random: Random,
  fact: Fact,
  domain: Domain,
  templates: Templates,
  procedural: number,
): string {
  const own = templates === "trained" || domain === HELD_OUT ? domain.templates : [];
  if (own.length > 0 && random.chance(DOMAIN_SHARE)) return fill(random.pick(own), fact);
  if (templates === "heldout") return fill(random.pick(HELD_OUT_PROSE), fact);
  return random.chance(procedural)
    ? strew(random, fact, fact.entity)
    : fill(random.pick(TRAINED_PROSE), fact);
}

function link(random: Random, fact: Fact, templates: Templates): string {
  if (templates === "heldout") return fill(random.pick(HELD_OUT_LINKED), fact);
  return random.chance(PROCEDURAL_SHARE)
    ? strew(random, fact, "it")
    : fill(random.pick(TRAINED_LINKED), fact);
}

const PARTS = new Map<string, readonly string[]>();

function fill(template: string, fact: Fact): string {
  let parts = PARTS.get(template);
  if (!parts) PARTS.set(template, (parts = template.split(/[{}]/)));
  let text = "";
  for (const part of parts) text += slot(part, fact);
  return text;
}

function slot(part: string, fact: Fact): string {
  switch (part) {
    case "E":
      return fact.entity;
    case "A":
      return fact.aspect.noun;
    case "B":
      return fact.aspect.verb;
    case "X":
      return fact.value;
    default:
      return part;
  }
}

// Entity (or "it"), aspect and value in random order among random small words: what no template list can cover.
function strew(random: Random, fact: Fact, who: string): string {
  const words: string[] = [];
  const strewn = (most: number): void => {
    for (let n = Math.max(0, random.int(most + 2) - 1); n > 0; n--) words.push(random.pick(STREWN));
  };
  const slots = random.sample(["E", random.chance(2 / 3) ? "A" : "B", "X"], 3);
  if (slots[0] !== "E" || random.chance(0.3)) words.push(random.pick(OPENERS));
  for (const [i, one] of slots.entries()) {
    if (i > 0 || words.length > 0) strewn(i === 0 ? 1 : 3);
    words.push(one === "E" ? who : slot(one, fact));
  }
  strewn(2);
  const text = words.join(" ").replace(/ ([,:])/g, "$1");
  return `${text.startsWith("it ") ? `It ${text.slice(3)}` : text}.`;
}
