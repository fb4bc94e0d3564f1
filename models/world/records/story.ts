// A fact set told in sentences: scattered, each sentence by itself, or grouped by entity with "it", joined and elliptic sentences.
import type { Random } from "../random.ts";
import type { Domain } from "./domain.ts";
import type { Claim, FactSet } from "./facts.ts";
import { CORRECTED, ELLIPSIS, fill, JOINED, LINKED, MENTIONS, NOTED, NOUN, VERB } from "./frames.ts";
import { part } from "./held-out.ts";
import { formOf, split, type Forms } from "./invented.ts";

export interface Sentence {
  readonly text: string;
  /** What it tells; nothing: a filler. */
  readonly claims: readonly Claim[];
  /** The entity whose group it stands in; null in a scattered story. */
  readonly of: string | null;
  /** It names the entity of its claims. */
  readonly names: boolean;
}

export type Manner = "scattered" | "grouped";

const FILLER = 0.15;
const VERBAL = 0.5;
const JOIN = 0.2;
const ELIDE = 0.15;

/** All claims of a set, with fillers in between. `forms`: which part of the sentence forms may be used. */
export function tell(random: Random, set: FactSet, manner: Manner, forms: Forms): Sentence[] {
  const told =
    manner === "scattered"
      ? random.sample(set.claims, set.claims.length).map((claim) => alone(random, claim, forms, null))
      : set.entities.flatMap((entity) => group(random, entity, set, forms));
  return told.flatMap((sentence) =>
    random.chance(FILLER) ? [sentence, filler(random, set, forms, sentence.of)] : [sentence],
  );
}

/** A claim in a sentence that needs no other. */
export function alone(random: Random, claim: Claim, forms: Forms, of: string | null): Sentence {
  const form = claim.corrects
    ? random.pick(part(CORRECTED, split(forms)))
    : claim.on !== null
      ? formOf(random, NOTED, forms)
      : formOf(random, random.chance(VERBAL) ? VERB : NOUN, forms);
  return { text: fill(form, slots(random, claim, forms)), claims: [claim], of, names: true };
}

/** A sentence that tells nothing: of the domain, or one that names an entity of the document or an aspect. */
export function filler(random: Random, set: FactSet, forms: Forms, of: string | null): Sentence {
  const { fillers, aspects }: Domain = set.domain;
  const text = random.chance(0.5)
    ? random.pick(part(fillers, split(forms)))
    : fill(random.pick(part(MENTIONS, split(forms))), {
        E: of ?? random.pick(set.entities),
        A: random.pick(aspects).noun,
      });
  return { text, claims: [], of, names: false };
}

function group(random: Random, entity: string, set: FactSet, forms: Forms): Sentence[] {
  const own = set.claims.filter((claim) => claim.entity === entity);
  const out: Sentence[] = [];
  for (let at = 0; at < own.length; at++) {
    const [claim, next] = own.slice(at, at + 2) as [Claim, Claim?];
    if (at === 0 || claim.on !== null) out.push(alone(random, claim, forms, entity));
    else if (next?.on === null && random.chance(JOIN)) {
      out.push(joined(random, claim, next, forms, entity));
      at++;
    } else out.push(linked(random, claim, forms, entity));
  }
  return out;
}

function linked(random: Random, claim: Claim, forms: Forms, of: string): Sentence {
  const form = random.pick(part(random.chance(ELIDE) ? ELLIPSIS : LINKED, split(forms)));
  return { text: fill(form, slots(random, claim, forms)), claims: [claim], of, names: false };
}

function joined(random: Random, one: Claim, two: Claim, forms: Forms, of: string): Sentence {
  const [S = "", R = ""] = [one, two].map((claim) => said(random, claim, forms));
  const text = `It ${random
    .pick(part(JOINED, split(forms)))
    .replace("{S}", S)
    .replace("{R}", R)}.`;
  return { text, claims: [one, two], of, names: false };
}

const said = (random: Random, claim: Claim, forms: Forms): string =>
  random.pick(part(claim.aspect.says, split(forms))).replace("{X}", claim.value);

const slots = (random: Random, claim: Claim, forms: Forms): { readonly [slot: string]: string } => ({
  E: claim.entity,
  A: claim.aspect.noun,
  X: claim.value,
  S: said(random, claim, forms),
  ...(claim.on !== null && { T: claim.on }),
});
