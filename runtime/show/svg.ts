// Small pictures that stand beside numbers: they hold no text of their own, so nothing is lost where they are stripped.
import { escaped } from "./bundle.ts";

/** Colours stand as attributes too, for pages without our sheet. */
const MARK = "#2b7bba";
const INK = "currentColor";

const fixed = (value: number): string => String(Number(value.toFixed(2)));

/** A picture of its own size. `label` is what a screen reader says; null where the numbers beside it say all. */
export const svg = (width: number, height: number, label: string | null, inner: string, kind = ""): string =>
  `<svg ${label === null ? 'aria-hidden="true"' : `role="img" aria-label="${escaped(label)}"`}${kind === "" ? "" : ` class="${kind}"`} ` +
  `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`;

const BAR = { width: 7, gap: 1, height: 18 } as const;

/** Counts as bars from one ground; a count that is not 0 is never without a bar. */
export function histogram(counts: readonly number[], label: string | null): string {
  const most = Math.max(1, ...counts);
  const bars = counts.map((count, at) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * BAR.height);
    return `<rect class="mark" fill="${MARK}" x="${at * (BAR.width + BAR.gap)}" y="${fixed(BAR.height - height)}" width="${BAR.width}" height="${fixed(height)}"/>`;
  });
  const width = Math.max(1, counts.length * (BAR.width + BAR.gap) - BAR.gap);
  const ground = `<path d="M0 ${BAR.height + 0.5}H${width}" stroke="${INK}" stroke-opacity=".4" fill="none"/>`;
  return svg(width, BAR.height + 1, label, bars.join("") + ground);
}

/** What an interval is drawn on. */
export interface Scale {
  readonly from: number;
  readonly to: number;
}
export interface Ends {
  readonly mean: number;
  readonly lo: number;
  readonly hi: number;
}

const WIDE = 160;
const HIGH = 14;
const EDGE = 4;

/** An interval as a bar with a point; a tick at 0 where the scale has it inside. Null for numbers that have no place. */
export function intervalBar({ mean, lo, hi }: Ends, { from, to }: Scale, label: string): string {
  if (![mean, lo, hi, from, to].every(Number.isFinite) || to <= from) return "";
  const x = (value: number): string =>
    fixed(EDGE + Math.min(1, Math.max(0, (value - from) / (to - from))) * (WIDE - 2 * EDGE));
  const middle = HIGH / 2;
  const zero =
    from < 0 && to > 0
      ? `<path d="M${x(0)} 0V${HIGH}" stroke="${INK}" stroke-opacity=".6" stroke-dasharray="2 2" fill="none"/>`
      : "";
  return svg(
    WIDE,
    HIGH,
    label,
    `<path d="M${EDGE} ${middle}H${WIDE - EDGE}" stroke="${INK}" stroke-opacity=".25" fill="none"/>${zero}` +
      `<path class="line" d="M${x(lo)} ${middle}H${x(hi)}M${x(lo)} 3V${HIGH - 3}M${x(hi)} 3V${HIGH - 3}" stroke="${MARK}" stroke-width="2" fill="none"/>` +
      `<circle class="mark" cx="${x(mean)}" cy="${middle}" r="3.5" fill="${MARK}"/>`,
  );
}

/** The scale on which intervals are compared: 0 to 1 where they lie in it, else from their least to their greatest end, 0 included where it is near. */
export function scaleOf(all: readonly Ends[]): Scale {
  const ends = all.flatMap(({ lo, hi, mean }) => [lo, hi, mean]).filter(Number.isFinite);
  const [least, most] = ends.reduce(
    ([a, b], end) => [Math.min(a, end), Math.max(b, end)],
    [Infinity, -Infinity],
  );
  if (least > most) return { from: 0, to: 1 };
  if (least >= 0 && most <= 1) return { from: 0, to: 1 };
  const near = Math.max(Math.abs(least), Math.abs(most)) / 2;
  const from = least > 0 && least < near ? 0 : least;
  const to = most < 0 && -most < near ? 0 : most;
  return from < to ? { from, to } : { from: from - 0.5, to: to + 0.5 };
}
