// What is said of WebGPU: with an adapter that it is used; without one why not, and which provider stands in for it.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { project, strux } from "../cli/help.ts";
import { backends, nano, refusal, testRunner } from "../runtime/model/help.ts";
import { missing, withAdapter, withoutAdapter } from "./adapter.ts";

const NO_ADAPTER = "no WebGPU adapter: a Vulkan driver is missing";
const webgpu = { kind: "webgpu" } as const;

describe.skipIf(missing).each(backends)("without an adapter, through %s", (backend) => {
  test("webgpu alone is an error that names the reason", async () => {
    withoutAdapter();
    const runner = await testRunner({ backend });
    const error = await refusal(runner.load({ dir: nano, providers: [webgpu] }));
    const { code, cause, fix } = error;
    expect({ code, cause, fix }).toEqual({
      code: "E503",
      cause: `no usable provider: webgpu (${NO_ADAPTER})`,
      fix: "add 'else cpu'",
    });
  });

  test("the next one named is used, and the first one's reason kept", async () => {
    withoutAdapter();
    const runner = await testRunner({ backend });
    const { provider, tried } = await runner.load({ dir: nano, providers: [webgpu, { kind: "cpu" }] });
    expect({ provider, tried }).toEqual({
      provider: "cpu",
      tried: [
        { provider: "webgpu", ok: false, reason: NO_ADAPTER },
        { provider: "cpu", ok: true },
      ],
    });
  });
});

const PROGRAM = `model reader = onnx("nano") on webgpu else cpu { max_tokens: 4 }
prompt ask_it(context: Text, question: Text) -> Text { user """{{ context }} {{ question }}""" }
data docs = world(48, facts: 2, draws: [1], split: "test", seed: 7)
run answers over docs { ask ask_it(context: .prose, question: .question) with reader }
show answers
`;

/** A folder with the program and the embedded model. */
function folder(): string {
  const made = project({ "a.strux": PROGRAM });
  cpSync(nano, join(made, "nano"), { recursive: true });
  return made;
}

describe.skipIf(missing)("a command", () => {
  test("a program that asks for webgpu says what it runs on instead", async () => {
    withoutAdapter();
    const ran = await strux(folder(), "run", "a.strux");
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain(`W301 model 'reader' runs on cpu: webgpu is not usable (${NO_ADAPTER})`);
  });

  test("with an adapter it runs there, and there is nothing to say", async () => {
    withAdapter();
    const ran = await strux(folder(), "run", "a.strux");
    expect(ran.status).toBe(0);
    expect(ran.stdout).toMatch(/^answers: 48 calls made, .*; on webgpu$/m);
    expect(ran.stdout).not.toContain("W301");
  });

  test("strux doctor tells the one and the other", async () => {
    withAdapter();
    const there = await strux(project({}), "doctor", "--json");
    expect(finding(there.stdout)).toMatchObject({ what: "webgpu", ok: true });
    withoutAdapter();
    const lost = await strux(project({}), "doctor", "--json");
    expect(finding(lost.stdout)).toMatchObject({ what: "webgpu", ok: false, loadable: false });
    expect(finding(lost.stdout)?.text).toContain(NO_ADAPTER);
  });
});

const finding = (lines: string): { readonly what: string; readonly text: string } | undefined =>
  lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly what: string; readonly text: string })
    .find(({ what }) => what === "webgpu");
