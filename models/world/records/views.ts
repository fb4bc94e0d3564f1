// Views of one fact set: list, JSON, trees in the two forms of StruXGPT (arXiv 2407.16434), a noisy tree. Prose is in story.ts.
import type { Random } from "../random.ts";
import { fill } from "./frames.ts";
import type { Claim, FactSet } from "./facts.ts";
import type { Sentence } from "./story.ts";

/** A scope, its aspects, each with descriptions; `range`: the sentences they are, from 1, both ends included. */
export interface Tree {
  readonly scope: string;
  readonly aspects: readonly Aspect[];
}
interface Aspect {
  readonly name: string;
  readonly descriptions: readonly string[];
  readonly range?: readonly [from: number, to: number];
}

export const prose = (story: readonly Sentence[]): string => story.map(({ text }) => text).join(" ");

/** The lines that the extractive form of StruXGPT numbers: `- Sentence 1. The price of Tarvel is 40 euro.` */
export const numbered = (story: readonly Sentence[]): string =>
  story.map(({ text }, at) => `- Sentence ${at + 1}. ${text}`).join("\n");

/** `- Tarvel price: 40 euro (12 March 1931)`, shuffled; the day only where there is one. */
export const list = (random: Random, { claims }: FactSet): string =>
  random
    .sample(claims, claims.length)
    .map((claim) => `- ${claim.entity} ${brief(claim)}`)
    .join("\n");

/** Entities as aspects, `price: 40 euro` as descriptions. */
export const outline = (set: FactSet): Tree => tree(set, brief);

/** The abstractive form ("v1"): entities as aspects, complete sentences as descriptions. */
export const abstract = (set: FactSet): Tree => tree(set, full);

/** The extractive form ("v2") of a grouped story: aspects tile its sentences, descriptions are the sentences as they stand. */
export function extract(set: FactSet, story: readonly Sentence[]): Tree {
  return {
    scope: set.domain.scope,
    aspects: set.entities.map((entity): Aspect => {
      const [from, to] = [
        story.findIndex(({ of }) => of === entity),
        story.findLastIndex(({ of }) => of === entity),
      ];
      if (from < 0) throw new RangeError("only a grouped story can be cut into aspects");
      const descriptions = story.slice(from, to + 1).map(({ text }) => text);
      return { name: entity, descriptions, range: [from + 1, to + 1] };
    }),
  };
}

/** A tree as the product renders it: `# name` and `- description` lines; the scope is not printed. */
export const markdown = ({ aspects }: Tree): string =>
  aspects
    .flatMap(({ name, descriptions }) => [`# ${name}`, ...descriptions.map((line) => `- ${line}`)])
    .join("\n");

const FENCE = "```";

/** A tree as v1 of StruXGPT writes it. */
export function abstractText({ scope, aspects }: Tree): string {
  const lines = aspects.flatMap(({ name, descriptions }, at) => [
    `${at + 1}. ${name}`,
    ...descriptions.map((line, i) => `    ${at + 1}.${i + 1}. ${line}`),
  ]);
  return [
    "## Statement's scope:",
    `${FENCE}${scope}${FENCE}`,
    "## Statement's main aspects and corresponding descriptions:",
    FENCE,
    ...lines,
    FENCE,
  ].join("\n");
}

/** A tree with ranges as v2 of StruXGPT writes it: YAML in a fence. */
export function extractText({ scope, aspects }: Tree): string {
  const lines = aspects.flatMap(({ name, range = [0, 0] }) => [
    `- AspectName: ${name}`,
    "  SentenceRange:",
    `    start: ${range[0]}`,
    `    end: ${range[1]}`,
  ]);
  return [`${FENCE}yaml`, `Scope: ${scope}`, "Aspects:", ...lines, FENCE].join("\n");
}

/** `{"Tarvel":{"price":"40 euro"}}`; an aspect claimed twice has a list of values with their days. */
export function json({ entities, claims }: FactSet): string {
  const object = entities.map((entity) => {
    const own = claims.filter((claim) => claim.entity === entity);
    const nouns = [...new Set(own.map(({ aspect }) => aspect.noun))];
    return [entity, Object.fromEntries(nouns.map((noun) => [noun, entry(own, noun)]))];
  });
  return JSON.stringify(Object.fromEntries(object));
}

function entry(claims: readonly Claim[], noun: string): unknown {
  const own = claims.filter(({ aspect }) => aspect.noun === noun);
  const values = own.map(({ value, on }) => (on === null ? value : { value, noted: on }));
  return values.length === 1 ? values[0] : values;
}

const MISFILED = 0.15;
const REPEATED = 0.08;

/** The v1 tree as a careless hand leaves it: aspects in any order, some descriptions under a wrong aspect, some twice. None is lost. */
export function noisy(random: Random, set: FactSet): Tree {
  const piles = new Map(
    random.sample(set.entities, set.entities.length).map((name) => [name, [] as string[]]),
  );
  for (const claim of set.claims) {
    const homes = random.chance(MISFILED) ? [random.pick(set.entities)] : [claim.entity];
    if (random.chance(REPEATED)) homes.push(random.pick(set.entities));
    for (const home of homes) piles.get(home)?.push(full(claim));
  }
  const aspects = [...piles]
    .map(([name, lines]) => ({ name, descriptions: random.sample(lines, lines.length) }))
    .filter(({ descriptions }) => descriptions.length > 0);
  return { scope: set.domain.scope, aspects };
}

const tree = ({ domain, entities, claims }: FactSet, told: (claim: Claim) => string): Tree => ({
  scope: domain.scope,
  aspects: entities.map((name) => ({
    name,
    descriptions: claims.filter(({ entity }) => entity === name).map(told),
  })),
});

const brief = ({ aspect, value, on }: Claim): string =>
  `${aspect.noun}: ${value}${on === null ? "" : ` (${on})`}`;

const full = ({ entity, aspect, value, on }: Claim): string =>
  on === null
    ? fill("The {A} of {E} is {X}.", { E: entity, A: aspect.noun, X: value })
    : fill("On {T} the {A} of {E} was {X}.", { E: entity, A: aspect.noun, X: value, T: on });
