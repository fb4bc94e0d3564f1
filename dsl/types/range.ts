// Which numbers an argument takes. Plain data, as all that is known of operators.
import { many } from "../tell/count.ts";

/** From `least` to `most`, or above everything from `least` on; `open`: the ends themselves are not of it. */
export interface Range {
  readonly least: number;
  readonly most?: number;
  readonly open?: boolean;
}

export const within = ({ least, most = Infinity, open = false }: Range, value: number): boolean =>
  open ? value > least && value < most : value >= least && value <= most;

/** `1 or more`, `0 to 12`, `above 0 and below 1`. */
export function saidRange({ least, most, open = false }: Range): string {
  const [from, to] = [many(least), most === undefined ? undefined : many(most)];
  if (open) return to === undefined ? `above ${from}` : `above ${from} and below ${to}`;
  return to === undefined ? `${from} or more` : `${from} to ${to}`;
}
