// A device that goes while a run is under way: the next one named goes on, and answers, keys, notes and rows say which was which.
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isGone } from "../../runtime/model/device.ts";
import { type LoadedModel, ModelError, type Runner } from "../../runtime/model/index.ts";
import { startRunner } from "../../runtime/model/runner.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { reach } from "./call.ts";
import { folder, makeRunner, nano, refusal } from "./model/help.ts";
import { ran, type Ran } from "./program.ts";

const GONE = "CUDA failure 999: unknown error";

test.each<readonly [string, boolean]>([
  [GONE, true],
  ["CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0", true],
  ["Device was lost: device removed", true],
  ["CUDA failure 2: out of memory", false],
  ["Failed to allocate memory for requested buffer of size 12345", false],
  ["no kernel for an eight", false],
])("'%s' says of a device that it is gone: %s", (cause, gone) => {
  expect(isGone(cause)).toBe(gone);
});

describe("a run on cuda else cpu whose device goes after its first answer", () => {
  let real: Runner;
  beforeAll(async () => {
    real = await makeRunner();
  });

  /** The real runner, whose model claims to be on cuda until it is asked a second time. */
  function leaving(): Runner {
    let requests = 0;
    const cpu: Partial<LoadedModel> = {
      provider: "cpu",
      tried: [
        { provider: "cuda", ok: false, reason: "no device" },
        { provider: "cpu", ok: true },
      ],
    };
    let info: LoadedModel;
    return {
      ...real,
      load: async (request) => {
        info = { ...(await real.load({ ...request, providers: [{ kind: "cpu" }] })), provider: "cuda" };
        return info;
      },
      async *generate(handle, prompts, options, hooks = {}) {
        const first = ++requests === 1;
        if (!first) hooks.onLoaded?.({ ...info, ...cpu });
        for await (const made of real.generate(handle, prompts, options, hooks)) {
          yield made;
          if (first) throw new ModelError("E510", `the runner process died (${GONE})`, "");
        }
      },
    };
  }

  const program = (on: string): string => `
model m = onnx("nano") on ${on} { max_tokens: 4 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ id: 1, text: "one two" }, { id: 2, text: "three" }, { id: 3, text: "four five" }])
run r over t { ask p(.text) with m }
show r |> select(.id, .output)`;

  const asked = (runner: Runner, on: string, store: Store): Promise<Ran> =>
    ran(program(on), { deps: { runner, store, files: { ...reach().files, locate: async () => nano } } });

  test("is finished on the cpu, and says so; what each answer is stored under names its own device", async () => {
    const store = memoryStore();
    const done = await asked(leaving(), "cuda else cpu", store);
    expect(done.failed).toEqual([]);
    expect(done.volatile.join("\n")).toMatch(/r: 3 calls made, .*; on cuda, cpu; the runner process died/);
    expect(done.shown.join("\n")).toContain("W301 model 'm' runs on cpu: cuda is not usable (no device)");
    // two of the three are the cpu's, and no more
    const onCpu = await asked(real, "cpu", store);
    expect(onCpu.volatile.join("\n")).toContain("r: 1 calls made, 2 from the store");
    expect(onCpu.shown.at(-1)).toBe(done.shown.at(-1));
  });
});

describe("a process that dies, and loads its model on another device", () => {
  /** A runner whose process is this text, told at its first start and later ones apart. */
  function played(): Runner {
    const entry = join(folder(), "process.mjs");
    writeFileSync(
      entry,
      `import { existsSync, writeFileSync } from "node:fs";
       const [mark, later] = [import.meta.filename + ".mark", existsSync(import.meta.filename + ".mark")];
       writeFileSync(mark, "");
       const tried = later ? [{ provider: "cuda", ok: false, reason: "no device" }] : [];
       process.on("disconnect", () => process.exit());
       process.on("message", ({ kind, id, args }) => {
         const model = { handle: args.handle, digest: "d", provider: later ? "cpu" : "cuda", tried };
         if (kind === "generate" && !later) process.kill(process.pid, "SIGKILL");
         else process.send({ kind: "done", id, value: kind === "load" ? model : null });
       });`,
    );
    const runner = startRunner({ entry });
    onTestFinished(() => runner.close());
    return runner;
  }
  const providers = [{ kind: "cuda" }, { kind: "cpu" }] as const;
  const generate = async (runner: Runner, handle: number, onLoaded?: (model: LoadedModel) => void) => {
    const options = { temperature: 0, stop: [], maxTokens: 1 };
    for await (const made of runner.generate(handle, [], options, onLoaded && { onLoaded }))
      expect(made).toBeUndefined();
  };

  test("is an error for whoever would not hear of it", async () => {
    const runner = played();
    const { handle, provider } = await runner.load({ dir: "dir", providers });
    expect(provider).toBe("cuda");
    expect(await refusal(generate(runner, handle))).toMatchObject({ code: "E510" });
    expect(await refusal(generate(runner, handle))).toMatchObject({
      code: "E503",
      cause: "dir ran on cuda until its process died, and now on cpu: cuda (no device)",
    });
  });

  test("is told to whoever listens", async () => {
    const runner = played();
    const { handle } = await runner.load({ dir: "dir", providers });
    await refusal(generate(runner, handle));
    const heard: string[] = [];
    await generate(runner, handle, (model) => void heard.push(model.provider));
    expect(heard).toEqual(["cpu"]);
  });
});
