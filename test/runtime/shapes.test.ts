// Shapes at run time: how many aspects a tree gets, what is outside of its shape and counted, what paths into a tree give.
import { expect, test } from "vitest";
import { ran } from "./program.ts";

const cats =
  "Cats purr when they rest. Cats sleep for most of the day. Cats groom their fur with the tongue.";
const rockets =
  "Rockets burn liquid fuel. Rocket engines push exhaust downward. The exhaust lifts the rocket fast.";
const text = `let text = "${cats} ${rockets}"`;
const shape = (aspects: string, descriptions: string): string =>
  `shape Brief { scope: Text  aspects: Topic[] ${aspects} { name: Text  descriptions: Text[] ${descriptions} } }`;
const counts = (made: string): string =>
  `let made = ${made}\nshow made.aspects |> map(a => len(a.descriptions))`;

const lengths = async (...lines: readonly string[]): Promise<unknown> => {
  const { shown, failed } = await ran([text, ...lines].join("\n"));
  expect(failed).toEqual([]);
  return JSON.parse(shown.at(0) ?? "");
};

test("the number of aspects is brought within what the shape allows", async () => {
  const free = (await lengths(counts("structurize(text)"))) as number[];
  expect(free.length).toBeGreaterThan(1);
  expect(await lengths(shape("[1..1]", ""), counts("structurize(text, as: Brief)"))).toEqual([6]);
  expect(await lengths(shape("[6..6]", ""), counts("structurize(text, as: Brief)"))).toHaveLength(6);
});

test("a number of aspects that is asked for goes before the shape, and is told", async () => {
  const { shown } = await ran(
    [text, shape("[1..1]", ""), counts("structurize(text, as: Brief, aspects: 2)")].join("\n"),
  );
  expect(shown.some((line) => line.startsWith("note: structurize: trees outside of shape 'Brief'"))).toBe(
    true,
  );
  expect(JSON.parse(shown.find((line) => line.startsWith("[")) ?? "")).toHaveLength(2);
});

test("trees outside of their shape are kept and counted, or refused", async () => {
  const rows = `data t = table([{ id: "a", of: "One thing. Another one." }, { id: "b", of: "Only this." }, { id: "c", of: "A. B. C." }])`;
  const kept = await ran(
    `${shape("[1..2]", "[2..]")}\n${rows}\ndata u = t |> derive(tree: structurize(.of, as: Brief))\nshow u |> count`,
  );
  expect(kept.failed).toEqual([]);
  expect(kept.shown.join("\n")).toContain("note: structurize: trees outside of shape 'Brief', kept");
  const refused = await ran(
    `${shape("[1..2]", "[2..]")}\nlet tree = structurize("Only this.", as: Brief, on_invalid: "fail")\nshow tree`,
  );
  expect(refused.failed).toEqual([
    expect.stringMatching(/^E409 2:12 a tree is outside of shape 'Brief': 1 in 'descriptions' of aspect '/),
  ]);
});

test("a declared Outline is what structurize makes where no shape is named", async () => {
  const own = "shape Outline { scope: Text  aspects: Aspect[] [1..1] { name: Text  descriptions: Text[] } }";
  expect(await lengths(own, counts("structurize(text)"))).toEqual([6]);
});

test("a shape is shown as it could be declared", async () => {
  const { shown } = await ran(
    'shape Node { name: Text  kind: "a" | "b"  children: Node[] [0..8]  notes: Note[] [1..] { of: Text? } }\nshow Node\nshow Outline',
  );
  expect(shown).toEqual([
    `shape Node {
  name: Text
  kind: "a" | "b"
  children: Node[] [0..8]
  notes: Note[] [1..] {
    of: Text?
  }
}`,
    `shape Outline {
  scope: Text
  aspects: Aspect[] {
    name: Text
    descriptions: Text[]
  }
}`,
  ]);
});
