// From a model's reply to a tree: the prompt that asks for it, what stands in where it cannot be read, the code of why.
import { expect, test } from "vitest";
import { EXAMPLES } from "../../../../runtime/context/structure/examples.ts";
import { structure_prompt } from "../../../../runtime/context/structure/prompt.ts";
import {
  read_structure,
  sourceOf,
  structure_error,
  structureOf,
} from "../../../../runtime/context/structure/read.ts";
import { segment } from "../../../../runtime/text/segment.ts";
import { call, failure, reach } from "../../call.ts";
import { ran } from "../../program.ts";

const text = "The mill burns. It is old. Nobody lives there.";

test("what cannot be read is one aspect over the whole text, counted by its code", async () => {
  const seen = reach();
  expect(await read_structure.run({ reply: "I cannot do that.", of: text }, seen)).toMatchObject({
    aspects: [{ descriptions: ["The mill burns.", "It is old.", "Nobody lives there."], range: [1, 3] }],
  });
  expect([...seen.notes.keys()]).toEqual([
    "read_structure: no structure, kept as one aspect: result_spliter, the fences around the parts are missing",
  ]);
  expect(await call(structure_error, { reply: "I cannot do that.", of: text })).toBe("result_spliter");
  expect(
    await failure(
      Promise.resolve().then(() => read_structure.run({ reply: "no", of: text, on_invalid: "fail" }, seen)),
    ),
  ).toMatch(/^E409: the reply is no structure in format v2: result_spliter/);
});

test("the examples of a prompt are read by the reader that will read the answer", async () => {
  for (const format of ["v1", "v2"] as const) {
    const asked = (await call(structure_prompt, { text, format })) as string;
    const shown = asked.split("\n\nOutput:\n").slice(1);
    expect(shown).toHaveLength(EXAMPLES.length);
    for (const [at, reply] of shown.entries()) {
      const source = EXAMPLES[at]!.sentences.join(" ");
      expect(segment(source)).toHaveLength(EXAMPLES[at]!.sentences.length);
      expect(structureOf(reply.split("\n\nInput:")[0]!, sourceOf(source), format)).toMatchObject({
        mended: [],
      });
    }
    expect(asked.endsWith("\n\nOutput:")).toBe(true);
  }
  expect(await call(structure_prompt, { text, examples: 0 })).toContain("- Sentence 3. Nobody lives there.");
});

test("a run asks, its answers are read, what failed is counted with the column", async () => {
  const { shown, failed, checks } = await ran(`data docs = table([
  { id: 1, text: "The mill burns. It is old. Nobody lives there." }, { id: 2, text: "Rain. Snow." },
])
model writer = scripted(p => if contains(p, "The mill burns") == 1 then "${String.raw`\`\`\`yaml\nScope: A mill\nAspects:\n- AspectName: Fire\n  SentenceRange: {start: 1, end: 1}\n- AspectName: Rest\n  SentenceRange: {start: 2, end: 3}\n\`\`\``.replaceAll("`", "`").replaceAll("\\`", "`")}" else "no")
prompt ask_it(text: Text) -> Text { user """{{ structure_prompt(text) }}""" }
run made over docs { ask ask_it(.text) with writer }
data trees = made |> derive(tree: read_structure(.output, of: .text), wrong: structure_error(.output, of: .text))
show trees |> derive(names: join(.tree.aspects |> map(a => a.name), ", ")) |> select(.id, .names, .wrong)
check len(trees |> where(.wrong == "result_spliter")) == 1 as "one failed"`);
  expect(failed).toEqual([]);
  expect(checks.filter(([pass]) => !pass)).toEqual([]);
  expect(shown.join("\n")).toContain("Fire, Rest");
});
