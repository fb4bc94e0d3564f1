// How charts look: colours that hold on light and dark pages and for colour-blind readers, sizes, fonts, number formats.
import type { Json } from "./value.ts";

/**
 * Category colours in order of use. Each has a contrast of at least 3:1 against white and against #1e1e1e, and neighbours
 * differ in lightness or along blue-yellow, so that the first four stay apart without red-green vision.
 */
export const colours = [
  "#2b7bba",
  "#cf7a00",
  "#0f9b72",
  "#c2619b",
  "#8a78d0",
  "#d4552a",
  "#7f8a1f",
  "#858585",
] as const;

/** Grey that can be read on white and on black. */
const INK = "#7a7a7a";
const FONT = "Helvetica, Arial, sans-serif";

/** Vega-Lite's `config`: no background of its own, one ink, quiet grid. */
export const config: Json = {
  background: "transparent",
  font: FONT,
  view: { stroke: null },
  title: {
    color: INK,
    subtitleColor: INK,
    fontSize: 14,
    subtitleFontSize: 11,
    anchor: "start",
    subtitlePadding: 4,
  },
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    tickColor: INK,
    gridColor: INK,
    gridOpacity: 0.18,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelLimit: 140,
    titlePadding: 8,
  },
  axisX: { grid: false },
  header: {
    labelColor: INK,
    titleColor: INK,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal",
  },
  legend: {
    labelColor: INK,
    titleColor: INK,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal",
    symbolType: "square",
  },
};

/** Marks on top of others: a dark core in a light halo shows on any colour and any page. */
export const core = "#333333";
export const halo = "#ffffff";

/** Panel sizes in pixels. */
export const size = { width: 340, height: 230, panelWidth: 210, panelHeight: 170, band: 34 } as const;

/** Reader's fonts differ: DejaVu Sans, the usual fallback, is this much wider than Helvetica. */
const SPARE = 1.14;

/** The width of a text in pixels, where no canvas measures it: class averages of Helvetica's own metrics, with some spare. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const char of text) em += advance(char);
  return em * fontSize * SPARE;
}

function advance(char: string): number {
  if (/[\u1100-\u11ff\u2e80-\uffef\u{1f000}-\u{3ffff}]/u.test(char)) return 1;
  if (/[ijl.,:;'|!\s/\\[\]()]/.test(char)) return 0.28;
  if (/[frt-]/.test(char)) return 0.33;
  if (/[mwMW%@]/.test(char)) return 0.85;
  return /[A-Z]/.test(char) ? 0.69 : 0.556;
}
