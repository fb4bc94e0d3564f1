// A text structured by a model: in parts where it is long, each read strictly or kept whole, put together with the sentences they have.
import type { Reach } from "../../operator.ts";
import { dataError } from "../../problem.ts";
import type { Counter } from "../../tokens.ts";
import type { ModelValue, Tree } from "../../value.ts";
import { type Part, partsOf, wholeOf } from "./chunks.ts";
import { climbed, type Manner, whole } from "./ladder.ts";
import { untold } from "./remap.ts";
import { offset } from "./rework.ts";
import { type Say, saying } from "./say.ts";
import { askedScope } from "./scope.ts";

export interface ByModel extends Manner {
  readonly with: ModelValue;
  readonly constrain: boolean;
  /** Tokens of a part, at most, and whose; null: the text is asked as it is. */
  readonly chunk: { readonly limit: number; readonly counter: Counter } | null;
  readonly on_invalid: "keep" | "drop" | "fail";
}

/**
 * The tree of a text, null where it has no structure and is dropped. Parts are asked together and structured each by itself; the scope of several
 * is asked of the model, from theirs. With "drop" a part without a structure leaves the text without one. Errors: E409 with "fail", those
 * of the model.
 */
export async function byModel(text: string, how: ByModel, reach: Reach): Promise<Tree | null> {
  const parts = how.chunk
    ? await partsOf(text, how.chunk.limit, how.chunk.counter, reach)
    : [wholeOf(text)].filter(({ sentences }) => sentences.length > 0);
  if (parts.length === 0) return { kind: "tree", scope: "", aspects: [] };
  const say = saying(how.with, how.constrain, reach);
  const greedy = (how.with.options["temperature"] ?? 0) === 0;
  const trees = await Promise.all(
    parts.map((part) => structured(part, parts.length, how, say, greedy, reach)),
  );
  const found = trees.filter((tree) => tree !== null);
  if (found.length < trees.length) return null;
  if (parts.length > 1) reach.note("structurize: parts of long texts", parts.length);
  const tree = await together(parts, found, say.again, reach);
  const missing = how.format === "v1" ? untold(tree, text) : 0;
  if (missing > 0)
    reach.note("structurize: sentences of which no description has more than half of the words", missing);
  return tree;
}

async function structured(
  part: Part,
  all: number,
  how: ByModel,
  say: ReturnType<typeof saying>,
  greedy: boolean,
  { note }: Reach,
): Promise<Tree | null> {
  const made = await climbed(part, how, say, greedy, { note });
  if ("tree" in made) return made.tree;
  const what = all > 1 ? "parts of texts" : "texts";
  if (how.on_invalid === "fail")
    throw dataError(
      "E409",
      `the reply is no structure in format ${how.format}: ${made.fault}`,
      'let the model try again: retries: 3; or keep such texts whole: on_invalid: "keep"',
    );
  if (how.on_invalid === "drop") {
    note(`structurize: ${what} that no reply structures, dropped`);
    return null;
  }
  note(`structurize: ${what} that no reply structures, kept as one aspect`);
  return whole(part, how.retries, say.again, { note });
}

/** One tree of those of the parts, their ranges counted on. */
async function together(
  parts: readonly Part[],
  trees: readonly Tree[],
  say: Say,
  { note }: Reach,
): Promise<Tree> {
  const [only] = trees;
  if (only && trees.length === 1) return only;
  const aspects = trees.flatMap((tree, at) =>
    tree.aspects.map((aspect) => offset(aspect, parts[at]!.before)),
  );
  const scope = await askedScope(trees.map((tree) => tree.scope).join(". "), say);
  if (scope === null) note("structurize: scopes that the model did not give, joined of those of the parts");
  return { kind: "tree", scope: scope ?? trees.map((tree) => tree.scope).join(", "), aspects };
}
