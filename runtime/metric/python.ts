// Numbers and digits as Python has them, where a published score rests on them.

/** `round(x)`: of two integers as near, the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** `re.findall(r"\d+", text)`: digits of any script. */
export const integersIn = (text: string): string[] => text.match(/\p{Nd}+/gu) ?? [];
