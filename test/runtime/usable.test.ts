// What becomes of the answers when a program changes: which calls stay, which of them have an answer, whose model is another.
import { expect, test } from "vitest";
import { planChanges } from "../../dsl/plan/diff.ts";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { packageRoot } from "../../runtime/shipped.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { prepare } from "../../runtime/prepare.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { program } from "../../runtime/run.ts";
import { diffText } from "../../runtime/show/diff.ts";
import { library } from "../../runtime/library.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { usable, withDigests } from "../../runtime/usable.ts";
import { parrot } from "../golden/parrot.ts";

const files = nodeFiles({ folder: packageRoot, env: {} });

async function opened(text: string, store: Store, runner: Runner = parrot) {
  const source = { cells: [{ id: "1", label: "cell 1", text }] };
  const { plan, diagnostics } = await prepare(source, answering(files, null));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const running = program(plan, {
    ...{ operators: operatorsByName, files, runner, store },
    ...{ signal: new AbortController().signal, clock: () => 0, mayAsk: true },
  });
  return { plan, running };
}

/** From one program to another, in the words of `strux explain --diff`; the first one was run, where `ran`. */
async function between(
  before: string,
  after: string,
  { ran = true, first = parrot, then = parrot } = {},
): Promise<string[]> {
  const store = memoryStore();
  const [a, b] = [await opened(before, store, first), await opened(after, store, then)];
  if (ran) await a.running.cell(0, () => undefined);
  const [was, is] = [await a.running.asks(), await b.running.asks()];
  const changes = withDigests(planChanges(a.plan, b.plan, { operators: library.operators }), was, is);
  return diffText(changes, usable(was, is, changes)).split("\n");
}

const start = `
data notes = table([{ id: "1", text: "one" }, { id: "2", text: "two" }, { id: "3", text: "three" }])
model reader = onnx("models/strux-nano") on cpu { max_tokens: 8 }
prompt repeat(text: Text) -> Text { user """Say: {{ text }}""" }
run said over notes { ask repeat(.text) with reader }
`;
const changed = (from: string, to: string): string => start.replace(from, to);

test("nothing changed: all calls stay, and all are answered", async () => {
  expect(await between(start, start)).toMatchInlineSnapshot(`
    [
      "the plans are equal",
      "answers of said: before 3 calls, 3 cached; after 3 calls, 3 cached; 3 the same, 3 of them answered",
    ]
  `);
});

test("before the first run the calls stay, unanswered", async () => {
  expect(await between(start, start, { ran: false })).toMatchInlineSnapshot(`
    [
      "the plans are equal",
      "answers of said: before 3 calls, 0 cached; after 3 calls, 0 cached; 3 the same, 0 of them answered",
    ]
  `);
});

test("a row more is one call more", async () => {
  expect(await between(start, changed(`])`, `, { id: "4", text: "four" }])`))).toMatchInlineSnapshot(`
    [
      "data  notes  changed",
      "      value: …, text: "three"}]) → …, text: "three"}, {id: "4", text: "four"}])",
      "run   said   changed because of notes",
      "answers of said: before 3 calls, 3 cached; after 4 calls, 3 cached; 3 the same, 3 of them answered",
    ]
  `);
});

test("another word of the prompt: no call is the same", async () => {
  expect(await between(start, changed("Say:", "Now. Say:"))).toMatchInlineSnapshot(`
    [
      "prompt  repeat  changed",
      "        user message: Say: {{ text }} → Now. Say: {{ text }}",
      "run     said    changed because of repeat",
      "answers of said: before 3 calls, 3 cached; after 3 calls, 0 cached; 0 the same, 0 of them answered",
    ]
  `);
});

test("another name of a run or of its prompt changes no call", async () => {
  expect(await between(start, start.replaceAll("said", "told").replaceAll("repeat", "echo")))
    .toMatchInlineSnapshot(`
    [
      "prompt  echo  renamed, was 'repeat'",
      "run     told  renamed, was 'said'",
      "answers of told: before 3 calls, 3 cached; after 3 calls, 3 cached; 3 the same, 3 of them answered",
    ]
  `);
});

test("a run that is gone, and one that came", async () => {
  const other = `${changed("run said over notes", "run heard over notes |> slice(0, 1)")}`;
  expect(await between(start, other)).toMatchInlineSnapshot(`
    [
      "run  heard  new",
      "run  said   gone",
      "answers of heard: before none known; after 1 call, 1 cached; 0 the same, 0 of them answered",
      "answers of said: before 3 calls, 3 cached; after none known",
    ]
  `);
});

test("other files of a model: its digest is told, and no answer of the old ones is used", async () => {
  const trained = (digest: string): Runner => ({
    ...parrot,
    describe: async (dir) => ({ ...(await parrot.describe(dir)), digest }),
  });
  const runners = { first: trained("aaaaaaaaaaaaaaaa"), then: trained("bbbbbbbbbbbbbbbb") };
  expect(await between(start, changed("max_tokens: 8", "max_tokens: 9"), runners)).toMatchInlineSnapshot(`
    [
      "model  reader  changed",
      "       max_tokens: 8 → 9",
      "       digest: aaaaaaaaaaaa → bbbbbbbbbbbb",
      "run    said    changed because of reader",
      "answers of said: before 3 calls, 3 cached; after 3 calls, 0 cached; 0 the same, 0 of them answered",
    ]
  `);
});

test("a run over answers is counted once they are there", async () => {
  const chained = `${start}run judged over said |> rename(first: .output) |> drop(.usage, .logprob, .finish, .error) { ask repeat(.first) with reader }`;
  expect(await between(start, chained, { ran: false })).toMatchInlineSnapshot(`
    [
      "run  judged  new",
      "answers of said: before 3 calls, 0 cached; after 3 calls, 0 cached; 3 the same, 0 of them answered",
      "answers of judged: before none known; after 0 calls, 0 cached; 0 the same, 0 of them answered; more calls wait for the answers of said.output",
    ]
  `);
  expect(await between(start, chained)).toMatchInlineSnapshot(`
    [
      "run  judged  new",
      "answers of said: before 3 calls, 3 cached; after 3 calls, 3 cached; 3 the same, 3 of them answered",
      "answers of judged: before none known; after 3 calls, 3 cached; 0 the same, 0 of them answered",
    ]
  `);
});
