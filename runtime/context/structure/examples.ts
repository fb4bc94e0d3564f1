// Worked examples of the prompts of structurization: texts of our own, with the structure a careful reader would give them.
import type { Tree } from "../../value.ts";

/** A text by its sentences, with its structure: as ranges, and as told anew. */
export interface Example {
  readonly sentences: readonly string[];
  readonly ranges: Ranged;
  readonly told: Tree;
}
interface Ranged {
  readonly scope: string;
  readonly aspects: readonly RangedAspect[];
}
export interface RangedAspect {
  readonly name: string;
  readonly range: readonly [number, number];
  readonly below?: readonly RangedAspect[];
}

/** The first lists its aspects; in the second the reader has to find them. */
export const EXAMPLES: readonly Example[] = [
  {
    sentences: [
      "A tide mill has three parts worth knowing.",
      "The first is the pond, which fills through gates while the sea rises.",
      "The gates close by themselves when the water turns.",
      "The second is the wheel, which runs for about five hours after each high tide.",
      "Because the tide comes later every day, the miller's hours move around the clock.",
      "The third is the stone house, where the grain is kept dry above the highest spring tide.",
    ],
    ranges: {
      scope: "The parts of a tide mill",
      aspects: [
        { name: "Overview", range: [1, 1] },
        { name: "The pond and its gates", range: [2, 3] },
        { name: "The wheel and the miller's hours", range: [4, 5] },
        { name: "The stone house", range: [6, 6] },
      ],
    },
    told: {
      kind: "tree",
      scope: "The parts of a tide mill",
      aspects: [
        {
          name: "The pond and its gates",
          descriptions: [
            "The pond fills through gates while the sea rises.",
            "The gates close by themselves when the water turns.",
          ],
        },
        {
          name: "The wheel and the miller's hours",
          descriptions: [
            "The wheel runs for about five hours after each high tide.",
            "The miller's hours move around the clock, because the tide comes later every day.",
          ],
        },
        {
          name: "The stone house",
          descriptions: ["The grain is kept dry in the stone house, above the highest spring tide."],
        },
      ],
    },
  },
  {
    sentences: [
      "When the ferry to Norholm stopped in 1974, the island had ninety inhabitants.",
      "Ten years later there were thirty, most of them over sixty.",
      "The school closed, and the shop opened on two days a week.",
      "Then a biologist rented the empty school to count seabirds.",
      "She found a colony of terns that nobody had written about.",
      "Her students came back every summer, and some of them stayed.",
      "Today the island has a boat of its own, paid for by those who come to see the birds.",
      "The shop is open every day again.",
    ],
    ranges: {
      scope: "How the island of Norholm declined and recovered",
      aspects: [
        {
          name: "Decline after the ferry stopped",
          range: [1, 3],
          below: [{ name: "Fewer and older inhabitants", range: [1, 2] }],
        },
        { name: "The biologist and the tern colony", range: [4, 6] },
        { name: "Recovery through visitors", range: [7, 8] },
      ],
    },
    told: {
      kind: "tree",
      scope: "How the island of Norholm declined and recovered",
      aspects: [
        {
          name: "Decline after the ferry stopped",
          descriptions: [
            "Norholm had ninety inhabitants when the ferry stopped in 1974.",
            "Ten years later thirty were left, most of them over sixty.",
            "The school closed, and the shop opened on two days a week.",
          ],
        },
        {
          name: "The biologist and the tern colony",
          descriptions: [
            "A biologist who rented the empty school to count seabirds found a colony of terns that was not known.",
            "Her students came back every summer, and some of them stayed.",
          ],
        },
        {
          name: "Recovery through visitors",
          descriptions: [
            "Those who come to see the birds have paid for a boat of the island's own.",
            "The shop is open every day again.",
          ],
        },
      ],
    },
  },
];
