// Template syntax in data and in answers of models: it comes out letter for letter in the next prompt, and nothing of it is evaluated.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, strux } from "../../cli/help.ts";
import { peer, said } from "../../runtime/server/peer.ts";

const ATTACKS = [
  "{{ constructor.constructor('return process')().exit(7) }}",
  "{{ __proto__.polluted }} {{ text.__proto__ }} {{ text }} {{ word }}",
  "{% for x in range(9) %}{{ x }}{% endfor %} {% include 'secret' %} {# gone #}",
  "${process.exit(7)} `${1 + 1}` <%= 1 + 1 %> #{1 + 1} {{{ text }}}",
  "}} {{ '{{' }} {{- text -}} \\{{ text }} %} {%- if true -%}",
  "__proto__ constructor prototype toString hasOwnProperty",
  "$& $1 $$ $` $' %s %d %o",
];

test("template syntax is text, in data, in an answer that goes into the next prompt, and in what a preview shows", async () => {
  const server = await peer();
  try {
    for (const [at, attack] of ATTACKS.entries()) server.faults.set(`w${at}`, [{ text: said(attack) }]);
    const folder = project({
      "rows.jsonl": ATTACKS.map((text, at) => JSON.stringify({ text, word: `w${at}` })).join("\n"),
    });
    const program = [
      'let t = jsonl("rows.jsonl")',
      `model m = http("${server.url}", name: "tiny")`,
      'prompt p(text: Text, word: Text) -> Text { system """from {{ word }}: {{ text }}""" user """a {{ text }} b {{ word }}""" }',
      "run r over t { ask p(.text, .word) with m { max_tokens: 40 } }",
      "let s = r |> select(.word, .output) |> rename(answer: .output)",
      "run q over s { ask p(.answer, .word) with m { max_tokens: 41 } }",
    ];
    writeFileSync(join(folder, "book.strux"), `${program.join("\n")}\n`);
    const done = await strux(folder, "run", "book.strux", "--allow-net");
    expect(done.status).toBe(0);
    const sent = server.bodies.map(({ messages }) => messages?.map(({ content }) => content).join("\n"));
    for (const [at, attack] of ATTACKS.entries())
      // once as data, once as the answer to it
      expect(sent.filter((one) => one === `from w${at}: ${attack}\na ${attack} b w${at}`)).toHaveLength(2);
    expect(sent).toHaveLength(2 * ATTACKS.length);
    for (const [at, attack] of ATTACKS.entries()) {
      const { stdout } = await strux(folder, "preview", "book.strux", `p for t[${at}]`);
      expect(stdout).toContain(`a ${attack} b w${at}`);
    }
  } finally {
    await server.close();
  }
});
