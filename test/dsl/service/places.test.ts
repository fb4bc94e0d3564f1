// What an editor shows of a cell: colours, outline, folds, fixes; and the offsets of others.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyse } from "../../../dsl/compile.ts";
import { parted } from "../../../dsl/tell/expect.ts";
import { actions } from "../../../dsl/service/actions.ts";
import { highlight } from "../../../dsl/service/highlight.ts";
import { folds, outline } from "../../../dsl/service/outline.ts";
import { pathAt } from "../../../dsl/service/path.ts";
import { edited } from "../../../dsl/service/rename.ts";
import { toPoints, toUnits } from "../../../dsl/service/units.ts";
import { library } from "../../../runtime/library.ts";
import { program } from "../program.ts";
import { facts, sourceOf } from "../small.ts";
import { marked } from "./small.ts";

/** `text:colour` of each token, declarations with a star. */
const coloured = (code: string): string => {
  const { analysis } = marked(code);
  return highlight(analysis, 1)
    .map(
      ({ span, colour, declares }) => `${code.slice(span.start, span.end)}:${colour}${declares ? "*" : ""}`,
    )
    .join(" ");
};

test.each([
  ["let a = 1 // c", "let:keyword a:variable* 1:number // c:comment"],
  ["show a", "show:keyword a:variable"],
  [
    "/// d\ndata run2 = qa |> sort(.run)",
    "/// d:comment data:keyword run2:variable* qa:variable |>:operator sort:function run:property",
  ],
  [
    'prompt p(t: Text) { user """{{ t }} x""" }',
    'prompt:keyword p:function* t:parameter* Text:type user:keyword """:string {{:macro t:parameter }}:macro  x:string """:string',
  ],
  [
    'model m = onnx("a") on cuda { top_k: 3 }',
    'model:keyword m:variable* onnx:function "a":string on:keyword cuda:enumMember top_k:property 3:number',
  ],
  [
    "run r over qa vary k in [1] { step s = k }",
    "run:keyword r:variable* over:keyword qa:variable vary:keyword k:parameter* in:keyword 1:number step:keyword s:property* k:parameter",
  ],
])("%s", (code, expected) => expect(coloured(code)).toBe(expected));

test("tokens do not overlap, and stand in order", () => {
  const analysis = analyse(sourceOf(program), library);
  const tokens = highlight(analysis, 0);
  expect(tokens.length).toBeGreaterThan(300);
  tokens.slice(1).forEach(({ span }, i) => expect(span.start).toBeGreaterThanOrEqual(tokens[i]!.span.end));
});

test("the outline has statements and their parts", () => {
  const { analysis } = marked("");
  const named = outline(analysis, 0).map(
    ({ name, parts }) => `${name}(${parts.map((part) => part.name).join(" ")})`,
  );
  expect(named.join(" ")).toBe(
    "qa() small() large() plain(question context) note() answers(len arm first) quality(f1 em)",
  );
});

test("folds: statements of several lines, templates, comments", () => {
  const code = '// one\n// two\nprompt p() {\n  user """\n    a\n  """\n}\nlet a = 1';
  const lines = ({ start, end }: { start: number; end: number }): string =>
    `${code.slice(0, start).split("\n").length}-${code.slice(0, end).split("\n").length}`;
  const found = folds(marked(code).analysis, 1).map(({ span, kind }) => `${kind} ${lines(span)}`);
  expect(found).toEqual(["region 3-7", "region 4-6", "comment 1-2"]);
});

test("the nodes around a place, from the statement inward", () => {
  const { analysis, cell, offset } = marked("let a = [1, no‸te]");
  expect(pathAt(analysis, cell, offset).map(({ kind }) => kind)).toEqual(["LetDecl", "List", "Ref", "Name"]);
});

const folder = join(import.meta.dirname, "..", "..", "errors");
const examples = readdirSync(folder).filter((name) => name.endsWith(".strux"));

test.each(examples)("each fix of %s makes its problem go away", (name) => {
  const source = sourceOf(parted(readFileSync(join(folder, name), "utf8")).program);
  const analysis = analyse(source, library, facts);
  const whole = { cell: 0, start: 0, end: source.cells[0]!.text.length };
  for (const { diagnostic, fix } of actions(analysis, whole)) {
    const after = analyse(edited(source, [fix]), library, facts);
    const same = after.diagnostics.filter(
      ({ code, message, span }) =>
        code === diagnostic.code && message === diagnostic.message && span.start === diagnostic.span.start,
    );
    expect([fix.title, same]).toEqual([fix.title, []]);
  }
});

test("code points and UTF-16 units, there and back", () => {
  expect(toUnits("a😀b", 2)).toBe(3);
  expect(toPoints("a😀b", 3)).toBe(2);
  expect(toUnits("ab", 9)).toBe(2);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, points) => {
      const all = Array.from(text).length;
      expect(toPoints(text, toUnits(text, points))).toBe(Math.min(points, all));
    }),
  );
});
