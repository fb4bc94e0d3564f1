// What a graph's cache allows, found out by trying: its logits must be those that one row has alone, computed at once.
import { fromHalf } from "../onnx/half.ts";
import type { Graph, Numbers } from "./backend/graph.ts";
import { type Branch, grow } from "./branch.ts";
import { type Fit, gather, lengthOf, whole } from "./cache.ts";
import { fetched, pass, type Passed, type Setup } from "./forward.ts";
import type { Layout } from "./layout.ts";

/** Prompts of different lengths, and a token that follows each. */
const long = { prompt: [1, 2, 3, 1, 2], next: 3 };
const short = { prompt: [2, 3, 1], next: 1 };
const other = { prompt: [3, 1, 2, 1, 3], next: 2 };
type Trial = typeof long;
/** Columns that suffice for each. */
const ROOM = 16;

/** Nothing is taken for granted. */
const least: Fit = { continues: false, chunk: 256, rows: "alone", shared: false, branches: false };

/** For providers that attend otherwise over long prompts: tokens at once, and how many go to a pass where that goes wrong. */
const [LONG, CHUNK] = [40, 16];

/**
 * Tries the graph: a dozen passes of a few tokens. What fails or gives other logits is not used.
 * @throws Error where the graph cannot even be run on one prompt.
 */
export async function makeSetup(graph: Graph, layout: Layout): Promise<Setup> {
  const setup = (fit: Partial<Fit>): Setup => ({
    graph,
    layout,
    inPlace: graph.inPlace,
    fit: { ...least, ...fit },
  });
  const plain = setup({});
  const alike = async (tried: () => Promise<readonly Row[]>, expected: readonly Row[]): Promise<boolean> => {
    const found = await tried().catch(() => []);
    return found.length === expected.length && found.every((row, at) => near(row, expected[at]!));
  };
  const [once, a, b, c] = [
    ...(await fed(plain, [[...long.prompt, long.next]])),
    ...(await grown(plain, [long])),
    ...(await grown(plain, [short])),
    ...(await grown(plain, [other])),
  ] as const;
  const parts = [long.prompt.slice(0, 2), [...long.prompt.slice(2), long.next]];
  const continues = await alike(() => fed(plain, parts), [once!]);
  const chunk =
    continues && graph.away && !(await longPasses(plain).catch(() => false)) ? CHUNK : least.chunk;
  const mixed: readonly Fit["rows"][] = layout.mask ? ["packed", "masked"] : [];
  const together = [
    ...mixed.map((rows) => [rows, [long, short], [a!, b!]] as const),
    ["equal", [long, other], [a!, c!]] as const,
  ];
  let rows: Fit["rows"] = "alone";
  for (const [kind, trials, expected] of together)
    if (rows === "alone" && (await alike(() => grown(setup({ rows: kind }), trials), expected))) rows = kind;
  const shared =
    graph.inPlace &&
    graph.local &&
    rows === "packed" &&
    (await alike(() => grown(setup({ rows, shared: true }), [long, short]), [a!, b!]));
  const branches =
    layout.branches !== undefined &&
    rows === "packed" &&
    continues &&
    (await alike(() => forked(setup({ rows, shared, continues })), await apart(plain)));
  graph.clear();
  return setup({ continues, chunk, rows, shared, branches });
}

/**
 * Whether many tokens at once come to what they come to in parts. ONNX Runtime 1.30 has a kernel for 32 tokens and more on WebGPU
 * that passes keys over where the adapter computes in groups of less than 16.
 */
async function longPasses(setup: Setup): Promise<boolean> {
  const prompt = Array.from({ length: LONG }, (_, at) => 1 + (at % 3));
  const parts = Array.from({ length: Math.ceil(LONG / CHUNK) }, (_, n) =>
    prompt.slice(n * CHUNK, (n + 1) * CHUNK),
  );
  const [once, expected] = [await fed(setup, [prompt]), await fed(setup, parts)];
  return near(once[0]!, expected[0]!);
}

/** What a row has come to: its logits, and what is cached of it. */
type Row = readonly Numbers[];

async function come(setup: Setup, { cache, logits }: Passed): Promise<Row[]> {
  const pieces = await fetched(
    setup,
    cache.had.map((_, row) => whole(cache, row)),
  );
  return pieces.map((piece, row) => {
    // gathered, so that a graph that lays its rows out otherwise than was thought shows it here
    const { values } = gather(setup, [[piece]], lengthOf(cache, row));
    return [logits(row).slice(), ...Object.values(values).map(({ data }) => data)];
  });
}

/** One prompt in parts, one pass for each. */
async function fed(setup: Setup, parts: readonly (readonly number[])[]): Promise<Row[]> {
  let passed: Passed | undefined;
  for (const part of parts) passed = await pass(setup, passed?.cache ?? gather(setup, [[]], ROOM), [part]);
  return passed ? come(setup, passed) : [];
}

/** Rows after their prompts, their next token, and that token again. */
async function grown(setup: Setup, trials: readonly Trial[]): Promise<Row[]> {
  const empty = gather(
    setup,
    trials.map(() => []),
    ROOM,
  );
  const prompts = trials.map(({ prompt }) => prompt);
  const steps = trials.map(({ next }) => [next]);
  const first = await pass(setup, empty, prompts);
  const second = await pass(setup, first.cache, steps);
  const third = await pass(setup, second.cache, steps);
  return come(setup, third);
}

/** Equal but for rounding, which differs where sums are taken in another order. */
function near(a: Row, b: Row): boolean {
  const half = [...a, ...b].some((numbers) => numbers instanceof Uint16Array);
  return a.every((numbers, at) => {
    const [found, expected] = [reals(numbers), reals(b[at]!)];
    const range = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const most = range / (half ? 50 : 500);
    return found.length === expected.length && found.every((x, n) => Math.abs(x - expected[n]!) <= most);
  });
}

const reals = (numbers: Numbers): Float64Array =>
  Float64Array.from(numbers as Iterable<number | bigint>, (x) =>
    numbers instanceof Uint16Array ? fromHalf(Number(x)) : Number(x),
  );

/** Two branches of a prompt, two tokens in each. */
const twigs = [
  [3, 1],
  [2, 3],
] as const;

/** What follows them, each as a row of its own. */
async function apart(plain: Setup): Promise<Row[]> {
  const rows: Row[] = [];
  for (const twig of twigs) {
    const { logits } = await pass(plain, gather(plain, [[]], ROOM), [[...long.prompt, ...twig]]);
    rows.push([logits(0).slice()]);
  }
  return rows;
}

/** The same as branches: the first tokens of both in one pass, then the second. */
async function forked(setup: Setup): Promise<Row[]> {
  let passed = await pass(setup, gather(setup, [[]], ROOM), [long.prompt]);
  const [trunk, branches] = [long.prompt.length, twigs.map((): Branch => [])];
  for (const nth of [0, 1]) {
    const growths = twigs.map((twig, at) => ({ branch: branches[at]!, tokens: [twig[nth]!] }));
    passed = await grow(setup, { cache: passed.cache, trunk }, growths, [0, 1]);
  }
  return twigs.map((_, at) => [passed.logits(0, at).slice()]);
}
