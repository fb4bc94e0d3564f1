// A check says in words and by a sign what its colour says.
import { expect, test } from "vitest";
import { showCheck } from "../../../runtime/show/check.ts";
import { evil, faults, hostile, htmlOf, safe, textOf } from "./help.ts";

test("word, sign and colour agree, and the numbers stand beside them", () => {
  const good = showCheck({ pass: true, label: "structure helps", numbers: "0.08 >= 0" });
  expect(textOf(good)).toBe("✓ holds: structure helps (0.08 >= 0)");
  expect(htmlOf(good)).toBe(
    '<div class="good"><b>✓ holds</b> structure helps <span class="quiet">(0.08 &gt;= 0)</span></div>',
  );
  const bad = showCheck({ pass: false, label: evil, numbers: "" });
  expect(textOf(bad)).toBe(`✗ fails: ${evil}`);
  expect(htmlOf(bad)).toBe(`<div class="bad"><b>✗ fails</b> ${safe}</div>`);
});

test("hostile labels do no harm; long ones are cut", () => {
  for (const text of [...hostile, "x".repeat(1_000_000)])
    expect(faults(() => showCheck({ pass: true, label: text, numbers: text }))).toEqual([]);
});
