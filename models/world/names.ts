// Made-up names: entities of two or three syllables ("Tarvel", "Tarvelkim"), and the names that occur as values ("Norbek").
import type { Random } from "./random.ts";

const list = (text: string): readonly string[] => text.split(" ");

export const FIRST = list(
  "Tar Bel Cor Dun Fen Gar Hol Jas Kem Lor Mav Nev Pol Rud Sel Tov Ulm Ver Wex Yar " +
    "Zan Bir Cas Dor Fal Gim Hud Jor Kal Lun Mos Nim Pax Rin Sov Tul Vas Wol Yim Zer",
);
export const SECOND = list(
  "vel dan mor kit lun bar rix ton gal hem nis por sak tib vor zan dul fen gos hap " +
    "jin kol lam mes nur pid rav sut tam vik wen yot zul bok cim der fip gun hol jev",
);
export const THIRD = list("kim sor tez nav lud pem rog wis cad fut hob jax");
export const VALUE_FIRST = list(
  "Nor Ald Bry Cly Edg Fro Gwy Hal Ing Jud Kro Lys Mil Nat Osk Per Ros Sig Tho Ula Vin Wal Yor Zeb",
);
export const VALUE_SECOND = list(
  "bek ric gar lin mon nel ost pat ris sen tor und van wyn xan yet zon ack erd iff old umb eth arn",
);

/** Every fifth pair of (first, second) syllable is held out: it occurs in the test split only. */
export function heldOut(first: number, second: number): boolean {
  return (first * 7 + second * 3) % 5 === 0;
}

/** Is this entity name, split back into its syllables, one of the held-out ones? */
export function isHeldOut(name: string): boolean {
  return heldOut(FIRST.indexOf(name.slice(0, 3)), SECOND.indexOf(name.slice(3, 6)));
}

/**
 * `n` entity names with different syllable pairs. Three in ten share the first syllable with the name before, about one in
 * ten the second, so that a reader must look at the whole name; a quarter carry a third syllable.
 */
export function names(random: Random, n: number, test: boolean): string[] {
  const taken = new Set<number>();
  const out: string[] = [];
  let first = 0;
  let second = 0;
  while (out.length < n) {
    const roll = out.length === 0 ? 1 : random.float();
    if (roll >= 0.3) first = random.int(FIRST.length);
    if (roll < 0.3 || roll >= 0.4) second = random.int(SECOND.length);
    const pair = first * SECOND.length + second;
    if (heldOut(first, second) !== test || taken.has(pair)) continue;
    taken.add(pair);
    const third = random.chance(0.25) ? random.pick(THIRD) : "";
    out.push(`${FIRST[first]}${SECOND[second]}${third}`);
  }
  return out;
}

/** A name that is a value: other syllables than the entities', so that no value can be mistaken for a key. */
export function valueName(random: Random): string {
  return random.pick(VALUE_FIRST) + random.pick(VALUE_SECOND);
}
