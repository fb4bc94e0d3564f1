// strux doctor: a line for each provider, with what is missing of it and how to get it.
import { expect, test } from "vitest";
import { project, strux } from "./help.ts";

interface Provider {
  readonly what: string;
  readonly ok: boolean;
  readonly present: boolean;
  readonly loadable: boolean;
  readonly missing: readonly string[];
  readonly text: string;
  readonly how?: string;
}

test("each provider: there, loadable, why not, how to get it", { timeout: 120_000 }, async () => {
  const { status, stdout } = await strux(project({}), "doctor", "--json");
  const found = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Provider]));
  expect(status).toBe(0);
  expect(found.map(({ what }) => what)).toEqual([
    "machine",
    "store",
    "cpu",
    "webgpu",
    "cuda",
    "tensorrt",
    "dml",
    "coreml",
  ]);
  const [cpu, ...others] = found.slice(2);
  expect(cpu).toMatchObject({ ok: true, present: true, loadable: true, missing: [] });
  // which of them work depends on the machine, and each says enough either way
  const words = others.map(({ ok, loadable, present, text, how }) =>
    ok
      ? loadable && present && text.startsWith("strux-nano loads")
      : !loadable && /present.*: \S/.test(text) && how !== "",
  );
  expect(words).toEqual([true, true, true, true, true]);
});
