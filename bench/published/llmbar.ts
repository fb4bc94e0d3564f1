// LLMBar, Natural: what two judges with four prompts each say of 100 pairs, in both orders. Source: princeton-nlp/LLMBar @900616b.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cohen } from "../../runtime/stats/agreement.ts";
import { confusion } from "../../runtime/stats/confusion.ts";
import type { Figure, PublishedSet } from "./set.ts";

const EVALUATORS = "Dataset/LLMBar/Natural/evaluators";

export const JUDGES = ["GPT-4", "ChatGPT"].flatMap((judge) =>
  ["Vanilla", "Vanilla_NoRules", "CoT", "Swap"].map((prompt) => [judge, prompt] as const),
);

/** `winner`: "1" or "2" whatever the order shown was, null where no verdict could be read. */
interface Pair {
  readonly label: 1 | 2;
  /** More than one entry where the judge was asked again: the last one counts. */
  readonly results: readonly {
    readonly [swap in "swap = False" | "swap = True"]: { readonly winner: string | null };
  }[];
}

type Statistics = { readonly [name: string]: string | number };

/** What a judge says of each pair, and what is right. */
interface Verdicts {
  readonly gold: readonly string[];
  readonly plain: readonly string[];
  readonly swapped: readonly string[];
}

const UNREAD = "none";

export async function verdicts(root: string, judge: string, prompt: string): Promise<Verdicts> {
  const file = join(root, llmbar.folder, EVALUATORS, judge, prompt, "result.json");
  const pairs = JSON.parse(await readFile(file, "utf8")) as readonly Pair[];
  const said = (order: "swap = False" | "swap = True"): string[] =>
    pairs.map(({ results }) => results.at(-1)?.[order].winner ?? UNREAD);
  return {
    gold: pairs.map(({ label }) => String(label)),
    plain: said("swap = False"),
    swapped: said("swap = True"),
  };
}

const count = (of: readonly string[], is: (one: string, at: number) => boolean): number =>
  of.filter(is).length;
const kappa = (a: readonly string[], b: readonly string[]): number => cohen(confusion(a, b))?.value ?? NaN;

/** The source's coding: a verdict "1" is 1 and all else is 0, so that labels 1 and 2 meet verdicts 1 and 0. */
const coded = (verdicts: readonly string[]): string[] => verdicts.map((one) => (one === "1" ? "1" : "0"));

/** Agreement as it is usually meant: the same labels on both sides, an unread verdict a label of its own. */
export const strict = ({ gold, plain, swapped }: Verdicts): readonly [plain: number, swapped: number] => [
  kappa(gold, plain),
  kappa(gold, swapped),
];

/** How often the answer shown first is chosen, over both orders. */
export const firstShown = ({ plain, swapped }: Verdicts): number =>
  (count(plain, (one) => one === "1") + count(swapped, (one) => one === "2")) /
  (plain.length + swapped.length);

function ours({ gold, plain, swapped }: Verdicts): { readonly [name: string]: number } {
  const right = (of: readonly string[], at: number): boolean => of[at] === gold[at];
  return {
    correct_False: count(plain, (_, at) => right(plain, at)),
    correct_True: count(swapped, (_, at) => right(swapped, at)),
    correct_both: count(gold, (_, at) => right(plain, at) && right(swapped, at)),
    equal: count(plain, (one, at) => one === swapped[at]),
    kappa_False: kappa(gold, coded(plain)),
    kappa_True: kappa(gold, coded(swapped)),
    kappa_agreement: kappa(coded(plain), coded(swapped)),
  };
}

/** Four counts and three kappas of each judge and prompt; counts stand as `95 / 100 = 95.0%`. */
export const llmbar: PublishedSet = {
  name: "LLMBar Natural",
  folder: "princeton-nlp__LLMBar",
  async check(root) {
    const figures: Figure[] = [];
    for (const [judge, prompt] of JUDGES) {
      const file = join(root, llmbar.folder, EVALUATORS, judge, prompt, "statistics.json");
      const statistics = JSON.parse(await readFile(file, "utf8")) as Statistics;
      for (const [name, own] of Object.entries(ours(await verdicts(root, judge, prompt)))) {
        const published = Number.parseFloat(String(statistics[name]));
        figures.push({
          name: `${judge} ${prompt} ${name}`,
          published,
          ours: own,
          equal: Math.abs(own - published) <= 1e-12,
        });
      }
    }
    return figures;
  },
};
