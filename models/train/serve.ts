// The world of records as a process: one JSON request a line on stdin, one JSON answer a line on stdout, for the trainer.
import { createInterface } from "node:readline";
import { stream } from "../world/random.ts";
import { item, type Item, type Wanted } from "../world/records/items.ts";
import { lesson, sample, type Sample, type View } from "../world/records/lesson.ts";
import type { Encoder } from "../world/records/tokenizer.ts";
import { lessons, pool, type Mix, type Passages, type Pool } from "../world/records/retrieval.ts";
import { abstractText, markdown } from "../world/records/views.ts";
import { NOUNS, type PruneRequest, pruned } from "./pruning.ts";
import { readTokens } from "./tokens.ts";

type Request =
  | PruneRequest
  /** `count` training documents; the same (seed, step) gives the same documents. */
  | {
      readonly kind: "lesson";
      readonly layout: View;
      readonly facts: number;
      readonly count: number;
      readonly seed: number;
      readonly step: number;
      readonly questions: number;
    }
  /** `n` items with one question each; without a layout the question alone. */
  | { readonly kind: "exam"; readonly layout: View | ""; readonly world: Wanted & { readonly n: number } }
  /** At least so many questions with the passages that answer them; the same (seed, step) gives the same. */
  | {
      readonly kind: "passages";
      readonly least: number;
      readonly mix: Mix;
      readonly seed: number;
      readonly step: number;
    }
  /** Held-out passages and questions. */
  | { readonly kind: "pool"; readonly world: Pool }
  | { readonly kind: "ids"; readonly text: string }
  | { readonly kind: "size" }
  | { readonly kind: "aspects" }
  | { readonly kind: "tokenizer" };

/** Of the steps of an embedder: words come apart, so that tokens that few words have are met too. */
const APART = 0.3;
const DROPPED = 0.3;

/** Answers until stdin ends. */
export async function serve(): Promise<void> {
  const { text, encoder } = readTokens();
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    const told = request.kind === "tokenizer" ? JSON.parse(text) : answer(request, encoder);
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}

function answer(request: Exclude<Request, { kind: "tokenizer" }>, encoder: Encoder): unknown {
  switch (request.kind) {
    case "size":
      return encoder.size;
    case "aspects":
      return NOUNS.length;
    case "ids":
      return encoder.encode(request.text);
    case "keep":
    case "lists":
      return pruned(request, encoder);
    case "exam":
      return exam(request.layout, request.world, encoder);
    case "passages": {
      const random = stream(request.seed, "passages", request.step);
      const encode = random.chance(APART)
        ? encoder.loose(random, DROPPED * random.float(), true)
        : encoder.encode;
      return written(lessons(random, request.least, request.mix), { ...encoder, encode });
    }
    case "pool":
      return written(pool(request.world), encoder);
    case "lesson": {
      const { layout, facts, count, seed, step, questions } = request;
      const random = stream(seed, "lesson", layout, facts, step);
      return Array.from({ length: count }, () => sample(lesson(random, layout, facts, questions), encoder));
    }
  }
}

/** As ids, `<bos>` before each. */
function written({ passages, queries }: Passages, { encode, special }: Encoder): object {
  const ids = (text: string): number[] => [special["<bos>"], ...encode(text)];
  return {
    passages: passages.map(ids),
    queries: queries.map(({ text, key, at }) => ({ ids: ids(text), key, at })),
  };
}

/** Items in one view, each with its question, of draws that no exported set has. A length is in tokens. */
function exam(
  layout: View | "",
  { n, ...world }: Wanted & { readonly n: number },
  encoder: Encoder,
): Sample[] {
  const manner = layout === "prose" ? "scattered" : layout === "linked" ? "grouped" : undefined;
  const task = world.task ?? "single";
  const measure = (text: string): number => encoder.encode(text).length;
  return Array.from({ length: n }, (_, at) => {
    const one = item({ ...world, task, measure, ...(manner && { manner }) }, "exam", at);
    const document = layout === "" ? "" : TEXT[layout](one);
    const turns = [[one.question, one.answers[0] ?? "", "text"]] as const;
    return sample({ view: layout === "" ? "prose" : layout, facts: one.facts, document, turns }, encoder);
  });
}

const TEXT: { readonly [V in View]: (one: Item) => string } = {
  prose: ({ prose }) => prose,
  linked: ({ prose }) => prose,
  numbered: ({ numbered }) => numbered,
  list: ({ list }) => list,
  outline: ({ outline }) => markdown(outline),
  abstract: ({ abstract }) => abstractText(abstract),
  json: ({ json }) => json,
  noisy: ({ noisy }) => markdown(noisy),
};
