// Prints as outputs of a notebook: neighbours of one stream are one output, other outputs keep their place, too much is cut and counted.
import { expect, test } from "vitest";
import type { Output } from "../../kernel/notebook.ts";
import { bound, print } from "../../kernel/prints.ts";

test("neighbours of one stream are one output; what is shown between them parts them", () => {
  const outputs: Output[] = [];
  print(outputs, "stdout", "a");
  print(outputs, "stdout", "b\n");
  print(outputs, "stderr", "c");
  outputs.push({ output_type: "display_data", data: {}, metadata: {} });
  print(outputs, "stderr", "d");
  print(outputs, "stderr", "");
  expect(outputs).toEqual([
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "c" },
    { output_type: "display_data", data: {}, metadata: {} },
    { output_type: "stream", name: "stderr", text: "d" },
  ]);
});

test("a cell may print ten million characters; how many more there were is said once", () => {
  const { within, told } = bound();
  const megabyte = "x".repeat(2 ** 20);
  const kept = Array.from({ length: 12 }, () => within(megabyte).length);
  expect(kept.slice(-3)).toEqual([2 ** 20, 0, 0]);
  expect([told(), told()]).toEqual([
    `\n${2 * 2 ** 20} more characters of output were left out: a cell may print ${10 * 2 ** 20}\n`,
    "",
  ]);
});
