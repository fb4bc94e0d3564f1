// Programs that check themselves.
import { type Over, ran } from "../program.ts";

/** What fails in a program, and its checks that do not hold; a program without a check holds nothing. */
export async function amiss(program: string, over: Over = {}): Promise<readonly string[]> {
  const { failed, checks } = await ran(program, over);
  if (checks.length === 0) return ["no checks", ...failed];
  return [...failed, ...checks.flatMap(([pass, text]) => (pass ? [] : [text]))];
}
