// Shapes that models fill in programs: fields read by paths, rows together, answers from the store; and by the reader that ships.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nodeFiles } from "../../../../runtime/files-node.ts";
import { memoryStore, type Store } from "../../../../runtime/store.ts";
import { makeRunner } from "../../model/help.ts";
import { ran, type Ran } from "../../program.ts";

const declared = "shape Meeting { topic: Text  decisions: Decision[] [1..3] { what: Text  by: Text? } }";
const good = JSON.stringify({
  topic: "boats",
  decisions: [{ what: "buy one", by: "Ann" }, { what: "wait" }],
});
const program = `${declared}
model m = scripted(p => if contains(p, "was decided") == 1 then "Nothing." else ${JSON.stringify(good)})
data notes = table([{ id: 1, text: "On boats: buy one, says Ann; wait." }, { id: 2, text: "Nothing was decided." }, { id: 3, text: "On boats: buy one, says Ann; wait." }])
data made = notes |> derive(m: structurize(.text, with: m, as: Meeting, retries: 1))
`;
const shown = `data read = made |> where(.m != null) |> derive(topic: .m.topic, who: .m.decisions |> map(d => d.by ?? "nobody") |> join(", "), n: len(.m.decisions))
show read |> select(.id, .topic, .who, .n)`;
const asked = (text: string, store: Store): Promise<Ran> => ran(text, { deps: { store } });

test("fields are read by paths; rows are asked together, equal texts once; the next time nobody is asked", async () => {
  const store = memoryStore();
  const first = await asked(program + shown, store);
  expect(first.failed).toEqual([]);
  expect(first.shown.at(-1)).toMatch(/1 +boats +Ann, nobody +2\n +3 +boats +Ann, nobody +2/);
  expect(first.shown.join("\n")).toContain(
    "note: structurize: texts of which no reply fills shape 'Meeting', null",
  );
  // two texts, and one retry
  expect(first.volatile.join("\n")).toContain("3 calls made");
  const again = await asked(program + shown, store);
  expect(again.volatile.join("\n")).toContain("0 calls made");
  expect(again.shown).toEqual(first.shown);
});

test("a record goes into prompts of runs, and who only looks asks nobody", async () => {
  const text = `${program}
prompt p(m: Meeting?) -> Text { user """{{#if m != null}}{{ m.topic }}:{{#each d in m.decisions}} {{ d.what }};{{#end}}{{#else}}no form{{#end}}""" }
model echo = scripted(p => p)
run r over made { ask p(.m) with echo }
show r |> select(.id, .output)`;
  const made = await asked(text, memoryStore());
  expect(made.failed).toEqual([]);
  expect(made.shown.at(-1)).toMatch(/boats: buy one; wait;[^]*no form/);
  const looked = await asked(`explain made\n${program}`, memoryStore());
  expect(looked.volatile[0]).toMatch(/m: (at least )?2 calls: 0 cached, 2 new/);
});

test("a record of a shape is shown as it is, and other numbers of items are another step", async () => {
  const { shown: lines } = await asked(
    `${program}show structurize("On boats: buy one, says Ann; wait.", with: m, as: Meeting)`,
    memoryStore(),
  );
  expect(JSON.parse(lines.find((line) => line.startsWith("{")) ?? "")).toEqual({
    topic: "boats",
    decisions: [
      { what: "buy one", by: "Ann" },
      { what: "wait", by: null },
    ],
  });
  const narrow = await asked(program.replace("[1..3]", "[1..1]") + shown, memoryStore());
  expect(narrow.shown.join("\n")).toContain("note: structurize: records outside of shape 'Meeting', kept");
});

// it was never shown a form and writes letters that say nothing: three texts of 256 letters at most are within 900 tokens
test("the reader that ships: held to the shape every reply fills it", async () => {
  const texts = [
    "We met about the boat. Ann will buy sails. Bo will paint it in May.",
    "The mill burns. It is old. Nobody lives there.",
    "The shop opens on Monday. It sells bread.",
  ];
  const real = `${declared.replace("[1..3]", "[1..1]")}
shape Node { name: Text  children: Node[] [0..1] }
model reader = onnx("strux-reader") on cpu { max_tokens: 900 }
data docs = table([${texts.map((text, id) => JSON.stringify({ id, text })).join(", ")}])
data made = docs |> derive(m: structurize(.text, with: reader, as: Meeting, constrain: true), n: structurize(.text, with: reader, as: Node, constrain: true))
check len(made |> where(.m != null)) == 3 as "flat parts are filled"
check len(made |> where(.n != null)) == 3 as "a part that holds itself is filled"
show made`;
  const folder = fileURLToPath(new URL("../../../..", import.meta.url));
  const made = await ran(real, {
    deps: { runner: await makeRunner(), files: nodeFiles({ folder, env: {} }), store: memoryStore() },
  });
  expect(made.failed).toEqual([]);
  expect(made.checks.map(([pass]) => pass)).toEqual([true, true]);
  expect(made.shown.join("\n")).not.toContain("do not fill the shape");
}, 240_000);
