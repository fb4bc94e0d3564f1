// Decoding on a GPU through the product's runner, as a table beside what the device's memory allows. Flags: --dry, --on DEVICE, --seconds N.
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import type { DeviceKind } from "../../runtime/model/device.ts";
import { ModelError, modelMachine, presence, type Progress, startRunner } from "../../runtime/model/index.ts";
import { decoder } from "../decoder/write.ts";
import { SHAPES } from "../decoder/shape.ts";
import { bandwidth } from "./bandwidth.ts";
import { DRY, FULL, memoryOf, readPerStep, type Trial, trials } from "./plan.ts";

const { values: flags } = parseArgs({
  options: { dry: { type: "boolean" }, on: { type: "string" }, seconds: { type: "string" } },
});
const plan = flags.dry ? DRY : FULL;
const device = { kind: (flags.on ?? (flags.dry ? "cpu" : "cuda")) as DeviceKind };
const ends = performance.now() + 1000 * Number(flags.seconds ?? 540);

/** Bytes of the device's memory; without a way to ask, no trial is left out for want of it. */
function deviceMemory(): number {
  if (device.kind === "cpu") return Infinity;
  try {
    const query = ["--query-gpu=name,memory.total", "--format=csv,noheader,nounits"];
    const said = execFileSync("nvidia-smi", query, { encoding: "utf8" }).trim();
    console.log(`device: ${said} MiB`);
    return Number(/,\s*(\d+)/.exec(said)?.[1]) * 2 ** 20;
  } catch {
    return Infinity;
  }
}

interface Measured {
  readonly prefill: number;
  readonly step: number;
  readonly first: readonly number[];
}

async function measured(dir: string, trial: Trial): Promise<Measured> {
  const runner = startRunner({ memory: 60_000, entry: new URL("./runner.mjs", import.meta.url) });
  try {
    const { handle } = await runner.load({ dir, providers: [device] });
    let last: Progress | undefined;
    let first: readonly number[] = [];
    // the first round compiles kernels and takes memory from the system; other tokens, so that nothing is known of the second
    for (const round of [0, 1]) {
      const { vocab } = SHAPES[trial.size];
      const prompts = Array.from({ length: trial.batch }, (_, row) => ({
        seed: 0,
        tokens: Array.from(
          { length: trial.context },
          (_, at) => ((at + 1) * 7919 * (row + 2) + 13 * round + 5) % vocab,
        ),
      }));
      // what is measured is a step of one token
      const options = { maxTokens: plan.tokens, temperature: 0, stop: [], lookup: false };
      for await (const { index, tokens } of runner.generate(handle, prompts, options, {
        onProgress: (progress) => (last = progress),
      }))
        if (index === 0) first = tokens;
    }
    const { promptTokens, promptMs = 0, ms } = last!;
    // whole milliseconds are told: what is tiny may take none
    return {
      prefill: (1000 * promptTokens) / Math.max(1, promptMs),
      step: Math.max(1, ms - promptMs) / (plan.tokens - 1),
      first,
    };
  } finally {
    await runner.close();
  }
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

async function main(): Promise<number> {
  const room = deviceMemory();
  const speed = await bandwidth(device, plan.side);
  console.log(
    `memory read: ${digits(speed / 1e9)} GB/s on ${device.kind} (product with ${plan.side} x ${plan.side} float32)`,
  );
  console.log(
    "| model | on | context | batch | prefill tokens/s | decode tokens/s | ms per step | bound ms | first tokens |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  let done = 0;
  for (const trial of trials(plan)) {
    const { size, context, batch } = trial;
    const row = (rest: string) =>
      console.log(`| ${size} | ${device.kind} | ${context} | ${batch} | ${rest} |`);
    const need = memoryOf(trial, plan.tokens);
    if (need > room) {
      row(`not run: takes ${digits(need / 1e9)} GB of ${digits(room / 1e9)} | | | | `);
      continue;
    }
    if (performance.now() > ends) {
      row("not run: the time is up | | | | ");
      continue;
    }
    try {
      const dir = await decoder({ size, variant: "gqa", precisions: ["fp32"] });
      const { prefill, step, first } = await measured(dir, trial);
      const bound = (1000 * readPerStep(trial)) / speed;
      const shown = [prefill, (1000 * batch) / step, step, bound].map(digits);
      row([...shown, first.slice(0, 4).join(" ")].join(" | "));
      done++;
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      row(`failed: ${error.code} ${error.cause} | | | | `);
    }
  }
  return done > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { missing, how } = presence(device.kind, await modelMachine());
  const lost = missing.length === 0 ? "" : `; missing: ${missing.join(", ")}: ${how}`;
  console.error(`no figures: ${error instanceof Error ? error.message : String(error)}${lost}`);
  process.exitCode = 1;
}
