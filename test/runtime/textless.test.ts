// A graph that can write more ids than its tokenizer has tokens: what has no text is counted, in the run and in models inspect.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { words } from "../../bench/decoder/write.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { inspect } from "../../runtime/model/inspect.ts";
import { inspectedText } from "../../runtime/show/inspected.ts";
import { memoryStore } from "../../runtime/store.ts";
import { folder, makeRunner, nano } from "./model/help.ts";
import { ran } from "./program.ts";

const place = folder();
cpSync(nano, join(place, "whole"), { recursive: true });
cpSync(nano, join(place, "short"), { recursive: true });
writeFileSync(join(place, "short/tokenizer.json"), JSON.stringify(words(20)));

const running = makeRunner();

/** What a run of two prompts shows, and what it shows again with everything in the store. */
async function shown(model: string): Promise<string[]> {
  const store = memoryStore();
  const once = async (): Promise<string> => {
    const { failed, shown: all } = await ran(
      `model m = onnx("${model}") on cpu { max_tokens: 4 }
       prompt p(text: Text) -> Text { user """{{ text }}""" }
       data t = table([{ id: 1, text: "w1 w2" }, { id: 2, text: "w3" }])
       run r over t { ask p(.text) with m }
       show spent(r) |> select(.output_tokens, .output_chars)`,
      { deps: { runner: await running, store, files: nodeFiles({ folder: place, env: {} }) } },
    );
    expect(failed).toEqual([]);
    return all.join("\n");
  };
  return [await once(), await once()];
}

test("tokens without a text are counted in a note of the run, from the store too", async () => {
  const [first, again] = await shown("short");
  expect(first).toContain(
    "note: 4 tokens, in 1 of 2 answers, are none of the tokenizer's: the text lacks what they say",
  );
  expect(again).toBe(first);
  expect((await shown("whole"))[0]).not.toContain("none of the tokenizer's");
});

test("models inspect says how many ids are no token", async () => {
  const runner = await running;
  const told = async (dir: string): Promise<string> =>
    inspectedText(inspect(dir, undefined, 1e12), await runner.describe(dir));
  expect(await told(join(place, "short"))).toContain(
    "685 of the 705 ids that the graph can write are no token of it",
  );
  expect(await told(join(place, "whole"))).not.toContain("no token of it");
});
