// Graphs whose attention is told where each token stands and what it sees: rows that begin alike can then be branches of one.
import { attribute, bodies, everyNode, makeStated, type Model, type Node, nodes, stated } from "./graph.ts";
import { holding, type Message, replaced } from "./message.ts";
import { regraphed, swapped } from "./patch.ts";
import { type Element, GRAPH, NODE } from "./schema.ts";

/** The input that says where each token stands, int64 [B,S]; there where the attention itself turns queries and keys by it. */
export const BRANCH_POSITIONS = "branch_positions";
/** The input that is added to the scores [1,1,S,T]: 0 where a token sees a column, the lowest number where it does not. */
export const BRANCH_BIAS = "branch_bias";

/** Inputs of GroupQueryAttention by their place. */
const [PAST_KEY, TOTAL, POSITIONS, BIAS] = [3, 6, 9, 10];

const attends = ({ op }: Node): boolean => op === "GroupQueryAttention";

/**
 * The attentions of a graph, where all that reads keys and values is GroupQueryAttention that sees everything before and has no bias
 * of its own, and where nothing else depends on how many columns there are; none otherwise.
 */
export function branching(graph: Message): Node[] {
  const caches = stated(graph, "input").filter(({ name }) => name.startsWith("past"));
  const found = nodes(graph).filter(attends);
  const read = new Set(found.flatMap(({ inputs }) => inputs.slice(PAST_KEY, PAST_KEY + 2)));
  const plain = (node: Node): boolean =>
    !node.inputs[BIAS] && (attribute(node, "local_window_size") ?? -1) < 0;
  const fits = caches.length > 0 && caches.every(({ name }) => read.has(name)) && found.every(plain);
  return fits && !countsColumns(graph) ? found : [];
}

/**
 * Whether the columns of a pass decide on more than the lengths of its attention, of which branches have more than each by itself:
 * on cosines that are others beyond a length (LongRoPE), on positions that the graph counts, on what another layer reads of keys.
 */
function countsColumns(graph: Message): boolean {
  const { columns, readers } = following(graph);
  return readers.some(attends) || columns.has("logits");
}

/**
 * Whether a graph computes something else where a pass has many columns than where it has few: then a row depends on the rows beside
 * it, and on how its prompt was cut.
 */
export const switches = (graph: Message): boolean =>
  nodes(graph).some(attends) && following(graph).readers.some(({ op }) => op === "If");

/** What follows from how many columns a pass has, and the nodes that read it: of attention what it reads beside its lengths. */
function following(graph: Message): {
  readonly columns: ReadonlySet<string>;
  readonly readers: readonly Node[];
} {
  const given = stated(graph, "input").map(({ name }) => name);
  const columns = new Set(given.filter((name) => name === "attention_mask" || name.startsWith("past")));
  const readers: Node[] = [];
  for (const node of nodes(graph)) {
    const own = attends(node);
    const inside = bodies(node).flatMap(everyNode);
    const read = own
      ? node.inputs.filter((_, at) => at < PAST_KEY || at > TOTAL)
      : [node, ...inside].flatMap(({ inputs }) => inputs);
    const follows = read.some((name) => columns.has(name));
    if (follows) readers.push(node);
    // the keys and values that attention gives, and not what it says
    if (own || follows) for (const name of node.outputs.slice(own ? 1 : 0)) columns.add(name);
  }
  return { columns, readers };
}

/** Adds {@link BRANCH_BIAS}, and where positions are counted by the attention {@link BRANCH_POSITIONS}; other graphs stay as they are. */
export function branched(model: Model): Model {
  const found = branching(model.graph);
  const [first] = found;
  const type = stated(model.graph, "input").find(({ name }) => name === first?.inputs[PAST_KEY])?.type;
  if (type === undefined) return model;
  const turned = found.filter((node) => counts(node));
  const wired = new Map(
    found.map((node) => [node.field, [holding(GRAPH.node, rewired(node, turned.includes(node)))]]),
  );
  return regraphed(swapped(model, wired), (graph) => [
    ...graph,
    ...(turned.length > 0 ? [given(BRANCH_POSITIONS, "int64", ["branch_rows", "branch_tokens"])] : []),
    given(BRANCH_BIAS, type, [1, 1, "branch_tokens", "branch_columns"]),
  ]);
}

const given = (name: string, type: Element, shape: readonly (number | string)[]) =>
  makeStated("input", name, type, shape);

const counts = (node: Node): boolean => attribute(node, "do_rotary") === 1 && !node.inputs[POSITIONS];

function rewired({ fields, inputs }: Node, positions: boolean): Message {
  const all = Array.from({ length: Math.max(inputs.length, BIAS + 1) }, (_, at) => inputs[at] ?? "");
  if (positions) all[POSITIONS] = BRANCH_POSITIONS;
  all[BIAS] = BRANCH_BIAS;
  return replaced(
    fields,
    NODE.input,
    all.map((name) => holding(NODE.input, name)),
  );
}
