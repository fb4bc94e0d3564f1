// strux models: what they print of the embedded reader, and their exit statuses.
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { project, strux } from "./help.ts";

const nano = join(root, "models/strux-nano");

test("0: architecture, weights, cache, inputs, tokenizer, memory", { timeout: 60_000 }, async () => {
  const { status, stdout, stderr } = await strux(project({}), "models", "inspect", nano, "--window", "512");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(
    "  architecture  3 layers, width 160, 5 heads of keys and values of 32, vocabulary 705\n",
  );
  expect(stdout).toContain(
    "  cache         3.84 KB per token, 1.97 MB at a window of 512: past.{i}.key/value",
  );
  expect(stdout).toContain("                past.{i}.key float32 [B,5,P,32] x 3\n");
  expect(stdout).toContain(
    "  tokenizer     705 entries, 4 special, texts begin with 1, answers end with 2\n",
  );
  expect(stdout).toMatch(/ {2}memory {8}fits: loading takes 3\.37 MB of .* that are free\n/);
});

test("--json: the same as data", { timeout: 60_000 }, async () => {
  const { stdout } = await strux(project({}), "models", "inspect", nano, "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    graph: join("onnx", "model.onnx"),
    architecture: { layers: 3, width: 160, heads: null },
    cache: { perToken: 3840, window: 2048 },
    tokenizer: { vocab: 705, chatTemplate: false },
    memory: { fits: true, tokens: 2048 },
    refused: null,
  });
});

test("a model of the package by its name, from anywhere; a folder of one's own comes first", async () => {
  const folder = project({ "strux-nano/config.json": "{" });
  const elsewhere = await strux(project({}), "models", "inspect", "strux-nano");
  expect(elsewhere.stdout.split("\n")[0]).toBe(nano);
  expect(await strux(folder, "models", "inspect", "strux-nano")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("E507"),
  });
}, 60_000);

test("models list: each model of the package, as words and as data", async () => {
  const { status, stdout } = await strux(project({}), "models", "list");
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^ok {2}strux-nano +text, [\d.]+ \w+ parameters, [\d.]+ MB, window [\d,]+, onnx\("strux-nano"\)$/m,
  );
  const told = (await strux(project({}), "models", "list", "--json")).stdout.trim().split("\n");
  const all = told.map((line) => JSON.parse(line) as Record<string, unknown>);
  const { parameters } = JSON.parse(readFileSync(join(nano, "manifest.json"), "utf8")) as {
    parameters: number;
  };
  const found = all.find(({ what }) => what === "strux-nano");
  expect(found).toMatchObject({ ok: true, gives: "text", parameters: expect.closeTo(parameters, -4) });
}, 60_000);

test("models doctor: files as trained, and each loads", async () => {
  const { status, stdout } = await strux(project({}), "models", "doctor");
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^ok {2}strux-nano +files as trained, loads in \d+ ms \(onnxruntime-node [\d.]+\)$/m,
  );
}, 60_000);

test("1: it would not load, and why", { timeout: 60_000 }, async () => {
  const folder = project({});
  cpSync(nano, join(folder, "bare"), { recursive: true });
  rmSync(join(folder, "bare/tokenizer.json"));
  const { status, stdout } = await strux(folder, "models", "inspect", "bare");
  expect(status).toBe(1);
  expect(stdout).toContain("  tokenizer     cannot be used: bare has no tokenizer.json\n");
});

test("2: no such directory, or wrong usage", { timeout: 60_000 }, async () => {
  const folder = project({});
  expect(await strux(folder, "models", "inspect", "nowhere")).toMatchObject({
    status: 2,
    stderr:
      "strux: E504  nowhere was not found\n   = give the directory that holds tokenizer.json and the ONNX file\n",
  });
  expect((await strux(folder, "models", "inspect")).stderr).toContain("models inspect takes one directory");
  expect((await strux(folder, "models", "inspect", nano, "--window", "0")).stderr).toContain(
    "--window is 0; give a whole number from 1",
  );
  expect((await strux(folder, "models")).stderr).toContain(
    "there is no command 'models'; commands: models list, models doctor, models inspect",
  );
});

const linux = process.platform === "linux" && process.arch === "x64";

test.skipIf(!linux)(
  "what the CUDA libraries are is said before they are fetched",
  { timeout: 120_000 },
  async () => {
    const told = await strux(project({}), "models", "gpu", "install");
    expect(told.status).toBe(2);
    expect(told.stdout).toMatch(
      /^what {3}libonnxruntime_providers_cuda\.so, .* of Microsoft\.ML\.OnnxRuntime\.Gpu\.Linux 1\.30\.0$/m,
    );
    expect(told.stdout).toMatch(/^from {3}https:\/\/\S+(, [\d.]+ MB|; how large it is cannot be told: .*)$/m);
    expect(told.stdout).toMatch(/^to {5}\S+onnxruntime-node\/bin\/napi-v6\/linux\/x64$/m);
    expect(told.stderr).toBe("strux: nothing was fetched; to fetch it: strux models gpu install --yes\n");
  },
);

test("a command of three words is one of the commands", async () => {
  const { stderr } = await strux(project({}), "models", "gpu");
  expect(stderr).toBe(
    "strux: there is no command 'models gpu'; commands: models list, models doctor, models inspect, models gpu install, models gpu uninstall\n",
  );
});
