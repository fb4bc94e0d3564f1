// ROUGE of Google's own tests: two pairs, stemmed and not.
import { join } from "node:path";
import { googleL, googleN } from "../../runtime/metric/rouge/google.ts";
import { printedAs, textOf } from "./lines.ts";
import type { PublishedSet } from "./set.ts";

interface Told {
  readonly targets: readonly string[];
  readonly predictions: readonly string[];
  readonly expected_recall_precision_f: { readonly [kind: string]: readonly (readonly number[])[] };
}

export const rougeSet: PublishedSet = {
  name: "ROUGE of google-research",
  folder: "_goldens/google_rouge_small.json",
  async check(root) {
    const told = JSON.parse(textOf(join(root, "_goldens/google_rouge_small.json"))) as Told;
    return Object.entries(told.expected_recall_precision_f).flatMap(([kind, all]) =>
      all.flatMap((values, nth) => {
        const [said = "", right = ""] = [told.predictions[nth], told.targets[nth]];
        const [, which = "", stem] = /^rouge(.)(_stem)?$/.exec(kind) ?? [];
        const ours =
          which === "L"
            ? googleL(said, right, stem !== undefined)
            : googleN(said, right, Number(which), stem !== undefined);
        return (["recall", "precision", "f"] as const).map((of, at) => {
          const published = values[at] ?? NaN;
          return {
            name: `${kind}, pair ${nth + 1}, ${of}`,
            published,
            ours: ours[of],
            equal: printedAs(ours[of], published, 5),
          };
        });
      }),
    );
  },
};
