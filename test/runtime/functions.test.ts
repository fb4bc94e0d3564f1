// Functions: declared ones in any place, lambdas over lists and rows; each call once per combination of what it mentions.
import { expect, test } from "vitest";
import { int as intType, text as textType } from "../../dsl/types/types.ts";
import { int, operator, text } from "../../runtime/operator.ts";
import { ran, worth } from "./program.ts";

/** `counted(name, x)` gives x back and counts its calls by name; so does `sized(name, x)`, which gives a length. */
function counters() {
  const calls: { [name: string]: number } = {};
  const count = (name: string): void => void (calls[name] = (calls[name] ?? 0) + 1);
  const counted = operator({
    name: "counted",
    family: "test",
    doc: "",
    params: { name: text, of: text },
    returns: textType,
    run: ({ name, of }) => (count(name), of),
  });
  const plus = operator({
    name: "plus",
    family: "test",
    doc: "",
    params: { name: text, a: int, b: int },
    returns: intType,
    run: ({ name, a, b }) => (count(name), a + b),
  });
  return { calls, operators: [counted, plus] };
}

const rows = 'data t = table([{ id: "p", q: "abcd" }, { id: "r", q: "efgh" }, { id: "s", q: "ijkl" }])';
const list = '[{ name: "b", n: 2 }, { name: "a", n: 3 }, { name: "c", n: 1 }]';

test.each<readonly [string, unknown]>([
  ["[1, 2, 3] |> map(x => x * 2)", [2, 4, 6]],
  ["[1, 2, 3] |> where(x => x > 1)", [2, 3]],
  [`${list} |> where(r => r.n > 1) |> map(r => r.name)`, ["b", "a"]],
  [`${list} |> sort(r => r.n) |> map(r => r.name)`, ["c", "b", "a"]],
  [`${list} |> sort(r => r.name, descending: true) |> map(r => r.n)`, [1, 2, 3]],
  [`[{ a: 1, b: 2 }, { a: 1, b: 1 }] |> sort(r => r.a, r => r.b) |> map(r => r.b)`, [1, 2]],
  ["[3, 1, 2] |> sort", [1, 2, 3]],
  ['["b", "a"] |> sort(descending: true)', ["b", "a"]],
  ["[1, 2] |> any(x => x > 1)", true],
  ["[] |> any(x => x > 1)", false],
  ["[1, 2] |> all(x => x > 1)", false],
  ["[] |> all(x => x > 1)", true],
  [`table(${list}) |> map(.name)`, ["b", "a", "c"]],
  [`table(${list}) |> map(r => r.n + 1)`, [3, 4, 2]],
  [`table(${list}) |> any(.n > 2)`, true],
  [`table(${list}) |> all(r => r.n > 2)`, false],
  ["[1, 2, 3] |> count(x => x > 1)", 2],
  ["count([1, 2, 3])", 3],
  ['["ab", "c"] |> map(len)', [2, 1]],
  ['["A", "B"] |> map(lower) |> join("-")', "a-b"],
  [
    "[1, 2] |> map(x => [10, 20] |> map(y => x + y))",
    [
      [11, 21],
      [12, 22],
    ],
  ],
  ["[1, 2] |> map(x => [x] |> map(x => x * 10))", [[10], [20]]],
])("%s", async (expression, value) => expect(await worth(expression)).toEqual(value));

test("a function of the program is called directly, by pipe, by name and as a value", async () => {
  const { shown } = await ran(`
/// Twice as much
fn twice(n: Int, plus: Int = 0) -> Int = n * 2 + plus
fn shout(x: Text, mark: "!" | "?" = "!") = x + mark
show [twice(3), 3 |> twice, twice(plus: 1, n: 3)]
show [1, 2] |> map(twice)
show shout("a") + shout("b", mark: "?")`);
  expect(shown.map((one) => JSON.parse(one.startsWith("[") ? one : JSON.stringify(one)))).toEqual([
    [6, 6, 7],
    [2, 4],
    "a!b?",
  ]);
});

test("in rows: arguments see the row, the body does not; a lambda over rows leaves .x to the row around it", async () => {
  const { shown, failed } = await ran(`${rows}
data u = table([{ of: "abcd", n: 1 }, { of: "efgh", n: 2 }, { of: "abcd", n: 3 }])
fn matches_of(q: Text) = u |> where(.of == q)
run r over t {
  step ns = matches_of(.q) |> count
  step same = u |> where(d => d.of == .q) |> select(.n)
  step most = u |> derive(twice: d => d.n * 2) |> where(.twice > 2)
}
show r |> derive(n: count(.same)) |> select(.id)
show u |> sort(d => 0 - d.n) |> select(.n)`);
  expect(failed).toEqual([]);
  expect(shown.at(-1)).toMatch(/3\s+2\s+1/);
});

test("a call inside a function is made once per what its own arguments mention", async () => {
  const { calls, operators } = counters();
  const { failed } = await ran(
    `${rows}
fn inner(x: Text) = counted("inner", x)
fn both(x: Text, n: Int) = inner(x) + """{{ plus("n", n, 1) }}""" + counted("both", x + """{{ n }}""") + counted("none", "-")
run r over t
  vary n in [1, 2]
  vary k in [5, 6, 7]
{
  step once = both(.q, n)
  step last = k
}`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(calls).toEqual({ inner: 3, n: 2, both: 6, none: 1 });
});

test("two calls of a function are two places: neither takes the other's values", async () => {
  const { calls, operators } = counters();
  const { shown, failed } = await ran(
    `${rows}
fn tag(x: Text) = counted("tag", x) + "."
run r over t vary n in [1, 2] { step a = tag(.q) + tag("x") + tag(tag(.id)) step b = n }
show r |> select(.a) |> slice(0, 1)`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(shown.at(-1)).toContain("abcd.x.p..");
  expect(calls).toEqual({ tag: 3 + 1 + 3 + 3 });
});

test("in a lambda, what does not mention the item is computed once", async () => {
  const { calls, operators } = counters();
  const { failed } = await ran(
    `${rows}
run r over t vary n in [1, 2] {
  step hits = [1, 2, 3, 4] |> where(x => plus("item", x, 0) > plus("axis", n, 0) and counted("row", .q) != "" and counted("none", "a") == "a")
}
data few = t |> where(.q != counted("for all rows", "zzzz"))
let kept = [1, 2, 3] |> map(x => x + plus("for all items", 1, 1))
show few
show kept`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(calls).toEqual({
    item: 3 * 2 * 4,
    axis: 2,
    row: 3,
    none: 1,
    "for all rows": 1,
    "for all items": 1,
  });
});

test("in a template's loop, what does not mention the item is computed once per row", async () => {
  const { calls, operators } = counters();
  const { failed } = await ran(
    `${rows}
run r over t vary n in [1, 2] {
  step text = """{{#each w, i in ["a", "b", "c"]}}{{ counted("item", w) }}{{ counted("row", .q) }}{{ i }}{{#end}}"""
  step other = n
}`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(calls).toEqual({ item: 3 * 2 * 3, row: 3 });
});

test("what goes wrong inside a function is told where it is written", async () => {
  const { failed } = await ran("fn share(a: Int, b: Int) -> Num = a / b\nshow share(1, 0)");
  expect(failed).toEqual(["E211 1:35 '/' gives no number here: division by zero"]);
});
