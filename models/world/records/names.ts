// Names composed of pieces: entities ("Tarvel", "Tarvelkim") and people ("Aldric Norbek"). A fifth of the pieces is held out.
import { FIRST, SECOND, THIRD, VALUE_FIRST, VALUE_SECOND } from "../names.ts";
import type { Random } from "../random.ts";
import { part, type Split } from "./held-out.ts";

const LENGTH = 3;
const ENTITY = [FIRST, SECOND, THIRD];
const PERSON = [VALUE_FIRST, VALUE_SECOND];

/** How likely a name shares its first piece with the one before, its second, or has a third. */
const ALIKE = { first: 0.3, second: 0.1, third: 0.25 };

/** `n` different entity names; many are alike, so that a reader must look at the whole name. */
export function entities(random: Random, n: number, split: Split): string[] {
  const [first = [], second = [], third = []] = ENTITY.map((pieces) => part(pieces, split));
  if (n > first.length * second.length) throw new RangeError(`there are no ${n} names in the ${split} split`);
  const found = new Map<string, string>();
  let [head, tail] = ["", ""];
  while (found.size < n) {
    const roll = found.size === 0 ? 1 : random.float();
    if (roll >= ALIKE.first) head = random.pick(first);
    if (roll < ALIKE.first || roll >= ALIKE.first + ALIKE.second) tail = random.pick(second);
    const end = random.chance(ALIKE.third) ? random.pick(third) : "";
    if (!found.has(head + tail)) found.set(head + tail, head + tail + end);
  }
  return [...found.values()];
}

/** "Aldric Norbek": given name and family name, of other pieces than the entities'. */
export function person(random: Random, split: Split): string {
  const [first = [], second = []] = PERSON.map((pieces) => part(pieces, split));
  const one = (): string => random.pick(first) + random.pick(second);
  return `${one()} ${one()}`;
}

/** The split that could have made this name; null where pieces of both are in it, or of neither. */
export function splitOf(name: string): Split | null {
  const words = name.split(" ");
  const lists = words.length === 1 ? ENTITY : PERSON;
  const fits = (split: Split): boolean =>
    words.every((word) => pieces(word).every((piece, at) => part(lists[at] ?? [], split).includes(piece)));
  return fits("train") ? "train" : fits("test") ? "test" : null;
}

/** A name of the world cut into its pieces; null for any other word. */
export function syllables(word: string): readonly string[] | null {
  const cut = pieces(word);
  const made = [ENTITY, PERSON].some(
    (lists) => cut.length > 1 && cut.every((piece, at) => lists[at]?.includes(piece)),
  );
  return made ? cut : null;
}

const pieces = (word: string): string[] => word.match(new RegExp(`.{1,${LENGTH}}`, "g")) ?? [];
