// Prompts: as declared, with their holes; applied, as the model gets them; as a list of messages where nobody is asked.
import { beforeAll, describe, expect, test } from "vitest";
import type { Runner } from "../../../runtime/model/index.ts";
import { show } from "../../../runtime/show.ts";
import { memoryStore } from "../../../runtime/store.ts";
import type { Messages } from "../../../runtime/value.ts";
import { reach } from "../call.ts";
import { makeRunner, nano } from "../model/help.ts";
import { ran } from "../program.ts";
import { evil, faults, hostile, html, htmlOf, lines, plain, safe } from "./help.ts";

let runner: Runner;
beforeAll(async () => {
  runner = await makeRunner();
});
const files = { ...reach().files, locate: () => Promise.resolve(nano) };
const program = `
data qa = table([{ id: "1", q: "Where?", a: "At Orrel." }, { id: "2", q: "Who?", a: "Anna." }])
prompt p(q: Text, hints: Text[] = []) -> Text {
  system """Answer <b>briefly</b>."""
  shots 1 from qa { user """{{ .q }}""" assistant """{{ .a }}""" }
  user """{{#if hints}}Hints:{{#each h in hints}} {{ h }}{{#end}}. {{#end}}{{ q }}"""
}`;
const shown = async (look: string, more = "") => {
  const {
    events,
    shown: texts,
    failed,
  } = await ran([`${program}\n${more}`, look], {
    deps: { runner, files, store: memoryStore() },
  });
  const pages = events.flatMap((event) =>
    event.kind === "display" && event.bundle.data["text/html"] !== undefined ? [event.bundle] : [],
  );
  return { text: texts.at(-1) ?? "", page: pages.at(-1), failed, pages };
};

describe("declared", () => {
  test("text: the template, role by role", async () => {
    expect((await shown("show p")).text).toMatchInlineSnapshot(`
      "prompt p(q, hints = []) -> Text
      [system]
      Answer <b>briefly</b>.
      [user, in each of the shots 1 from qa]
      {{ .q }}
      [assistant, in each of the shots 1 from qa]
      {{ .a }}
      [user]
      {{#if hints}}Hints:{{#each h in hints}} {{ h }}{{#end}}. {{#end}}{{ q }}
      its exact tokens are those of a row: preview p for …"
    `);
  });

  test("HTML: holes are marked, what is fixed is not; all is escaped", async () => {
    const { page } = await shown("show p");
    expect(lines(htmlOf(page!))).toMatchInlineSnapshot(`
      "<div><span class="quiet">prompt</span> <b>p(q, hints = []) -&gt; Text</b></div>
      <div><small>system</small>
      <pre>Answer &lt;b&gt;briefly&lt;/b&gt;.</pre></div>
      <div><small>user, in each of the shots 1 from qa</small>
      <pre><mark>{{ .q }}</mark></pre></div>
      <div><small>assistant, in each of the shots 1 from qa</small>
      <pre><mark>{{ .a }}</mark></pre></div>
      <div><small>user</small>
      <pre><mark>{{#if hints}}</mark>Hints:<mark>{{#each h in hints}}</mark> <mark>{{ h }}</mark><mark>{{#end}}</mark>. <mark>{{#end}}</mark><mark>{{ q }}</mark></pre></div>
      <div class="quiet">its exact tokens are those of a row: preview p for …</div>"
    `);
    expect(faults(() => page!)).toEqual([]);
  });
});

describe("applied", () => {
  const model = 'model m = onnx("nano") on cpu { max_tokens: 4 }';

  test("with a model: its exact tokens and its window, as in a preview", async () => {
    const { text, page } = await shown('show p("Where is it?")', model);
    expect(text).toMatch(/^preview p\("Where is it\?"\)\nfor m: \d+ tokens\n/);
    expect(text).toContain("window of 2,048: [");
    expect(text).toMatch(/ids: [\d ]+$/);
    expect(htmlOf(page!)).toMatch(
      /<svg role="img" aria-label="window of 2,048 tokens: chat template \d+, fixed text \d+/,
    );
    expect(faults(() => page!)).toEqual([]);
  });

  test("without a model: what is said, role by role", async () => {
    const { text } = await shown('show p("Where is it?")');
    expect(text).toMatch(/^prompt p\n\[system\]\nAnswer <b>briefly<\/b>\.\n/);
    expect(text).toContain("[user]\nWhere is it?");
  });

  test("a very long one stays within bounds, and says how many tokens more there are", async () => {
    const long = await shown(`show p("""${"Where is it? <&> ".repeat(400)}""")`, model);
    expect(faults(() => long.page!)).toEqual([]);
    expect(htmlOf(long.page!)).toMatch(/… [\d,]+ more tokens/);
  });
});

describe("messages", () => {
  const messages = (content: string): Messages => ({
    kind: "messages",
    prompt: "plain",
    messages: [{ role: "user", content }],
    returns: { kind: "text" },
    options: { max_tokens: 8 },
  });

  test("role by role, with the settings below", () => {
    expect(plain(messages(`Q: ${evil}`))).toBe(`prompt plain\n[user]\nQ: ${evil}\n{ max_tokens: 8 }`);
    expect(lines(html(messages(`Q: ${evil}`)))).toMatchInlineSnapshot(`
      "<div><span class="quiet">prompt</span> <b>plain</b></div>
      <div><small>user</small>
      <pre>Q: &lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;</pre></div>
      <div class="quiet">{ max_tokens: 8 }</div>"
    `);
    expect(html(messages(evil))).toContain(safe);
  });

  test("long and many: cut, and counted", () => {
    expect(plain(messages("x".repeat(30_000)))).toContain("(10,001 more characters)");
    const many = {
      ...messages(""),
      messages: Array.from({ length: 5000 }, () => ({ role: "user", content: "<&日>".repeat(500) })),
    };
    expect(faults(() => show(many, { name: "many" }))).toEqual([]);
    expect(html(many)).toContain("… 4,800 more messages");
  });

  test("hostile ones do no harm", () => {
    for (const text of hostile)
      expect(
        faults(() => show({ ...messages(text), prompt: text, options: { stop: text } }, { name: text })),
      ).toEqual([]);
  });
});
