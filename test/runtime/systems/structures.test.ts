// Structures in and out of prompts: what is written is read back, nothing of the text is lost, and a structure that changes nothing changes no score.
import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { numberedSentences, writeV2 } from "../../../runtime/context/structure/prompt.ts";
import { toldAs } from "../../../runtime/context/structure/tell.ts";
import { readV1, writeV1 } from "../../../runtime/context/structure/v1.ts";
import { readV2 } from "../../../runtime/context/structure/v2.ts";
import { coverage } from "../../../runtime/context/structurize.ts";
import { descriptions } from "../../../runtime/context/render.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import type { Tree } from "../../../runtime/value.ts";
import { call } from "../call.ts";
import { encoderDir } from "../model/encoder.ts";
import { folder, makeRunner } from "../model/help.ts";
import { amiss } from "./amiss.ts";

const phrase = fc
  .array(fc.constantFrom("mill", "Old", "1802.", "a-b", "(1.1.)", "é", "🙂", "#", "- x", ":", "2."), {
    minLength: 1,
    maxLength: 5,
  })
  .map((words) => words.join(" "));
const retold: fc.Arbitrary<Tree> = fc.record({
  kind: fc.constant("tree" as const),
  scope: phrase,
  aspects: fc.uniqueArray(
    fc.record({ name: phrase, descriptions: fc.array(phrase, { minLength: 1, maxLength: 4 }) }),
    { minLength: 1, maxLength: 5, selector: ({ name }) => name },
  ),
});

test("any structure of two levels is read back from its own form, and from body 0 of a prompt", () => {
  fc.assert(
    fc.property(retold, (tree) => {
      const once = readV1(writeV1(tree), "x");
      expect(once).toEqual({ tree, mended: [] });
      const shown = `\`\`\`${tree.scope}\`\`\`\n\`\`\`\n${toldAs(tree, 6, 0).trim()}\n\`\`\``;
      expect(readV1(shown, "x")).toEqual(once);
    }),
  );
});

/** Sizes of aspects that tile so many sentences. */
const tiling = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });

test("any tiling of a text is read as ranges that tile it, with its own sentences in their order, all of them", async () => {
  await fc.assert(
    fc.asyncProperty(tiling, fc.boolean(), async (sizes, nested) => {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const sentences = Array.from({ length: total }, (_, at) => `Sentence number ${at + 1} stands here.`);
      let from = 1;
      const ranges = sizes.map((size, at) => {
        const range: readonly [number, number] = [from, (from += size) - 1];
        const below =
          nested && size > 2 ? [{ name: `Part ${at}`, range: [range[0], range[0] + 1] as const }] : [];
        return { name: `Aspect ${at}`, range, below };
      });
      const read = readV2(writeV2("Numbers", ranges), sentences);
      const tree = "tree" in read ? read.tree : null;
      expect(tree?.aspects.map(({ range }) => range)).toEqual(ranges.map(({ range }) => range));
      expect(tree?.aspects.flatMap(descriptions).toSorted()).toEqual(sentences.toSorted());
      expect(await call(coverage, { tree: tree!, of: sentences.join(" ") })).toBe(1);
      expect(numberedSentences(sentences).split("\n")).toHaveLength(total);
    }),
  );
});

test("a structure that changes nothing changes no answer and no score, and items without a structure are scored too", async () => {
  expect(
    await amiss(`
data qa = table([
  { id: 1, text: "The mill burnt in 1901. It is red. Nobody lives there.", answers: ["1901"] },
  { id: 2, text: "A boat sank in 1920. It was green.", answers: ["1920"] },
  { id: 3, text: "Nothing happened here. Nobody knows why.", answers: ["never"] },
])
model reader = scripted(p => extract(p, "[0-9]+") ?? "unknown")
prompt ask_of(context: Text) -> Text { user """{{ context }} When?""" }
data made = qa |> derive(same: read_structure("no structure", of: .text), wrong: structure_error("no structure", of: .text))
run r over made vary arm in { vanilla: ask_of(.text), structured: ask_of(.same |> render("plain")) } { ask arm with reader }
score s of r by [arm] { metric f1 = token_f1(.output, .answers) }
check len(made |> where(.same |> render("plain") == .text)) == 3 as "told as it was"
check s |> delta(f1, arm: ["structured", "vanilla"]).mean == 0 as "no score changes"
check len(r) == 6 as "all are scored"
check len(made |> where(.wrong == "result_spliter")) == 3 as "and counted as without a structure"`),
  ).toEqual([]);
});

test("by vectors, a corpus told by a structure that changes nothing is found as the corpus is; told by its aspects it is another one", async () => {
  const place = folder();
  encoderDir("states", { at: join(place, "e") });
  const deps = { runner: await makeRunner(), files: nodeFiles({ folder: place, env: {} }) };
  expect(
    await amiss(
      `
model e = onnx("e")
data docs = table([
  { id: "a", text: "The old mill is red. It stands near the river." },
  { id: "b", text: "A new boat is blue. The cat sold it." },
  { id: "c", text: "The stone house is north of the mill. A dog was there." },
])
data told = docs |> derive(same: read_structure("no", of: .text), tree: structurize(.text))
let plain = index(passages(told, id: .id, text: .text), by: embedding(with: e))
let same = index(passages(told, id: .id, text: .same |> render("plain")), by: embedding(with: e))
let aspects = index(passages(told, id: .id, text: .tree |> render("struxgpt", head: 0, body: 2)), by: embedding(with: e))
data questions = table([{ id: 1, q: "what is near the river?", relevant: { a: 2, c: 1 } }, { id: 2, q: "who sold the boat?", relevant: { b: 1 } }])
run r over questions {
  step one = plain |> retrieve(.q, k: 3)
  step two = same |> retrieve(.q, k: 3)
  step three = aspects |> retrieve(.q, k: 3)
}
score s of r {
  metric vanilla = ndcg(.one, .relevant, k: 10)
  metric identity = ndcg(.two, .relevant, k: 10)
  metric structured = ndcg(.three, .relevant, k: 10)
}
show s
check len(r |> where(map(.one, p => p.id) == map(.two, p => p.id) and .one[0].score == .two[0].score)) == 2 as "the same ranking"
check len(r |> where(.one[0].score == .three[0].score)) == 0 as "another corpus"`,
      { deps },
    ),
  ).toEqual([]);
});
