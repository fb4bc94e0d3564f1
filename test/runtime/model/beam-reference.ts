// Beam search written down a second time, after the tensors of Hugging Face's `_beam_search` for a batch of one: places for n
// beams that are always filled, -1e9 for what is none. It knows no cache: the whole sequence is computed at every step.

export interface Settings {
  readonly beams: number;
  readonly maxTokens: number;
  readonly eos: readonly number[];
  readonly lengthPenalty: number;
  readonly earlyStopping: boolean | "never";
}

interface Place {
  tokens: number[];
  score: number;
  finished: boolean;
}
const NONE = -1e9;

/** `next`: ln p [V] of what follows these tokens. The best answer, and what it is worth. */
export async function beamSearch(
  next: (tokens: readonly number[]) => Promise<readonly number[]>,
  { beams, maxTokens, eos, lengthPenalty, earlyStopping }: Settings,
): Promise<{ readonly tokens: readonly number[]; readonly worth: number }> {
  const keep = Math.max(2, 1 + eos.length) * beams;
  let running: Place[] = Array.from({ length: beams }, (_, n) => ({
    tokens: [],
    score: n === 0 ? 0 : NONE,
    finished: false,
  }));
  let finished: Place[] = Array.from({ length: beams }, () => ({ tokens: [], score: NONE, finished: false }));
  for (let length = 1; ; length++) {
    const all: Place[] = [];
    for (const beam of running) {
      const said = await next(beam.tokens);
      const ids = [...said.keys()].sort((a, b) => said[b]! - said[a]!).slice(0, keep);
      for (const id of ids)
        all.push({ tokens: [...beam.tokens, id], score: beam.score + said[id]!, finished: false });
    }
    const top = best(all, keep).map((one) => ({
      ...one,
      finished: eos.includes(one.tokens.at(-1)!) || length === maxTokens,
    }));
    running = best(
      top.map((one) => ({ ...one, score: one.score + (one.finished ? NONE : 0) })),
      beams,
    );
    const counted = top.map((one, n) => {
      const counts = one.finished && n < beams;
      return { ...one, finished: counts, score: one.score / length ** lengthPenalty + (counts ? 0 : NONE) };
    });
    finished = best([...finished, ...counted], beams);
    const hypothetical = earlyStopping === "never" && lengthPenalty > 0 ? maxTokens : length;
    const possible = running[0]!.score / hypothetical ** lengthPenalty;
    const worst = Math.min(...finished.map(({ score }) => score));
    const improvable = finished.some((one) => possible > (one.finished ? worst : NONE));
    const open = !(finished.every((one) => one.finished) && earlyStopping === true);
    if (!improvable || !open || top.every((one) => one.finished))
      return { tokens: finished[0]!.tokens, worth: finished[0]!.score };
  }
}

const best = (places: readonly Place[], count: number): Place[] =>
  places.toSorted((a, b) => b.score - a.score).slice(0, count);
