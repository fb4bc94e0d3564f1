// A thread that looks at cells one after the other; the main thread sees by the shared counter where it is.
import { parentPort, workerData } from "node:worker_threads";
import { corpusFacts } from "./facts.ts";
import { type Fault, judge, rulesOf } from "./judge.ts";
import { mutant } from "./mutate.ts";
import { shrunk } from "./shrink.ts";

/** What the main thread hands over. */
export interface Work {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Holds the index of the cell that is looked at. */
  readonly at: Int32Array;
}
/** In place of an index: what is done now may take its time. */
export const SHRINKING = -1;
export interface Found extends Fault {
  readonly index: number;
  readonly text: string;
  readonly small: string;
}
export type Message =
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "rules" | "codes"; readonly names: readonly string[] }
  | { readonly kind: "done"; readonly slowest: number; readonly slow: number };

/** Every so many cells the rules of the grammar are counted; it costs another parse. */
const SAMPLE = 16;
/** Every so many cells the formatted text is looked at again. */
const TWICE = 4;
const REPORT = 2000;

const { seed, from, to, at } = workerData as Work;
const send = (message: Message): void => parentPort?.postMessage(message);
const facts = await corpusFacts();
const [rules, codes] = [new Set<string>(), new Set<string>()];
let [slowest, slow] = [0, -1];

for (let index = from; index < to; index++) {
  const cell = mutant(seed, index);
  Atomics.store(at, 0, index);
  const start = performance.now();
  const verdict = judge(cell, facts, { twice: index % TWICE === 0 });
  const took = performance.now() - start;
  if (took > slowest) [slowest, slow] = [took, index];
  for (const code of verdict.codes) codes.add(code);
  if (index % SAMPLE === 0) for (const rule of rulesOf(cell)) rules.add(rule);
  if (verdict.faults.length > 0) Atomics.store(at, 0, SHRINKING);
  for (const found of verdict.faults) {
    const again = (text: string): boolean =>
      judge({ ...cell, text }, facts).faults.some(({ kind }) => kind === found.kind);
    send({ kind: "found", found: { ...found, index, text: cell.text, small: shrunk(cell.text, again) } });
  }
  if (index % REPORT === 0) tell();
}
Atomics.store(at, 0, SHRINKING);
tell();
send({ kind: "done", slowest, slow });

function tell(): void {
  send({ kind: "rules", names: [...rules] });
  send({ kind: "codes", names: [...codes] });
}
