// One prompt at a time: how near to the bandwidth of the memory, and beside the peer, at short and at long contexts.
import { readFileSync } from "node:fs";
import { cachePerToken, type Precision, readPerToken, SHAPES, type Size } from "../decoder/shape.ts";
import { decoder } from "../decoder/write.ts";
import { ids, median, start, stepMs } from "./ours.ts";
import { type Answer } from "./peer.ts";
import { beside, equal, type Row, type Setting } from "./row.ts";

interface Case {
  readonly size: Size;
  readonly precision: Precision;
  readonly context: number;
  readonly rounds: number;
  readonly tokens: number;
  /** Of the ratio to the peer. */
  readonly target: string;
}

/** Short contexts: the weights are what is read. */
export function decode(setting: Setting): Promise<Row[]> {
  const rounds = setting.full ? 7 : 3;
  const cases = (["fp32", "int4"] as const).flatMap((precision) =>
    [16, 256].map((context) => {
      const target = context === 16 ? ">= 1" : ">= 1.5";
      return { size: "100M" as const, precision, context, rounds, tokens: 32, target };
    }),
  );
  return measured(setting, cases);
}

/** Long contexts: the cache is what is copied, or not. Of the small decoder, as the peer computes all logits of a prompt. */
export function contexts(setting: Setting): Promise<Row[]> {
  const wanted: readonly (readonly [number, string])[] = setting.full
    ? [
        [4096, ">= 2"],
        [16_384, ">= 4"],
        [32_768, ">= 5"],
      ]
    : [[4096, ">= 2"]];
  return measured(
    setting,
    wanted.map(([context, target]) => ({
      size: "24M",
      precision: "fp32",
      context,
      rounds: 1,
      tokens: 17,
      target,
    })),
  );
}

async function measured(setting: Setting, cases: readonly Case[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of cases) rows.push(...(await compared(setting, one)));
  return rows;
}

/** Ours and the peer's by turns, on the same files with as many threads. */
async function compared({ threads, meter, peer }: Setting, one: Case): Promise<Row[]> {
  const { size, precision, context, rounds, tokens, target } = one;
  const dir = await decoder({ size, variant: "gqa", precisions: [precision] });
  await peer?.load(dir, precision === "fp32" ? "fp32" : "q4", threads);
  const ours = await start(dir, { threads });
  try {
    const steps: { own: number[]; peer: number[]; speed: number[] } = { own: [], peer: [], speed: [] };
    const pairs: [readonly number[], readonly number[]][] = [];
    // the first round warms up
    for (let round = 0; round <= rounds; round++) {
      const prompt = ids(context, round);
      steps.speed.push(await meter.read());
      const other = await peer?.generate(prompt, tokens);
      // the peer looks nothing up either, and the bound is that of one token at a time
      const own = await ours.generate([prompt], tokens, { lookup: false });
      if (round === 0 && rounds > 1) continue;
      steps.own.push(stepMs(own));
      if (other) steps.peer.push(between(other));
      if (other) pairs.push([own.tokens[0] ?? [], other.tokens]);
    }
    const [own, other] = [median(steps.own), peer === null ? null : median(steps.peer)];
    const what = `${size} ${precision}, after ${context} tokens`;
    const speed = median(steps.speed);
    const bound = (1000 * bytesPerToken(one)) / speed;
    return [
      { what: `${what}: memory read by ${threads} threads, in turns`, value: speed / 1e9, unit: "GB/s" },
      { what: `${what}: decode`, value: 1000 / own, unit: "tokens/s" },
      { what: `${what}: share of the bandwidth bound`, value: bound / own, unit: "", ...hope(one) },
      ...beside(`${what}: decode`, other, own, target),
      ...equal(what, pairs),
      ...memory(ours.runner.pid(), what, one),
    ];
  } finally {
    await ours.close();
  }
}

const hope = ({ precision, context }: Case): { readonly target?: string } =>
  precision === "fp32" && context <= 256 ? { target: ">= 0.95" } : {};

/** Weights are read once per token, and so is the cache. Four bits come with a float32 for each 32 of them. */
function bytesPerToken({ size, precision, context }: Case): number {
  const shape = SHAPES[size];
  return readPerToken(shape) * (precision === "fp32" ? 4 : 0.5 + 4 / 32) + context * cachePerToken(shape);
}

/** Milliseconds per token after the first, as ours are counted. */
const between = ({ at }: Answer): number => (at.at(-1)! - at[0]!) / Math.max(1, at.length - 1);

/** At its height, beyond what weights and cache take; Linux alone tells. */
function memory(pid: number | undefined, what: string, { size, precision, context }: Case): Row[] {
  if (process.platform !== "linux" || pid === undefined || context < 4096) return [];
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
  const shape = SHAPES[size];
  const weights = (readPerToken(shape) + shape.vocab * shape.width) * (precision === "fp32" ? 4 : 1);
  const value = (peak - weights - context * cachePerToken(shape)) / 1e6;
  return [{ what: `${what}: memory beside weights and cache`, value, unit: "MB", target: "<= 300" }];
}
