// Passes through the graph: prefill in chunks, then one token per row; shapes in brackets.
import type { Graph, Value, Values } from "./backend/graph.ts";
import { emptyCache, lastLogits, nextCache, whole, type Cache } from "./cache.ts";
import type { Layout } from "./layout.ts";

export interface Forward {
  /** [B,S,V]; the last position is the one that counts. */
  readonly logits: Value;
  readonly cache: Cache;
}

/** Prompt tokens per pass: also how long a cancelled prefill goes on. */
const chunk = 256;

const probed = new WeakMap<Graph, Promise<boolean>>();

/**
 * Whether the graph takes several tokens after cached ones. Some exports build their mask for a prompt or a single
 * token only, and fail or attend wrongly otherwise: four tokens at once and two by two must agree.
 */
function continues(graph: Graph, layout: Layout): Promise<boolean> {
  const { signal } = new AbortController();
  const probe = async (): Promise<boolean> => {
    const empty = emptyCache(layout, 1);
    const once = await step(graph, layout, [[1, 2, 3, 1]], 0, empty, signal);
    const half = await step(graph, layout, [[1, 2]], 0, empty, signal);
    const twice = await step(graph, layout, [[3, 1]], 2, half.cache, signal);
    const [a, b] = [lastLogits(once.logits, 0), lastLogits(twice.logits, 0)];
    const [range, gap] = [
      a.reduce((most, x) => Math.max(most, Math.abs(x)), 0),
      a.map((x, id) => Math.abs(x - b[id]!)),
    ];
    return gap.every((x) => x <= range / 50);
  };
  const known = probed.get(graph) ?? probe().catch(() => false);
  probed.set(graph, known);
  return known;
}

/**
 * Prompts [B][S] of equal length, S >= 1, from an empty cache. `passed` hears of the tokens of each pass.
 * Only the last chunk's logits are copied out of the runtime. A graph that cannot continue takes the prompt whole.
 */
export async function prefill(
  graph: Graph,
  layout: Layout,
  prompts: readonly (readonly number[])[],
  signal: AbortSignal,
  passed: (tokens: number) => void,
): Promise<Forward> {
  const length = prompts[0]?.length ?? 0;
  const size = length <= chunk || (await continues(graph, layout)) ? chunk : length;
  let cache = emptyCache(layout, prompts.length);
  let past = 0;
  for (; past + size < length; past += size) {
    const part = prompts.map((tokens) => tokens.slice(past, past + size));
    cache = nextCache(layout, await pass(graph, layout, part, past, cache, signal, false));
    passed(prompts.length * size);
  }
  const rest = prompts.map((tokens) => tokens.slice(past));
  const forward = await step(graph, layout, rest, past, cache, signal);
  passed(prompts.length * (length - past));
  return forward;
}

/** Tokens [B][S] after `past` cached ones. */
export async function step(
  graph: Graph,
  layout: Layout,
  tokens: readonly (readonly number[])[],
  past: number,
  cache: Cache,
  signal: AbortSignal,
): Promise<Forward> {
  const outputs = await pass(graph, layout, tokens, past, cache, signal, true);
  return { logits: outputs["logits"]!, cache: nextCache(layout, outputs) };
}

/** One run of the graph; cancellation acts before it, and within it where the backend can. */
async function pass(
  graph: Graph,
  layout: Layout,
  tokens: readonly (readonly number[])[],
  past: number,
  cache: Cache,
  signal: AbortSignal,
  logits: boolean,
): Promise<Values> {
  signal.throwIfAborted();
  const [rows, length] = [tokens.length, tokens[0]?.length ?? 0];
  const positions = (): number[] => tokens.flatMap((row) => row.map((_, n) => past + n));
  const ones = (): number[] => Array<number>(rows * (past + length)).fill(1);
  const feeds: Record<string, Value> = {
    ...cache,
    input_ids: whole(layout.ids, tokens.flat(), [rows, length]),
  };
  if (layout.positions) feeds["position_ids"] = whole(layout.positions, positions(), [rows, length]);
  if (layout.mask) feeds["attention_mask"] = whole(layout.mask, ones(), [rows, past + length]);
  const states = layout.states.map((state) => state.output);
  const wanted = (logits ? ["logits", ...states] : states).map((name) => [name, null] as const);
  return graph.run(feeds, Object.fromEntries(wanted), signal);
}
