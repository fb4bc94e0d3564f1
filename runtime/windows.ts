// A text longer than a model's window, in windows that weigh each of its tokens once.
import type { Given } from "./model/index.ts";

/**
 * Windows as lm-evaluation-harness rolls them over a text for `loglikelihood_rolling` (get_rolling_token_windows and
 * make_disjoint_window of its utils): `window` tokens go into the model at most, `start` stands before the first of the text. Each
 * later window weighs up to `window - overlap + 1` tokens behind at least `overlap` of those before; the last reaches as far
 * back as it can. With an overlap of 1, which is theirs, no token goes in twice but the last window's.
 */
export function windows(
  tokens: readonly number[],
  start: number,
  window: number,
  overlap = 1,
): readonly Given[] {
  const first = Math.min(window, tokens.length);
  const found: Given[] = [{ tokens: [start, ...tokens.slice(0, first)], from: 1 }];
  for (let done = first; done < tokens.length;) {
    const count = Math.min(tokens.length - done, window - overlap + 1);
    done += count;
    found.push({ tokens: tokens.slice(done - window - 1, done), from: window + 1 - count });
  }
  return found;
}
