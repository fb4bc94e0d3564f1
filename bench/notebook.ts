// A notebook of fifty statements as a researcher writes them, the same on every machine; several benches and tests measure on it.
import type { Source } from "../dsl/source.ts";

/** One experiment: `n` tells its names from those of the next. */
const experiment = (n: number): readonly string[] => [
  `/// Documents per draw of experiment ${n}
param size${n}: Int = ${20 + n}`,
  `data docs${n} = world(size${n}, facts: 16, draws: [1, 2, 3], split: "test", seed: ${n})`,
  `data long${n} = docs${n} |> where(len(.prose) > 200) |> derive(size: len(.prose), head: .prose |> pack(64, tokenizer: reader${n}))`,
  `model reader${n} = onnx("models/strux-nano") on cuda(0) else cpu { temperature: 0, max_tokens: 8 }`,
  `prompt answer${n}(context: Text, question: Text, hint: Text = "") -> Text {
  system """Answer with a short span. {{ hint }}"""
  user """
    {{ context }}
    {{#if len(question) > 80 }}Be brief.{{#else}}Take your time.{{#end}}
    Question: {{ question }}
    Answer:
  """
  stop: ["\\n"]
}`,
  `run answers${n} over long${n}
  vary budget in [64, 128, 256]
  vary arm in {
    prose:   answer${n}(context: .prose |> pack(budget), question: .question),
    outline: answer${n}(context: .outline |> pack(budget) |> render("markdown"), question: .question),
    found:   answer${n}(context: index(sentences(.prose), by: bm25(k1: 0.9, b: 0.4)) |> retrieve(.question, k: 8)
               |> pack(budget) |> order(by: "source") |> render("plain"), question: .question, hint: "Use what was found."),
  }
{
  step first = ask arm with reader${n} { max_tokens: 6 }
  step right = exact(.first, .answers) == 1
  ask answer${n}(.head, .question) with reader${n}
  limit: 50_000
}`,
  `score quality${n} of answers${n} by [arm, budget] {
  metric em = exact(.output, .answers)
  metric f1 = token_f1(.output, .answers, variant: "squad1")
  metric brief = .usage.output < 4
  ci: bootstrap(2000, level: 0.95, paired: .id)
}`,
  `let gain${n} = quality${n} |> delta(em, arm: ["outline", "prose"], budget: 128)`,
  `chart fig${n} = quality${n} |> bar(x: budget, y: em, color: arm, band: ci) with { title: "Exact match, experiment ${n}", subtitle: "held-out questions" }`,
  `check gain${n}.lo > 0 or gain${n}.mean > 0.05 as "experiment ${n}: at 128 tokens the outline answers more"`,
];

/** How the statements of an experiment lie in cells. */
const cells = [[0, 1, 2], [3], [4], [5], [6, 7], [8, 9]];

/** Ten statements for each experiment; five experiments make the notebook of the targets. */
export function notebook(experiments = 5): Source {
  const texts = Array.from({ length: experiments }, (_, n) => experiment(n + 1)).flatMap((statements) =>
    cells.map((cell) => cell.map((at) => statements[at]).join("\n\n")),
  );
  return { cells: texts.map((text, at) => ({ id: `c${at + 1}`, label: `cell ${at + 1}`, text })) };
}
