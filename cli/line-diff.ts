// Two texts, line by line: what only the first has (-), what only the second has (+), and what both have.

/** Lines marked `-`, `+` or with a blank; an empty text has no lines. */
export function lineDiff(before: string, after: string): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  const common = table(a, b);
  const made: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      made.push(`  ${a[i++]}`);
      j++;
    } else if (j >= b.length || (i < a.length && at(common, i + 1, j) >= at(common, i, j + 1))) {
      made.push(`- ${a[i++]}`);
    } else made.push(`+ ${b[j++]}`);
  }
  return made.map((line) => line.trimEnd()).join("\n");
}

const linesOf = (text: string): readonly string[] => (text === "" ? [] : text.split("\n"));
const at = (common: readonly (readonly number[])[], i: number, j: number): number => common[i]?.[j] ?? 0;

/** Length of the longest common subsequence of what follows line `i` of `a` and line `j` of `b`. */
function table(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const made: number[][] = Array.from({ length: a.length + 1 }, () => []);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      made[i]![j] =
        a[i] === b[j] ? at(made, i + 1, j + 1) + 1 : Math.max(at(made, i + 1, j), at(made, i, j + 1));
    }
  }
  return made;
}
