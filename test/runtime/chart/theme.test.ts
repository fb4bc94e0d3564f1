// Colours hold on light and dark pages.
import { expect, test } from "vitest";
import { colours, textWidth } from "../../../runtime/theme.ts";

const channel = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
/** WCAG 2.1 contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

test.for(colours.map((colour) => [colour] as const))("%s has 3:1 against white and #1e1e1e", ([colour]) => {
  expect(contrast(colour, "#ffffff")).toBeGreaterThanOrEqual(3);
  expect(contrast(colour, "#1e1e1e")).toBeGreaterThanOrEqual(3);
});

test("wide letters are wider, and a wide character is at least an em", () => {
  expect(textWidth("mmm", 10)).toBeGreaterThan(textWidth("iii", 10));
  expect(textWidth("漢", 10)).toBeGreaterThanOrEqual(10);
});
