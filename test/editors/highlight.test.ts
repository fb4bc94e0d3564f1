// The grammars for editors against the lexer: every program of the house and edits of them, class by class at every offset.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { StreamLanguage } from "@codemirror/language";
import { highlightTree, tagHighlighter, tags as t } from "@lezer/highlight";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { type Class, highlight } from "../../dsl/syntax/highlight.ts";
import { segment } from "../../dsl/syntax/segment.ts";
import type { Mode } from "../../dsl/syntax/tokens.ts";
import { parameters, strux } from "../../editors/codemirror/strux.js";
import { contents, SCOPE, scopes } from "../../editors/textmate.ts";
import { program } from "../dsl/program.ts";

const TEXTMATE = join(root, "editors", "strux.tmLanguage.json");
type Painted = readonly (Class | null)[];

/** The class at every offset, by the lexer. */
function lexed(text: string, mode: Mode = "code"): Painted {
  const painted = Array.from<Class | null>({ length: text.length }).fill(null);
  for (const { start, end, class: of } of highlight(text, mode)) painted.fill(of, start, end);
  return painted;
}

const highlighter = tagHighlighter([
  ...(
    ["keyword", "operatorKeyword", "atom", "variableName", "typeName", "propertyName", "number"] as const
  ).map(row),
  ...(["string", "comment", "docComment", "operator", "punctuation", "bracket", "invalid"] as const).map(row),
  { tag: t.special(t.brace), class: "templateBrace" },
]);
function row(name: Exclude<Class, "templateBrace">) {
  return { tag: t[name], class: name };
}
const languages = { code: StreamLanguage.define(strux), assign: StreamLanguage.define(parameters) };

/** The same by CodeMirror. */
function streamed(text: string, mode: Mode = "code"): Painted {
  const painted = Array.from<Class | null>({ length: text.length }).fill(null);
  highlightTree(
    languages[mode].parser.parse(text),
    highlighter,
    (from, to, name) => void painted.fill(name as Class, from, to),
  );
  return painted;
}

const require = createRequire(import.meta.url);
const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
const registry = new textmate.Registry({
  onigLib: oniguruma.loadWASM(wasm).then(() => ({
    createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
    createOnigString: (text) => oniguruma.createOnigString(text),
  })),
  loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(TEXTMATE, "utf8"), TEXTMATE)),
});
const grammar = await registry.loadGrammar(SCOPE);
const classOfScope = new Map<string, Class | null>([
  ...Object.entries(scopes).map(([of, scope]) => [scope, of as Class] as const),
  [contents.text, "string"],
  [contents.hole, null],
  [SCOPE, null],
]);

/** The same by TextMate, line by line, as editors do it. */
function matched(text: string): Painted {
  const painted: (Class | null)[] = [];
  let stack = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar!.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes: all } of tokens)
      for (let i = startIndex; i < Math.min(endIndex, line.length); i++)
        painted.push(classOfScope.get(all.at(-1) ?? "") ?? null);
    painted.push(null);
  }
  return painted.slice(0, text.length);
}

/** Where two disagree, at most three places; line breaks have no colour. */
function differences(text: string, by: Painted, expected: Painted): string[] {
  return [...text.split("").keys()]
    .filter((i) => text[i] !== "\n" && by[i] !== expected[i])
    .slice(0, 3)
    .map(
      (i) =>
        `${JSON.stringify(text.slice(Math.max(0, i - 12), i))} >${text[i]}< is ${by[i]}, not ${expected[i]}`,
    );
}
const wrong = (text: string): string[] => {
  const expected = lexed(text);
  return [
    ...differences(text, streamed(text), expected).map((each) => `codemirror: ${each}`),
    ...differences(text, matched(text), expected).map((each) => `textmate: ${each}`),
  ];
};

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const under = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
const files = ["test", "notebooks"].flatMap(under).filter((name) => name.endsWith(".strux"));
const fences = ["README.md", ...under("docs").filter((name) => name.endsWith(".md"))].flatMap((path) =>
  [...read(path).matchAll(/^```strux.*\n([^]*?)^```$/gm)].map(([, text = ""]) => text),
);
const texts = [program, ...files.map(read), ...fences];

test("every program of the house", () => {
  expect(texts.length).toBeGreaterThan(60);
  expect(texts.flatMap(wrong)).toEqual([]);
});

// prettier-ignore
const hard = [
  "1e5 1e5x 1e+5x 8Ki 8Kib 8Kiü 4k 5s 5sec 10% 10%3 10%é 10 % 3 1_000 1_ 1_a 1..3 1.5.x 3px 1e+x 8\u0300",
  "data dataé données _x x1 `any text` `open\nx", "Text text T t: T: data: data : true: x.data x .y ..z ...z a.\nb a. b",
  `"a" "a\\"b" "open\nx 'q' 'open\nx`, '""""a"""" x', '"""\\"""" x', '"""\\{{ a }} {{ b }}""" c', '"""\\\\{{ a }}""" c',
  '"""{{#if a}}x{{#else}}y{{#end}}{{ #if b}}{{/if}}{{else}}{{end}}{{#elif x}}{{#iffy}}""" z',
  '"""{{ f({a: {b: "}}"}}) }} {{ """in {{ x }}""" }}""" }} }', '"""{{ } }} } x""" }', '"""never\nclosed {{ x\n', "[] [ ] [\t] [\n]",
  "/// doc\r\n// no\r\nlet a = 1\r\n", "// a // b\n/ / //", "😀 ; # & ! @ a😀b \u00a0 \u2028 x", "a|>b=>c->d==e!=f<=g>=h<i>j??k?l|m",
  "orx or x orü in inn not", '"""\n"\n""\n"" " """ x', "",
];
test.each(hard)("%j", (text) => expect(wrong(text)).toEqual([]));

test("edits of programs: characters and tokens deleted, doubled, moved", () => {
  const random = generator(20_261_126);
  const noise = [
    ..."(){}[]\"'`.,:;=|<>+-*/%&#@\\\n \t0aZé_😀",
    '"""',
    "{{",
    "}}",
    "{{#if ",
    "{{#end}}",
    "//",
    "data",
  ];
  const edited = Array.from({ length: 1500 }, () => {
    const text = texts[random(texts.length)] ?? "";
    const [at, to, drop] = [random(text.length + 1), random(text.length + 1), random(4)];
    const cut = text.slice(0, at) + text.slice(at + drop);
    const put = random(2) === 0 ? (noise[random(noise.length)] ?? "") : text.slice(to, to + random(12));
    return cut.slice(0, at) + put + cut.slice(at);
  });
  expect(edited.flatMap(wrong).slice(0, 5)).toEqual([]);
});

/** mulberry32 */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

test("parameter cells: their own language in CodeMirror", () => {
  const text = "n = True # yes\nm = [None, False, 'a', -1.5] // no\nTrueish = {\"a\": 1}\n";
  expect(differences(text, streamed(text, "assign"), lexed(text, "assign"))).toEqual([]);
});

/**
 * What a grammar that reads from top to bottom cannot know: the compiler cuts a cell into statements first, and reads on
 * behind a template that is never closed. And TextMate is not told the tags of a cell.
 */
const beyond: readonly (readonly [string, string, string, Class | null, Class | null])[] = [
  [
    "an open template ends where the next statement starts",
    'let a = """x\nlet b = 1',
    "let b",
    "keyword",
    "string",
  ],
];
test.each(beyond)("beyond a grammar: %s", (_, text, at, compiler, grammars) => {
  const offset = text.indexOf(at);
  const piece = segment(text).findLast(({ start }) => start <= offset)!;
  expect(lexed(piece.text)[offset - piece.start]).toBe(compiler);
  expect(streamed(text)[offset]).toBe(grammars);
  expect(matched(text)[offset]).toBe(grammars);
});

test("beyond TextMate: a parameter cell is read as any other", () => {
  const text = "a = True # yes";
  expect(lexed(text, "assign")[4]).toBe("atom");
  expect(matched(text)[4]).toBe("typeName");
});
