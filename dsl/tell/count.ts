// Numbers of things in words, the same everywhere: `1 row`, `12,000 rows`.

/** `12,000`. */
export function many(n: number): string {
  const [whole = "", ...rest] = String(n).split(".");
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ","), ...rest].join(".");
}

export const counted = (n: number, what: string): string => `${many(n)} ${what}${n === 1 ? "" : "s"}`;
