// Prints as outputs of a notebook: neighbours of one stream are one output, other outputs keep their place, too much is cut and counted.
import { expect, test } from "vitest";
import type { Output } from "../../kernel/notebook.ts";
import { printed } from "../../kernel/prints.ts";

test("neighbours of one stream are one output; what is shown between them parts them", () => {
  const outputs: Output[] = [];
  const prints = printed(outputs);
  prints.add("stdout", "a");
  prints.add("stdout", "b\n");
  prints.add("stderr", "c");
  outputs.push({ output_type: "display_data", data: {}, metadata: {} });
  prints.add("stderr", "d");
  prints.close();
  expect(outputs).toEqual([
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "c" },
    { output_type: "display_data", data: {}, metadata: {} },
    { output_type: "stream", name: "stderr", text: "d" },
  ]);
});

test("a cell may print ten million characters; how many more there were is said once", () => {
  const outputs: Output[] = [];
  const prints = printed(outputs);
  const megabyte = "x".repeat(2 ** 20);
  const kept = Array.from({ length: 12 }, () => prints.add("stdout", megabyte).length);
  prints.close();
  expect(kept.slice(-3)).toEqual([2 ** 20, 0, 0]);
  expect(outputs).toMatchObject([
    { name: "stdout" },
    {
      name: "stderr",
      text: `\n${2 * 2 ** 20} more characters of output were left out: a cell may print ${10 * 2 ** 20}\n`,
    },
  ]);
});
