// Which end of a context stays when it is packed.
import { KEEP } from "../text/tokens.ts";
import type { Units } from "./units.ts";

export { KEEP };
type Keep = (typeof KEEP)[number];

/** Positions in the order in which units are taken; of both ends in turn, the beginning first. */
const orders: { readonly [K in Keep]: (size: number) => readonly number[] } = {
  head: (size) => Array.from({ length: size }, (_, at) => at),
  tail: (size) => Array.from({ length: size }, (_, at) => size - 1 - at),
  middle: (size) => Array.from({ length: size }, (_, at) => (at % 2 === 0 ? at / 2 : size - (at + 1) / 2)),
};

/** The same units, taken from there; what some of them make has them in their own order. */
export function keptFrom(keep: Keep, units: Units): Units {
  if (keep === "head") return units;
  const order = orders[keep](units.units.length);
  return {
    ...units,
    units: order.map((at) => units.units[at]!),
    ends: (unit) => keep === "tail" || unit % 2 === 1,
    make: (kept, cut) =>
      units.make(
        kept.map((unit) => order[unit]!).sort((a, b) => a - b),
        cut && { ...cut, unit: order[cut.unit]! },
      ),
  };
}
