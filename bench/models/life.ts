// What goes on around a model: loading it again, the process that waits for it, many loads in one process.
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { decoder } from "../decoder/write.ts";
import type { LoadedModel } from "../../runtime/model/protocol.ts";
import type { RunnerOptions } from "../../runtime/model/runner.ts";
import { ids, median, start } from "./ours.ts";
import type { Row, Setting } from "./row.ts";

/** Milliseconds that the optimised graph may take to appear. */
const PATIENCE = 180_000;

/** Half a gigabyte: before there is an optimised graph, and then as every process does that comes later. */
export async function loads({ full, threads, peer }: Setting): Promise<Row[]> {
  const dir = await decoder({ size: "100M", variant: "gqa", precisions: ["fp32"] });
  const plain = await loaded(dir, { threads });
  const began = performance.now();
  while (!(await loaded(dir, { threads, optimizeFrom: 64 })).optimized) {
    if (performance.now() - began > PATIENCE) throw new Error("no optimised graph was made");
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  const times: number[] = [];
  for (let n = 0; n < (full ? 9 : 5); n++) times.push((await loaded(dir, { threads, optimizeFrom: 64 })).ms);
  const other = await peer?.load(dir, "fp32", threads);
  return [
    { what: "100M fp32 (500 MB): load as it is", value: plain.ms / 1000, unit: "s" },
    {
      what: "100M fp32 (500 MB): load, second time",
      value: median(times) / 1000,
      unit: "s",
      target: "<= 0.6",
    },
    ...(other === undefined
      ? []
      : [{ what: "100M fp32 (500 MB): load by transformers.js", value: other / 1000, unit: "s" }]),
  ];
}

/** By a process of its own; its start is not counted. */
async function loaded(dir: string, options: RunnerOptions): Promise<LoadedModel> {
  const ours = await start(dir, options);
  await ours.close();
  return ours.model;
}

/** Of the process that asks, while the runner reads prompts and answers. */
export async function gaps({ threads }: Setting): Promise<Row[]> {
  const dir = await decoder({ size: "24M", variant: "gqa", precisions: ["fp32"] });
  const ours = await start(dir, { threads });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  try {
    delay.enable();
    await ours.generate(
      Array.from({ length: 32 }, (_, n) => ids(128, n)),
      32,
    );
    delay.disable();
    const what = "the process that asks, while a model runs: gap of its event loop";
    return [
      { what: `${what}, p99`, value: delay.percentile(99) / 1e6, unit: "ms", target: "<= 5" },
      { what: `${what}, longest`, value: delay.max / 1e6, unit: "ms" },
    ];
  } finally {
    await ours.close();
  }
}

/** An interrupt in the middle of a long prompt: until it is heard, and the next prompt is begun. */
export async function stops({ full, threads }: Setting): Promise<Row[]> {
  const dir = await decoder({ size: "100M", variant: "gqa", precisions: ["fp32"] });
  const ours = await start(dir, { threads });
  const options = { maxTokens: 1, temperature: 0, stop: [] };
  try {
    const times: number[] = [];
    for (let n = 0; n < (full ? 15 : 7); n++) {
      const cut = new AbortController();
      const prompt = [{ tokens: ids(8192, n), seed: 0 }];
      const hooks = { signal: cut.signal };
      const running = (async () => {
        for await (const _ of ours.runner.generate(ours.model.handle, prompt, options, hooks));
      })().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300 + 20 * n));
      const began = performance.now();
      cut.abort();
      await running;
      await ours.generate([[1]], 1); // waits its turn until the pass has ended
      times.push(performance.now() - began);
    }
    const what = "100M fp32, a prompt of 8192 tokens is interrupted: until the next one is answered";
    return [
      { what: `${what}, median`, value: median(times), unit: "ms" },
      {
        what: `${what}, longest of ${times.length}`,
        value: Math.max(...times),
        unit: "ms",
        target: "<= 100",
      },
    ];
  } finally {
    await ours.close();
  }
}

/** Loads, answers and releases, again and again in one process: its anonymous memory after a quarter of them, and at the end. */
export async function lives(): Promise<Row[]> {
  if (process.platform !== "linux") return [];
  const [rounds, each] = [2000, 50];
  const dir = await decoder({ size: "tiny", variant: "gqa", precisions: ["fp32"] });
  const ours = await start(dir, { threads: 1 });
  const { runner } = ours;
  try {
    let early = NaN;
    for (let n = 1; n <= rounds; n++) {
      const { handle } = await runner.load({ dir, providers: [{ kind: "cpu" }] });
      const asked = [{ tokens: [n % 500, 7, 11], seed: n }];
      for await (const _ of runner.generate(handle, asked, { maxTokens: each, temperature: 0, stop: [] }));
      await runner.release(handle);
      if (n === rounds / 4) early = anonymous(runner.pid()!);
    }
    const growth = (100 * (anonymous(runner.pid()!) - early)) / early;
    const what = `${rounds} loads and releases, ${rounds * each} tokens`;
    return [{ what: `${what}: growth of anonymous memory`, value: growth, unit: "%", target: "<= 5" }];
  } finally {
    await ours.close();
  }
}

/** Anonymous memory of a process, in bytes; Linux alone tells. */
const anonymous = (pid: number): number =>
  Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
