// Prompts as they are sent: conversations put in, demonstrations chosen, the asked row never among them.
import { expect, test } from "vitest";
import { ran } from "./program.ts";

const rows = `data qa = table([
  { id: "a", question: "the red house", answer: "A" },
  { id: "b", question: "the red boat", answer: "B" },
  { id: "c", question: "a green boat", answer: "C" },
])\n`;
const block = '{ user """{{ .question }}""" assistant """{{ .answer }}""" }';
const prompt = (shots: string): string =>
  `${rows}prompt p(question: Text) -> Text { ${shots} user """{{ question }}?""" }\n`;

/** The conversation as shown: one line per message. */
const lines = (shown: string | undefined): string =>
  (shown ?? "")
    .split("\n")
    .slice(1)
    .join("\n")
    .replaceAll(/\[(\w+)\]\n/g, "$1: ");

test("demonstrations come in the order of their rows, each as its messages", async () => {
  const { shown, failed } = await ran(`${prompt(`shots 2 from qa ${block}`)}show p("what")`);
  expect(failed).toEqual([]);
  expect(lines(shown.at(-1))).toBe(
    "user: the red house\nassistant: A\nuser: the red boat\nassistant: B\nuser: what?",
  );
});

test("bm25: the rows that share words with the question come first, all others after them", async () => {
  const from = `shots 3 from qa |> bm25(to: question, on: .question) { user """{{ .question }}""" }`;
  const { shown } = await ran(`${prompt(from)}show p("green boat green")`);
  expect(lines(shown.at(-1))).toBe(
    "user: a green boat\nuser: the red boat\nuser: the red house\nuser: green boat green?",
  );
});

test("random: an order of the seed's, the same one every time", async () => {
  const order = async (seed: number): Promise<string> =>
    lines(
      (
        await ran(
          `${prompt(`shots 3 from qa |> random(seed: ${seed}) { user """{{ .answer }}""" }`)}show p("x")`,
        )
      ).shown.at(-1),
    );
  expect(await order(1)).toBe(await order(1));
  const orders = new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(order)));
  expect(orders.size).toBeGreaterThan(1);
});

test("a row is never its own demonstration: by its id, or by its text", async () => {
  const { shown, failed } = await ran(`${prompt(`shots 3 from qa ${block}`)}
show p("the red boat")
run r over qa { step made = len(.question) }`);
  expect(failed).toEqual([]);
  expect(lines(shown.at(0))).not.toContain("the red boat\n");
  expect(shown.join("\n")).toContain(
    "note: prompt 'p': the asked row itself is left out of its demonstrations",
  );
  expect(shown.join("\n")).toContain("note: prompt 'p': 3 demonstrations are wanted, 2 are there");
});

test("0 demonstrations is a prompt without any; the count may be a parameter", async () => {
  const { shown, failed } =
    await ran(`${rows}prompt p(question: Text, k: Int) -> Text { shots k from qa ${block} user """{{ question }}""" }
show p("x", 0)
show p("x", k: 1)
show p("x", k: -1)`);
  expect(lines(shown[1])).toBe("user: x");
  expect(lines(shown[2])).toBe("user: the red house\nassistant: A\nuser: x");
  expect(failed).toEqual(["E216 6:44 'shots' is out of its range: -1"]);
});

test("a conversation is put in as it is; other keys are counted, another role is refused", async () => {
  const chat = (turns: string) =>
    ran(
      `prompt p(turns: Json) -> Text { system """Be brief.""" messages turns user """Now?""" }\nshow p(${turns})`,
    );
  const good = await chat(
    '[{ role: "user", content: "{{ x }}", name: "n" }, { role: "assistant", content: "Yes." }]',
  );
  expect(lines(good.shown[0])).toBe("system: Be brief.\nuser: {{ x }}\nassistant: Yes.\nuser: Now?");
  expect(good.shown.at(-1)).toBe("note: prompt 'p': 'name' of a message is not sent");
  expect((await chat('[{ role: "user", content: "x" }, { role: "asistant", content: "y" }]')).failed).toEqual(
    ["E310 1:56 message 2 has the role 'asistant'; did you mean 'assistant'?"],
  );
  expect((await chat('[{ role: "user" }]')).failed).toEqual([
    `E204 1:56 message 1 of prompt 'p' must be {role: Text, content: Text}, got {"role":"user"}`,
  ]);
  expect((await chat('"hello"')).failed).toHaveLength(1);
});

test("holdout: every row on one side, by its id alone; groups stay together", async () => {
  const halves = async (data: string, more = ""): Promise<string[]> => {
    const { shown, failed } = await ran(`data t = ${data}
let parts = holdout(t, share: 0.4, seed: 7${more})
show parts.test |> sort(.id) |> select(.id)
show parts.train |> select(.id)`);
    expect(failed).toEqual([]);
    return shown.slice(-2).map((text) =>
      text
        .split("\n")
        .slice(3)
        .map((line) => line.trim())
        .join(" "),
    );
  };
  const table = (n: number): string =>
    `table([${Array.from({ length: n }, (_, i) => `{ id: "r${i}", topic: "t${i % 3}" }`).join(", ")}])`;
  const [test_ = "", train = ""] = await halves(table(12));
  expect([...test_.split(" "), ...train.split(" ")].toSorted()).toHaveLength(12);
  const [longer = ""] = await halves(table(16));
  expect(longer.split(" ").filter((id) => Number(id.slice(1)) < 12)).toEqual(test_.split(" "));
  const [topics = ""] = await halves(table(12), ", group: .topic");
  const group = (id: string): number => Number(id.slice(1)) % 3;
  const held = new Set(topics.split(" ").map(group));
  expect(topics.split(" ")).toHaveLength(4 * held.size);
});
