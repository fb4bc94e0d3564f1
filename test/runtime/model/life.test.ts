// The life of the runner process: cancellation, death, restart, time limits, no orphans.
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { tunables } from "../../../runtime/model/child.ts";
import type { Generation, LoadedModel, Progress } from "../../../runtime/model/protocol.ts";
import { type Runner, startRunner } from "../../../runtime/model/runner.ts";
import {
  answers,
  backends,
  copy,
  directory,
  folder,
  greedy,
  nano,
  refusal,
  runnerEntry,
  runnerSource,
  testRunner,
  words,
} from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
/** Several seconds of work: prompts of words drawn by a fixed rule, long random answers. */
const prompts = Array.from({ length: 64 }, (_, row) => ({
  tokens: Array.from({ length: 200 }, (__, n) => 10 + ((row * 31 + n * 17) % 600)),
  seed: row,
}));
const long = { temperature: 2, maxTokens: 300, stop: [] };
const short = { ...greedy, maxTokens: 5 };
const one = prompts.slice(0, 1);

/** A tokenizer whose splitting pattern takes exponential time on {@link slowText}. */
const slow = (): string =>
  directory({
    "tokenizer.json": {
      ...words(3),
      pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated", invert: false },
    },
    "config.json": { n_positions: 8 },
  });
const slowText = `${"a".repeat(60)}!`;

async function ends(pid: number, within: number): Promise<boolean> {
  for (const until = Date.now() + within; Date.now() < until;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Kills the process at the first sign of work. */
const killed = (runner: Runner, model: LoadedModel): Promise<Generation[]> =>
  answers(runner, model, prompts, long, { onProgress: () => void process.kill(runner.pid()!, "SIGKILL") });

describe("cancelling", () => {
  test("stops between tokens, and the model stays loaded", async () => {
    const runner = await testRunner();
    const model = await runner.load({ dir: nano, providers: cpu });
    const pid = runner.pid();
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error("enough"));
    const call = answers(runner, model, prompts, long, { signal: stop.signal, onProgress });
    await expect(call).rejects.toThrow("enough");
    expect(await answers(runner, model, one, short)).toHaveLength(1);
    expect(runner.pid()).toBe(pid);
  });

  test.each(backends)(
    "%s: stops a prefill that is under way, and the model stays loaded",
    async (backend) => {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir: nano, providers: cpu });
      const pid = runner.pid();
      // seconds of prompts and of nothing else
      const documents = prompts.map(({ seed }) => ({
        tokens: Array.from({ length: 1800 }, (_, n) => 10 + ((seed * 31 + n * 17 + n * n) % 600)),
        seed,
      }));
      const stop = new AbortController();
      const heard: Progress[] = [];
      const onProgress = (progress: Progress): void => {
        heard.push(progress);
        stop.abort(new Error("enough"));
      };
      const call = answers(runner, model, documents, short, { signal: stop.signal, onProgress });
      await expect(call).rejects.toThrow("enough");
      expect(heard[0]!.promptTokens).toBeLessThan(documents.length * 1800);
      expect(await answers(runner, model, one, short)).toHaveLength(1);
      expect(runner.pid()).toBe(pid);
    },
  );

  test("a signal that has fired already starts nothing; leaving the loop cancels", async () => {
    const runner = await testRunner();
    const model = await runner.load({ dir: nano, providers: cpu });
    const signal = AbortSignal.abort(new Error("never"));
    await expect(answers(runner, model, prompts, long, { signal })).rejects.toThrow("never");
    for await (const generation of runner.generate(model.handle, prompts, { ...long, maxTokens: 2 })) {
      expect(generation.tokens.length).toBeGreaterThan(0);
      break;
    }
    expect(await answers(runner, model, one, short)).toHaveLength(1);
  });
});

test("a crash of native code gives up the C interface: the next process goes by the binding, and says so", async () => {
  const runner = await testRunner({ backend: "auto" });
  const model = await runner.load({ dir: nano, providers: cpu });
  expect(model.backend).toBe("ffi");
  const before = await answers(runner, model, one, short);
  const crash = () => void process.kill(runner.pid()!, "SIGSEGV");
  await refusal(answers(runner, model, prompts, long, { onProgress: crash }));
  const loaded: LoadedModel[] = [];
  const after = await answers(runner, model, one, short, { onLoaded: (now) => loaded.push(now) });
  expect(after[0]!.tokens).toEqual(before[0]!.tokens);
  expect(loaded).toMatchObject([
    { backend: "binding", backendReason: "the process in which it ran died (killed by SIGSEGV)" },
  ]);
});

test("a crash while a model is loaded is not the caller's: it is loaded through the binding", async () => {
  const runner = await testRunner({ backend: "auto" });
  const loading = runner.load({ dir: nano, providers: cpu });
  process.kill(runner.pid()!, "SIGSEGV");
  expect(await loading).toMatchObject({
    backend: "binding",
    backendReason: "the process in which it ran died (killed by SIGSEGV)",
  });
  const stubborn = await testRunner({ backend: "ffi" });
  const asked = refusal(stubborn.load({ dir: nano, providers: cpu }));
  process.kill(stubborn.pid()!, "SIGSEGV");
  expect(await asked).toMatchObject({ code: "E510" });
});

test("a backend that is asked for by a wrong name is refused", async () => {
  vi.stubEnv("STRUX_BACKEND", "cuda");
  onTestFinished(() => void vi.unstubAllEnvs());
  const runner = startRunner({ entry: await runnerEntry() });
  onTestFinished(() => runner.close());
  const error = await refusal(runner.load({ dir: nano, providers: cpu }));
  expect(error.message).toBe("STRUX_BACKEND is 'cuda'; write ffi, binding or auto");
  expect(await runner.count(nano, ["a"])).toHaveLength(1);
});

describe("a runner that is killed", () => {
  test("fails what it was doing by name, and starts anew at the next call", async () => {
    const runner = await testRunner();
    const model = await runner.load({ dir: nano, providers: cpu });
    const before = await answers(runner, model, one, short);
    const pid = runner.pid();
    const error = await refusal(killed(runner, model));
    expect(error).toMatchObject({ name: "ModelError", code: "E510" });
    expect(error.cause).toMatch(
      /^the runner process died during generate with .*strux-nano \(killed by SIGKILL\)$/,
    );
    const after = await answers(runner, model, one, short);
    expect(after[0]!.tokens).toEqual(before[0]!.tokens);
    expect(runner.pid()).not.toBe(pid);
  });

  test("does not take a model that changed on disk for the old one", async () => {
    const runner = await testRunner();
    const graph = copy(join(nano, "onnx/model.onnx"));
    const dir = directory({
      "model.onnx": graph,
      "tokenizer.json": words(704),
      "config.json": { n_positions: 512 },
    });
    const model = await runner.load({ dir, providers: cpu });
    await refusal(killed(runner, model));
    writeFileSync(join(dir, "config.json"), JSON.stringify({ n_positions: 511 }));
    expect(await refusal(answers(runner, model, one, short))).toMatchObject({ code: "E514" });
  });

  test("that cannot start says why", async () => {
    const error = await refusal((await testRunner({ entry: "/nowhere/runner.mjs" })).count(nano, ["a"]));
    expect(error.code).toBe("E510");
    expect(error.cause).toContain("(exit status 1: Error: Cannot find module '/nowhere/runner.mjs')");
  });

  test("a closed one takes no calls, and its process is gone", async () => {
    const runner = await testRunner();
    await runner.count(nano, ["a b"]);
    const pid = runner.pid()!;
    await runner.close();
    expect(await ends(pid, 100)).toBe(true);
    expect(await refusal(runner.count(nano, ["a"]))).toMatchObject({ code: "E515" });
  });
});

test("an idle runner does not keep its parent alive, and goes with it", async () => {
  const place = folder();
  const file = join(place, "parent.mjs");
  const bundle = await rolldown({ input: runnerSource, platform: "node", logLevel: "silent" });
  await bundle.write({ file: join(place, "runner.mjs"), format: "esm" });
  await bundle.close();
  writeFileSync(
    file,
    `import { startRunner } from "./runner.mjs";
     const runner = startRunner({ entry: ${JSON.stringify(await runnerEntry())} });
     await runner.count(${JSON.stringify(nano)}, ["a"]);
     process.send(runner.pid());
     process.disconnect();`,
  );
  const parent = fork(file, { execArgv: [] });
  const pid = await new Promise<number>((resolve) => parent.on("message", resolve));
  expect(await ends(parent.pid!, 30_000)).toBe(true);
  expect(await ends(pid, 30_000)).toBe(true);
});

describe("a time limit", () => {
  test("ends a tokenizer pattern that does not, and names it", async () => {
    const runner = await testRunner({ limit: 3 });
    const dir = slow();
    const error = await refusal(runner.count(dir, [slowText]));
    expect(error.code).toBe("E508");
    expect(error.cause).toMatch(/^count with the tokenizer of .* took longer than 3(\.\d+)? s$/);
    expect(await runner.count(dir, ["b"])).toEqual([1]);
  });

  test("ends a chat template that loops", async () => {
    const runner = await testRunner({ limit: 0.5 });
    const loop = "{% for a in range(20000) %}{% for b in range(20000) %}{% endfor %}{% endfor %}";
    const dir = directory({
      "tokenizer.json": words(3),
      "config.json": { n_positions: 8 },
      "chat_template.jinja": loop,
    });
    expect(await refusal(runner.chat(dir, [{ role: "user", content: "w1" }]))).toMatchObject({
      code: "E508",
    });
  });
});

describe("no orphan is left when the parent is killed", () => {
  test.each(backends)("while a model is run, on %s", async (backend) => {
    const place = folder();
    const bundle = await rolldown({ input: runnerSource, platform: "node", logLevel: "silent" });
    await bundle.write({ file: join(place, "runner.mjs"), format: "esm" });
    await bundle.close();
    writeFileSync(
      join(place, "parent.mjs"),
      `import { startRunner } from "./runner.mjs";
       const runner = startRunner({ entry: ${JSON.stringify(await runnerEntry())}, backend: "${backend}" });
       const model = await runner.load({ dir: ${JSON.stringify(nano)}, providers: [{ kind: "cpu" }] });
       const hooks = { onProgress: () => process.send(runner.pid()) };
       for await (const _ of runner.generate(model.handle, ${JSON.stringify(prompts)}, ${JSON.stringify(long)}, hooks));`,
    );
    const parent = fork(join(place, "parent.mjs"), { execArgv: [] });
    const pid = await new Promise<number>((resolve) => parent.on("message", resolve));
    parent.kill("SIGKILL");
    expect(await ends(pid, 5000)).toBe(true);
  });

  const request = {
    idle: { kind: "count", id: 1, args: { dir: nano, texts: ["a"] } },
    computing: { kind: "count", id: 1, args: { dir: slow(), texts: [slowText] } },
  };

  test.each(["idle", "computing"] as const)("while the runner is %s", async (what) => {
    const file = join(folder(), "parent.mjs");
    const settings = `JSON.stringify({ parent: process.pid, threads: 1, memory: 1e9, choice: { backend: "auto" } })`;
    writeFileSync(
      file,
      `import { fork } from "node:child_process";
       const child = fork(${JSON.stringify(await runnerEntry())}, [${settings}], { serialization: "advanced" });
       child.on("message", () => process.send(child.pid));
       child.send(${JSON.stringify(request[what])});`,
    );
    const parent = fork(file, { execArgv: [] });
    const pid = await new Promise<number>((resolve) => parent.on("message", resolve));
    parent.kill("SIGKILL");
    expect(await ends(pid, 5000)).toBe(true);
  });
});

test("what the user tells glibc comes after what the process is told anyway, so that it counts", () => {
  expect(tunables("glibc.malloc.hugetlb=0")).toMatch(/^glibc.malloc.hugetlb=1:.*:glibc.malloc.hugetlb=0$/);
  expect(tunables()).not.toMatch(/:$/);
});
