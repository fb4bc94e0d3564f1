// Functions of TypeScript while they run: arguments as copies, results tested, errors with their line.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, ranIn, write } from "./help.ts";

const metrics = `import { lower } from "./text.js";
import { basename } from "node:path";
interface Doc { id: string; note?: string }
export const same = async (a: string, b: string[]): Promise<boolean> =>
  b.some((one) => lower(one) === lower(a));
export function share(a: string, k = 2): number {
  if (a === "") throw new Error("an empty text has no share");
  return a.length / k;
}
export const named = (docs: Doc[]): Doc[] => { for (const doc of docs) doc.id = basename(doc.id); return docs; };
export const wrong = (x: string): number => JSON.parse(x);
export const made = (x: string): Doc => Object.assign(new (class Odd { id = x })());
export const words = operator({ in: { text: "Text", n: "Int?" }, out: "Int" }, (text, n) => text.split(" ").length + (n ?? 0));
`;
const project = () =>
  folder({ "metrics.ts": metrics, "text.ts": "export const lower = (x: string) => x.toLowerCase();\n" });
const use = 'use "metrics.ts" as lab\n';

test("calls, by row and by name, sync and async, with defaults and null for what is left out", async () => {
  const { shown, failed } = await ranIn(
    project(),
    `${use}data qa = table([{ id: "1", q: "A", a: ["a"] }, { id: "2", q: "BB", a: ["c"] }])
score s of qa { metric eq = .q |> lab.same(.a) metric half = lab.share(.q) metric more = lab.share(.q, k: null) }
show [lab.share("abc", 1), lab.words("a b c"), lab.words("a b", 2)]
show ["x", "yy"] |> map(lab.share)`,
  );
  expect(failed).toEqual([]);
  expect(shown.join("\n")).toMatch(/eq +0\.500[^]*half +0\.750[^]*more +0\.750/);
  expect(shown.join("\n")).toMatch(/eq: same \(metrics\.ts [0-9a-f]{12}\)/);
  expect(shown.slice(-2).map((one) => JSON.parse(one) as unknown)).toEqual([
    [3, 3, 4],
    [0.5, 1],
  ]);
});

test("a function gets copies, and gives plain data", async () => {
  const { shown } = await ranIn(
    project(),
    `${use}let docs = [{ id: "a/b", note: null }]\nshow lab.named(docs)\nshow docs`,
  );
  expect(shown.map((one) => JSON.parse(one) as unknown)).toEqual([
    [{ id: "b", note: null }],
    [{ id: "a/b", note: null }],
  ]);
});

test("errors of the function carry the line of the TypeScript; results are tested", async () => {
  const { failed } = await ranIn(
    project(),
    `${use}show lab.share("")\nshow lab.wrong("[1]")\nshow lab.wrong("x")\nshow lab.made("x")\nshow 1`,
  );
  expect(failed).toEqual([
    "E129 'share' fails at 'metrics.ts' line 7: an empty text has no share",
    "E128 'wrong' of 'metrics.ts' does not return what its type says: it is a list of 1, not Num",
    expect.stringMatching(/^E129 'wrong' fails at 'metrics.ts' line 11: Unexpected token/),
    "E128 'made' of 'metrics.ts' does not return what its type says: it is a Odd, not {id: Text, note: Text?}",
  ]);
});

test("nothing runs without a host; what needs none runs", async () => {
  const { shown, failed } = await ranIn(project(), `${use}show lab.share("a")\nshow 1`, null);
  expect([shown, failed]).toEqual([["1"], ["E126 'metrics.ts' is TypeScript, and is not run here"]]);
});

test("a module that throws when it is loaded, and a package that is not there", async () => {
  const at = folder({
    "a.ts": 'export const f = (x: string) => 1;\nthrow new Error("not today");',
    "b.ts": 'import z from "zed";\nexport const f = (x: string): number => z(x);',
  });
  expect((await ranIn(at, 'use { f } from "a.ts"\nshow f("x")')).failed).toEqual([
    "E129 'a.ts' fails at 'a.ts' line 2: not today",
  ]);
  expect((await ranIn(at, 'use { f } from "b.ts"\nshow f("x")')).failed[0]).toMatch(
    /^E129 'b.ts' fails.*Cannot find package 'zed'/,
  );
});

test("packages are those of where the module lies", async () => {
  const at = folder({
    "sub/m.ts": 'import { twice } from "@own/pack";\nexport const f = (x: number): number => twice(x);',
  });
  const pack = join(at, "node_modules", "@own", "pack");
  mkdirSync(pack, { recursive: true });
  writeFileSync(
    join(pack, "package.json"),
    '{"name":"@own/pack","type":"module","exports":{"import":"./i.js"}}',
  );
  writeFileSync(join(pack, "i.js"), "export const twice = (x) => x * 2;");
  expect(await ranIn(at, 'use { f } from "sub/m.ts"\nshow f(4)')).toMatchObject({ shown: ["8"], failed: [] });
});

test("a module that is edited is another one", async () => {
  const at = folder({ "m.ts": "export const f = (x: string) => 1;" });
  const text = 'use { f } from "m.ts"\nshow f("x")';
  expect((await ranIn(at, text)).shown).toEqual(["1"]);
  write(at, { "m.ts": "export const f = (x: string) => 2;" });
  expect((await ranIn(at, text)).shown).toEqual(["2"]);
});

test("a used file reads what lies beside it, and has its own TypeScript", async () => {
  const at = folder({
    "sub/lib.strux":
      'use { f } from "./m.ts"\ndata qa = csv("qa.csv") |> derive(n: f(.q))\nlet base = 2\nlet unwanted = lost\nshow qa',
    "sub/m.ts": "export const f = (x: string) => x.length;",
    "sub/qa.csv": "id,q\n1,abc\n2,de\n",
    "02.ipynb": JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [
        { cell_type: "markdown", source: "x" },
        {
          cell_type: "code",
          source: ['use { base } from "sub/lib.strux"\n', "let more = base + 1"],
          outputs: [],
        },
      ],
    }),
  });
  const done = await ranIn(
    at,
    'use "sub/lib.strux" as lib\nuse { more } from "02.ipynb"\nshow lib.qa |> where(.n > lib.base)\nshow more',
  );
  expect(done.failed).toEqual([]);
  expect(done.shown).toEqual([expect.stringContaining("abc"), "3"]);
});
