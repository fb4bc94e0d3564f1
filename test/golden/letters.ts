// Functions that used.strux takes from here.

/** How many vowels a text has. */
export const vowels = (text: string): number => text.match(/[aeiou]/gi)?.length ?? 0;

/** The first letter of each word. */
export function initials(text: string, upper = false): string {
  const letters = text
    .split(/\s+/)
    .map((word) => word.slice(0, 1))
    .join("");
  return upper ? letters.toUpperCase() : letters.toLowerCase();
}
