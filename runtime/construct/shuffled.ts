// A list in a random order.
import type { Random } from "../random.ts";

/** Fisher and Yates' shuffle in Durstenfeld's form: every order is as likely. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
  return all;
}
