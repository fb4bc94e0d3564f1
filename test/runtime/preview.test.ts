// What a model gets, shown: exactly the ids that a run sends, parted by where they came from, bounded and escaped.
import { beforeAll, describe, expect, test } from "vitest";
import type { Prompt, Runner } from "../../runtime/model/index.ts";
import { partsOf } from "../../runtime/parts.ts";
import { piecesOf } from "../../runtime/pieces.ts";
import { memoryStore } from "../../runtime/store.ts";
import { reach } from "./call.ts";
import { makeRunner, nano } from "./model/help.ts";
import { ran, type Ran } from "./program.ts";

let runner: Runner;
/** Prompts that were sent, and how often a graph was loaded. */
let sent: Prompt[] = [];
let loads = 0;

beforeAll(async () => {
  const real = await makeRunner();
  runner = {
    ...real,
    load: (...args) => (loads++, real.load(...args)),
    generate: (model, prompts, ...rest) => {
      sent.push(...prompts);
      return real.generate(model, prompts, ...rest);
    },
  };
});

const files = {
  ...reach().files,
  locate: () => Promise.resolve(nano),
};
const program = `
data docs = table([
  { id: "1", text: "The mill stands at Orrel. It grinds rye. The miller is Anna.", question: "Where is it?" },
  { id: "2", text: "Lake Senn freezes. Skaters meet on it.", question: "Who meets?" },
])
model m = onnx("nano") on cpu { max_tokens: 4, window: 64 }
prompt p(context: Text, question: Text) -> Text {
  system """Answer."""
  user """{{ context }} Question: {{ question }}"""
}
prompt named(text: Text, question: Text, hint: Text = "Be brief.") -> Text { user """{{ hint }} {{ text }} {{ question }}""" }
run answers over docs
  vary budget in [30, 100]
  vary arm in { packed: p(.text |> pack(budget), .question), whole: p(.text, .question) }
{ ask arm with m }`;

const looked = (look: string, more = {}, text = program): Promise<Ran> =>
  ran([text, look], { deps: { runner, store: memoryStore(), files, mayAsk: false, ...more } });
const shown = async (look: string, text = program): Promise<string> => {
  const before = loads;
  const done = await looked(look, {}, text);
  expect(loads).toBe(before);
  expect(done.failed.filter((line) => !line.startsWith("E308"))).toEqual([]);
  return done.shown.filter((one) => one.startsWith("preview ")).join("\n\n");
};
/** The ids a preview shows. */
const idsOf = (text: string): number[] =>
  (/^ids: ([\d ]+)/m.exec(text)?.[1] ?? "").trim().split(" ").map(Number);

test("a run: the first row and the first value of each axis; the ids are those that are sent", async () => {
  const text = await shown("preview answers");
  expect(text).toMatchInlineSnapshot(`
    "preview answers
    budget: 30 (1 of 2)
    arm: packed (1 of 2)
    for m: 47 tokens

    <bos> Answer . The mill stands at Orrel . It grinds rye . Question: Where is it ?

    window of 64: [abbbbbbbbcccccccccccccccccccccccccccdddddddd++++············]
      a chat template         1
      b fixed text            8
      c {{ context }}        30
      d {{ question }}        8
      + the answer, at most   4
      · free                 13
    tokens: <bos>│ A│n│s│w│e│r│ .│ The│ m│i│l│l│ s│t│a│n│d│s│ a│t│ O│r│r│e│l│ .│ It│ g│r│i│n│d│s│ r│y│e│ .│ Question:│ W│h│e│r│e│ is│ it│ ?
    ids: 1 38 149 154 158 140 153 19 275 82 144 147 147 88 155 136 149 139 154 70 155 52 153 153 140 147 19 243 76 153 144 149 139 154 87 160 140 19 4 60 143 140 153 140 244 256 36
    note: pack to 30 tokens (m): contexts cut
    note: pack to 30 tokens (m): sentences dropped"
  `);
  sent = [];
  await ran(program, { deps: { runner, store: memoryStore(), files } });
  expect(idsOf(text)).toEqual(sent[0]?.tokens);
  const second = await shown("preview answers for docs[1]");
  expect(sent.map(({ tokens }) => tokens.join())).toContain(idsOf(second).join());
  expect(idsOf(second)).not.toEqual(idsOf(text));
});

test("a prompt takes the columns of its parameters' names; a default stays", async () => {
  const text = await shown("preview named for docs[1]");
  expect(text).toMatch(/^preview named for docs\[1\]\nfor m: \d+ tokens$/m);
  expect(text).toContain("{{ hint }}");
  expect(await shown('preview named for docs |> where(.id == "2")')).toContain(
    text.split("\n").slice(2, 20).join("\n"),
  );
});

test("arguments see the row; what was cut to fit is noted", async () => {
  const text = await shown(
    "preview p(context: .text |> pack(30, tokenizer: m), question: .question) for docs[0]",
  );
  expect(text).toContain("note: pack to 30 tokens (m): sentences dropped");
  expect(text).toContain("for m, asked by answers: ");
});

test("without a model: the text alone; a prompt over the window says by how much", async () => {
  const bare =
    program.slice(0, program.indexOf("model m")) + 'prompt q(text: Text) -> Text { user """{{ text }}""" }';
  expect(await shown("preview q for docs[1]", bare)).toBe(
    [
      "preview q for docs[1]",
      "no model is declared, so there is no chat template and no tokenizer to count with",
      "",
      "[user]",
      "Lake Senn freezes. Skaters meet on it.",
      "",
    ].join("\n"),
  );
  expect(await shown("preview answers", program.replace("window: 64", "window: 20"))).toMatch(
    /^over the window of 20 tokens by \d+$/m,
  );
});

test("later asks of a run are shown, apart, where the answers before them are in the store", async () => {
  const text = `${program}
run twice over docs { step first = ask named(.text, .question) with m  step again = ask named(.first, .question) with m }`;
  const store = memoryStore();
  const before = await looked("preview twice", { store }, text);
  expect(before.shown.filter((one) => one.startsWith("preview"))).toHaveLength(1);
  expect(before.volatile.join("\n")).toContain(
    "not shown, as they wait for answers or their 'when' is false: again",
  );
  await ran(text, { deps: { runner, store, files } });
  const after = await looked("preview twice", { store }, text);
  expect(after.shown).toEqual(before.shown);
  expect(after.volatile.join("\n")).toContain("preview twice.again\nwith the answers that are in the store");
});

test("the text that an answer begins with is a part of what is sent", async () => {
  const text = program.replace("ask arm with m", 'ask arm with m { prefix: "\\nAnswer:" }');
  const seen = await shown("preview answers", text);
  expect(seen).toMatch(/prefix +1\n/);
  sent = [];
  await ran(text, { deps: { runner, store: memoryStore(), files } });
  expect(idsOf(seen)).toEqual(sent[0]?.tokens);
});

test("demonstrations and conversations are parts of their own", async () => {
  const text = `
data qa = table([{ id: "1", q: "Where?", a: "At Orrel." }, { id: "2", q: "Who?", a: "Anna." }, { id: "3", q: "When?", a: "In March." }])
let turns = [{ role: "user", content: "Hello there." }, { role: "assistant", content: "Good day." }]
model m = onnx("nano") on cpu { max_tokens: 4 }
prompt p(q: Text) -> Text {
  messages turns
  shots 2 from qa { user """{{ .q }}""" assistant """{{ .a }}""" }
  user """{{ q }}"""
}`;
  const told = await shown("preview p for qa[1]", text);
  expect(told.split("\n").filter((line) => /^ {2}[a-z+·] /.test(line))).toMatchInlineSnapshot(`
    [
      "  a chat template            1",
      "  b messages                15",
      "  c shots                   22",
      "  d {{ q }}                  4",
      "  + the answer, at most      4",
      "  · free                 2,002",
    ]
  `);
  // the row itself is no demonstration
  expect(told).toMatch(/Where .* March/s);
  expect(told).not.toContain("Anna");
});

test("a row of a run that was not run yet is an error that says so", async () => {
  const { failed } = await looked("preview named for answers[0]");
  expect(failed.filter((line) => !line.startsWith("E308"))).toEqual([
    "E325 1:1 this preview rests on answers that are not there yet: answers.output",
  ]);
});

test("HTML: everything of the user is escaped, nothing is loaded, every token has its id", async () => {
  const { events } = await looked('preview p(context: """<script>x</script>""", question: "a & b")');
  const html = events
    .flatMap((event) => (event.kind === "display" ? [String(event.bundle.data["text/html"] ?? "")] : []))
    .join("");
  expect(html).not.toMatch(/<script|https?:|url\(/);
  expect(html).toContain("&lt;");
  expect(html).toContain('<svg role="img" aria-label="window of 64 tokens: chat template 1');
  expect(html.match(/<span title="/g)?.length).toBe(
    idsOf(await shown('preview p(context: """<script>x</script>""", question: "a & b")')).length,
  );
});

describe("pieces", () => {
  /** A tokenizer of bytes: letters of several bytes are several tokens, and half a letter is no text. */
  const bytes = {
    decode: async (_: string, rows: readonly (readonly number[])[]) =>
      rows.map((ids) => new TextDecoder().decode(Uint8Array.from(ids))),
  } as unknown as Runner;
  const ids = (text: string): number[] => [...new TextEncoder().encode(text)];

  test("joined they are the text; a letter of several tokens is one piece", async () => {
    for (const text of ["abc", "é", "a日本b", "x😀", "", "ééa"]) {
      const { pieces, text: whole } = await piecesOf(ids(text), "", bytes);
      expect(whole).toBe(text);
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      expect(pieces.flatMap((piece) => piece.ids)).toEqual(ids(text));
    }
    const { pieces } = await piecesOf(ids("a日b"), "", bytes);
    expect(pieces.map(({ text, ids: own }) => [text, own.length])).toEqual([
      ["a", 1],
      ["日", 3],
      ["b", 1],
    ]);
  });
});

describe("parts", () => {
  const letters = (text: string) =>
    [...text].map((char) => ({ text: char, ids: [char.codePointAt(0) ?? 0] }));
  const hole = (name: string) => ({ op: "local", name }) as const;
  const whole = (text: string) => [{ text, hole: "messages" }];
  const say = (ex: unknown): string => (ex as { name: string }).name;
  const parted = (text: string, ...contents: Parameters<typeof partsOf>[2]) =>
    partsOf(text, letters(text), contents, say).parts.map(({ name, tokens }) => [name, tokens]);

  test("template, fixed text, holes; in sum all tokens", () => {
    const segments = [
      { text: "Q: ", hole: null },
      { text: "why", hole: hole("q") },
      { text: " ", hole: null },
      { text: "ok", hole: hole("q") },
    ];
    expect(parted("<u>Q: why ok</u>", { role: "user", content: "Q: why ok", segments })).toEqual([
      ["chat template", 7],
      // the space between two holes goes with the one before it
      ["fixed text", 3],
      ["{{ q }}", 6],
    ]);
  });

  test("spaces the tokenizer puts, letters it changes, messages the template strips", () => {
    const segments = [{ text: "  what's this; exactly? ", hole: hole("q") }];
    expect(
      parted("[what ' s this ; exactly ?]", { role: "user", content: "  what's this; exactly? ", segments }),
    ).toEqual([
      ["chat template", 2],
      ["{{ q }}", 25],
    ]);
    expect(
      parted("[the caf<unk> opens]", {
        role: "user",
        content: "the café opens",
        segments: whole("the café opens"),
      }),
    ).toEqual([
      ["chat template", 2],
      ["messages", 18],
    ]);
  });

  test("a message that is not there: all is one part", () => {
    expect(
      parted("something else", { role: "user", content: "a question", segments: whole("a question") }),
    ).toEqual([["the prompt", 14]]);
  });
});
