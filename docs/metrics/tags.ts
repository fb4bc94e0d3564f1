// Metrics of tagged texts.
import type { Entry } from "./entry.ts";

const conlleval =
  "conlleval (E. Tjong Kim Sang, CoNLL-2000): spans of any scheme, IOB1, IOB2, IOE or IOBES; checked beside chakki-works/seqeval";

export const tags: readonly Entry[] = [
  {
    name: "slot_f1",
    source: conlleval,
    example: 'slot_f1("B-PER I-PER O B-LOC", gold: "B-PER I-PER O B-ORG")',
    gives: "0.5",
    since: "Two spans on either side, one of them the same by place and type.",
  },
  {
    name: "slot_report",
    source: conlleval,
    example: 'slot_report(table([{ t: "B-a I-a O", g: "B-a I-a O" }, { t: "B-a O", g: "B-a B-b" }]), .t, .g)',
    gives: [
      "table: 5 rows, 5 columns",
      "type: Text  precision: Num  recall: Num   f1: Num  support: Int",
      "──────────  ──────────────  ───────────  ────────  ────────────",
      "a                        1            1         1             2",
      "b                        0            0         0             1",
      "micro                    1     0.666667       0.8             3",
      "macro                  0.5          0.5       0.5             3",
      "weighted          0.666667     0.666667  0.666667             3",
    ].join("\n"),
    since: "Of three spans two are found, and nothing else: precision 1, recall 2/3; b is never found.",
  },
];
