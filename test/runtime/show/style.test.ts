// The sheet of an output: it touches nothing but the output, loads nothing, and every page of ours carries it once.
import { expect, test } from "vitest";
import { page } from "../../../runtime/show/style.ts";

const sheet = /<style>(.*)<\/style>/s.exec(page(""))?.[1] ?? "";

test("one sheet per output, in front of what it is for", () => {
  expect(page("<p>x</p>")).toBe(`<div class="strux-out"><style>${sheet}</style><p>x</p></div>`);
});

test("every rule is of our class alone", () => {
  const rules = sheet.replace(/@media \([^)]*\)\{(.*?\})\}/g, "$1");
  const selectors = [...rules.matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap(([, all = ""]) => all.split(","));
  expect(selectors.length).toBeGreaterThan(30);
  expect(selectors.filter((one) => !one.includes(".strux-out"))).toEqual([]);
});

test("it loads nothing, and its colours are the page's where the page has some", () => {
  expect(sheet).not.toMatch(/url\(|@import|@font-face|https?:|<|expression/);
  expect(sheet).toContain("color:var(--jp-content-font-color1,inherit)");
  expect(sheet).toContain("@media (prefers-color-scheme:dark)");
});

test("brackets are balanced, and it weighs less than 6 KB", () => {
  expect(sheet.match(/\{/g)?.length).toBe(sheet.match(/\}/g)?.length);
  expect(sheet.length).toBeLessThan(6000);
});

test("colours of good and bad stand out on white and on the dark of editors", () => {
  const tones = (from: number, to: number): string[] =>
    sheet.slice(from, to).match(/--strux-(?:good|bad|mark):#[0-9a-f]{6}/g) ?? [];
  const dark = sheet.indexOf("[data-jp-theme-light=false]");
  const light = sheet.indexOf("[data-jp-theme-light=true]");
  const weak = (all: readonly string[], page: string): string[] =>
    all.filter((tone) => contrast(tone.slice(-7), page) < 4.5);
  expect(weak(tones(dark, dark + 300), "#111111")).toEqual([]);
  expect(weak(tones(light, dark), "#ffffff")).toEqual([]);
  expect(tones(light, dark + 300)).toHaveLength(5);
});

/** Contrast of two colours as WCAG 2 counts it. */
function contrast(a: string, b: string): number {
  const [x = 0, y = 0] = [a, b].map(luminance).toSorted((one, other) => other - one);
  return (x + 0.05) / (y + 0.05);
}
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
