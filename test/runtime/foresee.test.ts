// What would be asked, as far as that is known before an answer is there: rows and calls at most, through every verb.
import { expect, test } from "vitest";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { packageRoot } from "../../runtime/shipped.ts";
import { prepare } from "../../runtime/prepare.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { program } from "../../runtime/run.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import type { StepTold } from "../../runtime/told.ts";
import { parrot } from "../golden/parrot.ts";

const start = `data notes = table([{ id: "1", text: "one", n: 1 }, { id: "2", text: "two", n: 2 }, { id: "3", text: "three", n: 3 }])
model reader = onnx("models/strux-nano") on cpu { max_tokens: 8 }
prompt repeat(text: Text) -> Text { user """Say: {{ text }}""" }
run first over notes { step said = ask repeat(.text) with reader }
`;
const files = nodeFiles({ folder: packageRoot, env: {} });

async function opened(text: string, store: Store) {
  const source = { cells: [{ id: "1", label: "cell 1", text }] };
  const { plan, diagnostics } = await prepare(source, answering(files, null));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return program(plan, {
    ...{ operators: operatorsByName, files, runner: parrot, store },
    ...{ signal: new AbortController().signal, clock: () => 0, mayAsk: true },
  });
}

/** A step of a program as `explain` tells it; the first run was asked before, where `ran`. */
async function told(more: string, id: string, ran = false): Promise<StepTold> {
  const store = memoryStore();
  if (ran) await (await opened(start, store)).cell(0, () => undefined);
  const { steps } = await (await opened(start + more, store)).explain();
  return steps.find((step) => step.id === id)!;
}
const again = (over: string): string =>
  `run again over ${over} { step heard = ask repeat(.said) with reader }`;
const plain = "first |> drop(.usage, .logprob, .finish, .error)";

test.each([
  [plain, "3 cells"],
  [`${plain} |> derive(m: .n + 1)`, "3 cells"],
  [`${plain} |> sort(.n)`, "3 cells"],
  [`${plain} |> random(seed: 1)`, "3 cells"],
  [`${plain} |> rename(k: .n)`, "3 cells"],
  // fewer, only the answers tell how many
  [`${plain} |> where(.said == "one")`, "at most 3 cells"],
  [`${plain} |> dedupe(.said)`, "at most 3 cells"],
  [`${plain} |> slice(0, 2)`, "at most 3 cells"],
  [`${plain} |> sample(2, seed: 1) |> derive(m: 1)`, "at most 3 cells"],
])("over %s: %s, waiting for the answers", async (over, cells) => {
  const step = await told(again(over), "again");
  expect(step.about[0]).toBe(cells);
  expect(step.asks).toMatchObject([{ waits: "first.said", most: 3, prices: [] }]);
});

test("a table in between, and axes besides", async () => {
  const step = await told(
    `data kept = ${plain} |> where(.n > 1)
run again over kept vary k in [1, 2] { step heard = ask repeat("""{{ k }} {{ .said }}""") with reader }`,
    "again",
  );
  expect(step.about).toEqual(["at most 6 cells = 3 rows x k 2", "vary k in 1, 2"]);
  expect(step.asks).toMatchObject([{ waits: "first.said", most: 6 }]);
});

test("a table or a value that rests on answers says what it waits for", async () => {
  const more = `data kept = ${plain} |> where(.n > 1)\nlet longest = len(kept[0].said)`;
  expect((await told(more, "kept")).about).toEqual(["waits for the answers of first.said"]);
  expect((await told(more, "longest")).about).toEqual(["waits for the answers of first.said"]);
  expect((await told(more, "kept", true)).about).toEqual(["2 rows"]);
});

test("how many groups or joined rows there are is not known before", async () => {
  const grouped = `data counted = ${plain} |> aggregate(.said, n: len(.id)) |> derive(id: .said)`;
  const step = await told(`${grouped}\n${again("counted")}`, "again");
  expect(step.about[0]).toBe("its rows are not known before the answers of first.said");
  expect(step.asks).toMatchObject([{ waits: "first.said", most: null }]);
});

test("once the answers are there, everything is known", async () => {
  const step = await told(again(`${plain} |> where(.said == "one" or .n == 2)`), "again", true);
  expect(step.about[0]).toBe("2 cells");
  // the same question as before: its answers are there as well
  expect(step.asks).toMatchObject([{ waits: null, prices: [{ calls: 2, cached: 2 }] }]);
});

test("a step that rests on an answer of the same row waits for it alone", async () => {
  const step = await told(
    `run both over notes {
  step said = ask repeat(.text) with reader
  step short = len(.said) < 4
  step heard = ask repeat(.said) with reader when .short
}`,
    "both",
    true,
  );
  // the first question was asked by the other run
  expect(step.asks).toMatchObject([
    { column: "said", waits: null, prices: [{ calls: 3, cached: 3 }] },
    { column: "heard", waits: null, prices: [{ calls: 2, cached: 2 }] },
  ]);
  const before = await told(
    `run both over notes { step said = ask repeat(.text) with reader step heard = ask repeat(.said) with reader }`,
    "both",
  );
  expect(before.asks).toMatchObject([
    { column: "said", prices: [{ calls: 3, cached: 0 }] },
    { column: "heard", waits: "both.said", most: 3 },
  ]);
});

test("what fails says why, and does not keep the others from being told", async () => {
  const far = `let far = notes[7].text\nrun lost over notes { ask repeat(far) with reader }\n${again(plain)}`;
  expect((await told(far, "lost")).problem).toMatch(/^E215 /);
  expect((await told(far, "again")).asks).toMatchObject([{ waits: "first.said", most: 3 }]);
});
