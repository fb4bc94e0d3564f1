// Operators that choose demonstrations and make them.
import type { Entry } from "./entry.ts";

export const demonstrations: readonly Entry[] = [
  {
    name: "nearest",
    source: "J. Liu et al. 2021, arXiv 2101.06804 (KATE)",
    example: `let known = table([
  { q: "Who is the mayor of Vasbok?", a: "Yorarn Zebold" },
  { q: "What is the price of Vasbok?", a: "40 euro" },
])
model e = onnx("strux-embed") on cpu
show known |> nearest(to: "How much does Zerjev cost?", on: .q, with: e)`,
    counts:
      "All rows stay. Where a prompt's `shots` choose, the row that asks is none of its own demonstrations.",
  },
];
