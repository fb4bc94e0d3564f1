// Structures of models in programs: asked through the store, rows together, by nobody who only looks; and by the reader that ships.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nodeFiles } from "../../../../runtime/files-node.ts";
import { memoryStore, type Store } from "../../../../runtime/store.ts";
import { makeRunner } from "../../model/help.ts";
import { ran, type Ran } from "../../program.ts";

const written = [
  "```yaml",
  "Scope: Weather",
  "Aspects:",
  "- AspectName: All",
  "  SentenceRange: [1, 2]",
  "```",
];
const program = `
model m = scripted(p => if contains(p, "Rain falls") == 1 then ${JSON.stringify(written.join("\n"))} else "no")
data docs = table([{ id: 1, text: "Rain falls. Snow falls." }, { id: 2, text: "One. Two." }, { id: 3, text: "Rain falls. Snow falls." }])
data made = docs |> derive(tree: structurize(.text, with: m, on_invalid: "drop"))
`;
const shown = `show made |> derive(n: if .tree == null then 0 else len(.tree.aspects)) |> select(.id, .n)`;
const asked = (text: string, store: Store): Promise<Ran> => ran(text, { deps: { store } });

test("rows are asked together, equal texts once; the next time nobody is asked", async () => {
  const store = memoryStore();
  const first = await asked(program + shown, store);
  expect(first.failed).toEqual([]);
  expect(first.shown.at(-1)).toMatch(/1 +1\n.*2 +0\n.*3 +1/);
  expect(first.volatile.join("\n")).toContain("2 calls made, 0 from the store, 1 equal to another call");
  const again = await asked(program + shown, store);
  expect(again.shown).toEqual(first.shown);
  expect(again.volatile.join("\n")).toContain("0 calls made, 2 from the store");
});

test("retries, too, come from the store", async () => {
  const store = memoryStore();
  const more = program.replace('"drop"', '"keep", retries: 2');
  const text = `${more}show made |> derive(names: .tree.aspects |> map(a => a.name)) |> select(.id, .names)`;
  const first = await asked(text, store);
  expect(first.failed).toEqual([]);
  // two texts; of the second a correction, two retries, five scopes
  expect(first.volatile.join("\n")).toContain("10 calls made");
  const again = await asked(text, store);
  expect(again.volatile.join("\n")).toContain("0 calls made, 10 from the store");
  expect(again.shown).toEqual(first.shown);
});

test("who only looks asks nobody: what is known is counted, and what follows is waited for", async () => {
  const store = memoryStore();
  const text = `prompt p(n: Int) -> Text { user """{{ n }}""" }
run r over made { ask p(if .tree == null then 0 else len(.tree.aspects)) with m }`;
  const before = await asked(`explain made\n${program}${text}`, store);
  expect(before.failed).toEqual([]);
  expect(before.volatile[0]).toMatch(/m: (at least )?2 calls: 0 cached, 2 new/);
  const waiting = await asked(`explain r\n${program}${text}`, memoryStore());
  expect(waiting.volatile[0]).toContain("waits");
  await asked(program + shown, store);
  const after = await asked(`explain made\n${program}`, store);
  expect(after.volatile[0]).toMatch(/2 calls: 2 cached, 0 new/);
});

test("whether a text may be left without a tree is in the type", async () => {
  const into = (more: string): Promise<Ran> =>
    asked(
      `${program}prompt p(t: Tree) -> Text { user """{{ t |> render("plain") }}""" }
let a = p(structurize("A.", with: m${more}))`,
      memoryStore(),
    );
  await expect(into(', on_invalid: "drop"')).rejects.toThrow(/E202.*Tree/s);
  expect((await into("")).failed).toEqual([]);
  expect((await into(', on_invalid: "fail"')).failed.join()).toMatch(/^E409/);
});

test("the reader that ships: free it writes no structure yet, held to the form every reply is one", async () => {
  const texts = [
    "The mill burns. It is old. Nobody lives there. The boat is red. Its sails are torn.",
    "Rain falls in April. Snow falls in May. The shop is open. It sells bread.",
    "One thing. Another thing.",
  ];
  const real = `model reader = onnx("strux-reader") on cpu { max_tokens: 300 }
data docs = table([${texts.map((text, id) => JSON.stringify({ id, text })).join(", ")}])
data made = docs |> derive(tree: structurize(.text, with: reader, examples: 0, constrain: true, on_invalid: "drop"))
check len(made |> where(.tree != null)) == 3 as "all are read"
data kept = docs |> derive(share: coverage(structurize(.text, with: reader, examples: 0, constrain: true), of: .text))
check len(kept |> where(.share == 1)) == 3 as "nothing is lost"`;
  const folder = fileURLToPath(new URL("../../../..", import.meta.url));
  const made = await ran(real, {
    deps: { runner: await makeRunner(), files: nodeFiles({ folder, env: {} }), store: memoryStore() },
  });
  expect(made.failed).toEqual([]);
  expect(made.checks.map(([pass]) => pass)).toEqual([true, true]);
  expect(made.shown.join("\n")).not.toContain("no structure");
}, 120_000);
