// Frames for notebooks: what a reader sees, and what a screen reader is told; nothing of the user's is markup.
import { expect, test } from "vitest";
import { frameHtml } from "../../../dsl/tell/frame-html.ts";
import { compiled, sourceOf } from "../small.ts";

const html = (...cells: readonly string[]): string =>
  frameHtml(compiled(...cells).diagnostics, sourceOf(...cells)).replace(/^<style>.*?<\/style>/, "");

test("code, message, place, the line with the mark, notes", () => {
  expect(html("let qa = 1\nlet b = aq")).toBe(
    [
      `<div class="strux-told error" role="group" aria-label="Error E101 at cell 1:2:9: unknown name &#39;aq&#39;; did you mean &#39;qa&#39;?">`,
      `<p><b>E101</b>unknown name &#39;aq&#39;; did you mean &#39;qa&#39;?</p><p class="where">cell 1:2:9</p>`,
      `<pre><span class="number" aria-hidden="true">2</span>let b = <mark>aq</mark></pre>`,
      `<ul><li>in scope: qa</li><li>fix: replace with &#39;qa&#39;</li></ul></div>`,
    ].join(""),
  );
});

test("another place is a note", () => {
  expect(html("let a = 1", "let a = 2")).toContain(
    "<li>cell 1:1:5: &#39;a&#39; is defined here as well</li>",
  );
});

test("words of the program are text, control characters a sign", () => {
  const told = html('let a = f("<script>alert(1)</script>&\u001b[31m")');
  expect(told).not.toContain("<script");
  expect(told).not.toContain("\u001b");
  expect(told).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&amp;\ufffd[31m");
});

test("a place behind the end of the line is marked", () => {
  expect(html("let a =")).toContain("<mark>=</mark>");
});

test("several are one piece with one style sheet; each colour falls back where the page has none", () => {
  const cells = ["let a = b", "let c = d"];
  const whole = frameHtml(compiled(...cells).diagnostics, sourceOf(...cells));
  expect(whole.match(/<style>/g)?.length).toBe(1);
  expect(whole.match(/<div class="strux-told error"/g)?.length).toBe(2);
  const style = /<style>(.*)<\/style>/.exec(whole)?.[1] ?? "";
  expect(style).toContain("prefers-color-scheme:dark");
  expect(style.match(/var\(--(?:jp|vscode)[\w-]+\)/g)).toBeNull();
  expect(style).not.toMatch(/url\(|@import|http/);
});
