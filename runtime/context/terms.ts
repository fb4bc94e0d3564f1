// Words of a text as search and cohesion see them.

export const TERM = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/** Lower-cased runs of letters, marks and digits (NFC). No stemming, no stop words. */
export const terms = (text: string): string[] => text.normalize("NFC").toLowerCase().match(TERM) ?? [];

/** How often each item occurs, in order of first appearance. */
export function tally(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** English function words: they join any text to any other, and name none. */
export const STOP: ReadonlySet<string> = new Set(
  (
    "a about above after again against all almost along already also although always am among an and another any are around as at " +
    "away back be became because become been before being below between both but by came can could did do does doing done down " +
    "during each either else ever every few for from further gave get give given go goes had has have having he her here hers " +
    "herself him himself his how however i if in into is it its itself just kept like made make many may me might mine more most " +
    "much must my myself near neither never no nor not now of off often on once one only onto or other others our ours ourselves " +
    "out over own per perhaps put quite rather said same say says see seen several shall she should since so some still such take " +
    "taken than that the their theirs them themselves then there these they this those though three through thus to together too " +
    "took toward two under until up upon us use used very was we well went were what when where whether which while who whom whose " +
    "why will with within without would yet you your yours yourself s t d ll re ve m don"
  ).split(" "),
);
