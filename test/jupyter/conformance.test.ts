// jupyter_kernel_test, the suite that kernels of every language are held to: each of its tests is one here, and none is left out.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { type Desk, withDesk } from "./desk.ts";

interface Verdict {
  readonly name: string;
  readonly how: "ok" | "failed" | "skipped";
  readonly why: string;
}

/** The suite is run once, by the first test that wants it. */
let ran: Promise<readonly Verdict[]> | undefined;
async function suite(desk: Desk): Promise<readonly Verdict[]> {
  cpSync(join(import.meta.dirname, "conformance.py"), join(desk.folder, "conformance.py"));
  const { stdout, stderr } = await desk.run("python", "conformance.py");
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  if (lines.length === 0) throw new Error(`the suite did not run: ${stderr}`);
  return lines.map((line) => JSON.parse(line) as Verdict);
}
type Use = (verdicts: readonly Verdict[]) => Promise<void>;
const test = base.extend({
  ...withDesk,
  verdicts: async ({ desk }: { readonly desk: Desk }, use: Use) => use(await (ran ??= suite(desk))),
});

const names = [
  "test_clear_output",
  "test_completion",
  "test_display_data",
  "test_error",
  "test_execute_result",
  "test_execute_stderr",
  "test_execute_stdout",
  "test_history",
  "test_inspect",
  "test_is_complete",
  "test_kernel_info",
  "test_pager",
  "test_recv_iopub_welcome_msg",
];

test.for(names)("jupyter_kernel_test: %s", (name, { verdicts }) => {
  expect(verdicts.find((one) => one.name === name)).toEqual({ name, how: "ok", why: "" });
});

test("jupyter_kernel_test: nothing else is in it", ({ verdicts }) => {
  expect(verdicts.map(({ name }) => name).toSorted()).toEqual(names);
});
