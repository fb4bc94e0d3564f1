// One step of beam search, as Hugging Face's `generate(num_beams=n, do_sample=False)` takes it since transformers 4.50. Pure.
import type { Limit } from "./engine.ts";
import { ModelError } from "./error.ts";
import { penalised } from "./penalty.ts";
import type { GenerateOptions, Generation } from "./protocol.ts";
import { likeliest } from "./sample.ts";

/** An answer on its way. */
export interface Beam {
  readonly tokens: readonly number[];
  /** Sum over its tokens of ln p, as the penalties leave it: what beams are compared by. */
  readonly score: number;
  /** The same sum as the model says it. */
  readonly logprob: number;
  /** Which beam of the step before it continues. */
  readonly from: number;
}

export interface Ended extends Beam {
  readonly finish: Generation["finish"];
  /** Score over length to the power of the length penalty; the length counts every token chosen, a closing eos too. */
  readonly worth: number;
}

/** The beams of one prompt, the best first, and the best of those that have ended. */
export interface Search {
  readonly beams: readonly Beam[];
  readonly ended: readonly Ended[];
}

export const begin: Search = { beams: [{ tokens: [], score: 0, logprob: 0, from: 0 }], ended: [] };

/** What the model says behind a beam: logits [V], and ln of the sum of their exp. */
export interface Behind {
  readonly logits: Float32Array;
  readonly logSum: number;
}

/** What a search goes by. */
export interface Rules {
  readonly options: GenerateOptions;
  readonly eos: readonly number[];
  readonly prompt: readonly number[];
  readonly limit?: Limit;
  /** How an answer of these tokens has ended, if it has. */
  readonly finish: (tokens: readonly number[]) => Generation["finish"] | undefined;
}

const size = ({ beams = 1 }: GenerateOptions): number => beams;
const worth = (score: number, length: number, { lengthPenalty = 1 }: GenerateOptions): number =>
  score / length ** lengthPenalty;

/**
 * A search with one token more, by what is said behind each beam. Of all continuations of all beams the best (1 + number of
 * eos, at least 2) * n are looked at, so that n go on whatever ends. What ends counts where it is among the best n of
 * these; the best n of all that have counted are kept. Equals: the earlier beam, then the lower id.
 * @throws ModelError E512 where the logits are no numbers.
 */
export function grown({ beams, ended }: Search, behind: (beam: number) => Behind, rules: Rules): Search {
  const { options } = rules;
  const n = size(options);
  const most = Math.max(2, 1 + rules.eos.length) * n;
  const candidates = beams
    .flatMap((beam, from) => continuations(beam, from, behind(from), most, rules))
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map((beam) => ({ ...beam, finish: rules.finish(beam.tokens) }));
  const fresh = candidates.slice(0, n).flatMap(({ finish, ...beam }) => {
    const value = worth(beam.score, beam.tokens.length, options);
    return finish === undefined ? [] : [{ ...beam, finish, worth: value }];
  });
  return {
    beams: candidates.filter(({ finish }) => finish === undefined).slice(0, n),
    ended: [...ended, ...fresh].sort((a, b) => b.worth - a.worth).slice(0, n),
  };
}

function continuations(
  beam: Beam,
  from: number,
  { logits, logSum }: Behind,
  most: number,
  rules: Rules,
): Beam[] {
  const { options } = rules;
  if (!Number.isFinite(logSum)) {
    const where = `token ${beam.tokens.length + 1} of beam ${from + 1}`;
    throw new ModelError("E512", `the model computed NaN at ${where}`, "try another precision or provider");
  }
  const { repetitionPenalty = 1, presencePenalty = 0 } = options;
  const plain = repetitionPenalty === 1 && presencePenalty === 0 && !rules.limit;
  // penalties act on ln p, which is never above 0, and not on logits as they do without beams
  const said = plain
    ? logits
    : limited(
        logits.map((logit) => logit - logSum),
        beam.tokens,
        rules,
      );
  return likeliest(said, Math.min(most, said.length))
    .filter((id) => said[id]! > -Infinity)
    .map((id) => {
      const own = logits[id]! - logSum;
      return {
        tokens: [...beam.tokens, id],
        score: beam.score + (plain ? own : said[id]!),
        logprob: beam.logprob + own,
        from,
      };
    });
}

/** Ln p as penalties and the model's makers leave them. */
function limited(
  lnp: Float32Array,
  tokens: readonly number[],
  { prompt, options, limit }: Rules,
): Float32Array {
  const said = penalised(lnp, prompt, tokens, options);
  return limit?.(said, tokens.length, options.maxTokens) ?? said;
}

/** Whether nothing that is still on its way is waited for. */
export function over({ beams, ended }: Search, options: GenerateOptions): boolean {
  const { earlyStopping = false, lengthPenalty = 1, maxTokens } = options;
  const [best] = beams;
  if (best === undefined) return true;
  if (ended.length < size(options)) return false;
  if (earlyStopping === true) return true;
  const longest = earlyStopping === "never" && lengthPenalty > 0;
  return worth(best.score, longest ? maxTokens : best.tokens.length, options) <= ended.at(-1)!.worth;
}
