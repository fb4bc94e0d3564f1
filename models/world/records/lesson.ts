// Training documents: one view of one fact set with several questions behind it, and answers, as text and as ids.
import type { Random } from "../random.ts";
import { TRAINED } from "./domains/index.ts";
import { factSet, type FactSet } from "./facts.ts";
import { CITE, fill, STRUCTURIZE } from "./frames.ts";
import { part } from "./held-out.ts";
import { compare, count, NONE, solve, told, twoHop, untold, type Query } from "./query.ts";
import { question } from "./question.ts";
import { tell, type Manner, type Sentence } from "./story.ts";
import { invented } from "./invented.ts";
import { renamed } from "./strange.ts";
import type { Encoder } from "./tokenizer.ts";
import {
  abstractText,
  abstract,
  extract,
  extractText,
  json,
  list,
  markdown,
  noisy,
  numbered,
  outline,
  prose,
} from "./views.ts";

export const VIEWS = ["prose", "linked", "numbered", "list", "outline", "abstract", "json", "noisy"] as const;
export type View = (typeof VIEWS)[number];

export interface Lesson {
  readonly view: View;
  readonly facts: number;
  readonly document: string;
  readonly turns: readonly Turn[];
}

/**
 * Where in the document an answer stands: as it is, as the number of a sentence, as names and numbers in a structure, or nowhere: what
 * is counted, and "none".
 */
export type Found = "text" | "sentence" | "structure" | "nowhere" | "none";
export type Turn = readonly [question: string, answer: string, found: Found];

const MANNER: { readonly [view: string]: Manner } = { prose: "scattered", linked: "grouped" };

/** How often each kind of question comes, of eleven. */
const ASKED: readonly ((random: Random, set: FactSet) => Query | null)[] = [
  told,
  told,
  told,
  told,
  told,
  told,
  twoHop,
  count,
  compare,
  untold,
  untold,
];
/** Of few facts: looking up is learnt first. */
const FIRST: typeof ASKED = [told, told, told, told, told, told, told, told, twoHop, untold];
const FEW = 8;
const REPEATED = 0.25;
/** Of the numbered documents: grouped by entity, and then their structure is asked for. */
const GROUPED = 0.6;
const CITED = 0.5;
/** Of the fact sets: names are of random pieces, so that any name is copied and not those alone that training has. */
const RENAMED = 0.5;
/** Of the fact sets: most aspects go by words of no meaning. */
const INVENTED = 0.4;
/** Of the facts: more than in what is asked later, so that the later claim is learnt to hold. */
const CORRECTED = 0.24;

/** `turns` questions on `facts` facts of a trained domain; one in four repeats an earlier one, worded anew. */
export function lesson(random: Random, view: View, facts: number, turns: number): Lesson {
  const domain = random.pick(TRAINED);
  const about = random.chance(INVENTED) ? invented(random, domain) : domain;
  const made = factSet(random, about, facts, "train", CORRECTED);
  const set = random.chance(RENAMED) ? renamed(random, made) : made;
  const manner = MANNER[view] ?? (random.chance(GROUPED) ? "grouped" : "scattered");
  const story = tell(random, set, manner, "loose");
  const document = TEXT[view](random, set, story);
  const queries: Query[] = [];
  const out: Turn[] = [];
  if (view === "numbered" && manner === "grouped")
    out.push([random.pick(part(STRUCTURIZE, "train")), extractText(extract(set, story)), "structure"]);
  while (out.length < turns) {
    const asked = random.pick(facts < FEW ? FIRST : ASKED);
    const query = again(random, queries) ?? asked(random, set) ?? told(random, set);
    if (!query) break;
    queries.push(query);
    out.push(turn(random, set, query, view === "numbered" ? story : null));
  }
  return { view, facts, document, turns: out };
}

const again = (random: Random, queries: readonly Query[]): Query | null =>
  queries.length > 0 && random.chance(REPEATED) ? random.pick(queries) : null;

function turn(random: Random, set: FactSet, query: Query, story: readonly Sentence[] | null): Turn {
  const asked = question(random, set.domain, query, "loose");
  const { answer, claims } = solve(set, query);
  const at = story?.findIndex((sentence) => sentence.claims.some((claim) => claims.includes(claim))) ?? -1;
  return query.kind === "value" && at >= 0 && random.chance(CITED)
    ? [fill(random.pick(part(CITE, "train")), { Q: asked }), `${at + 1}`, "sentence"]
    : [asked, answer, answer === NONE ? "none" : query.kind === "count" ? "nowhere" : "text"];
}

const TEXT: { readonly [V in View]: (random: Random, set: FactSet, story: readonly Sentence[]) => string } = {
  prose: (_, __, story) => prose(story),
  linked: (_, __, story) => prose(story),
  numbered: (_, __, story) => numbered(story),
  list: (random, set) => list(random, set),
  outline: (_, set) => markdown(outline(set)),
  abstract: (_, set) => abstractText(abstract(set)),
  json: (_, set) => json(set),
  noisy: (random, set) => markdown(noisy(random, set)),
};

/** The prompt of a question behind a document, up to where the answer begins. */
export const prompt = (document: string, asked: string): string =>
  `${document === "" ? "" : `${document}\n`}Question: ${asked}\nAnswer:`;

export interface Sample {
  readonly ids: readonly number[];
  /** [start, end) of each answer in `ids`, `<eos>` included. */
  readonly spans: readonly (readonly [number, number])[];
  readonly found: readonly Found[];
}

/** `<bos>`, the document, then each question with its answer and `<eos>`. */
export function sample(
  { document, turns }: Lesson,
  { encode, special }: Pick<Encoder, "encode" | "special">,
): Sample {
  const ids = [special["<bos>"], ...encode(document)];
  const spans = turns.map(([asked, answer], at): [number, number] => {
    ids.push(...encode(`${at === 0 && document !== "" ? "\n" : ""}${prompt("", asked)}`));
    const start = ids.length;
    ids.push(...encode(` ${answer}`), special["<eos>"]);
    return [start, ids.length];
  });
  return { ids, spans, found: turns.map(([, , found]) => found) };
}
