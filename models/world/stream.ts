// The generator as a process: one JSON request a line on stdin, one JSON answer a line on stdout. The trainer and the
// evaluation speak to it; there is no second generator.
import { createInterface } from "node:readline";
import { VOCABULARY_SIZE } from "./encode.ts";
import { stream } from "./random.ts";
import { chance, exam, lesson, type Layout, type Lesson, type Sample } from "./training.ts";
import { tokenizer } from "./vocabulary.ts";
import type { WorldOptions } from "./world.ts";

type Request =
  /** `count` training documents of one lesson; the same (seed, step) gives the same documents. */
  | ({
      readonly kind: "lesson";
      readonly seed: number;
      readonly step: number;
      readonly count: number;
    } & Lesson)
  | { readonly kind: "exam"; readonly world: WorldOptions; readonly layout: Layout | "" }
  | { readonly kind: "chance"; readonly seed: number; readonly draws: number }
  | { readonly kind: "size" }
  | { readonly kind: "tokenizer" };

function answer(request: Request): unknown {
  switch (request.kind) {
    case "lesson":
      return lessons(request);
    case "exam":
      return exam(request.world, request.layout);
    case "chance":
      return chance(stream(request.seed, "chance"), request.draws);
    case "size":
      return VOCABULARY_SIZE;
    case "tokenizer":
      return tokenizer();
  }
}

function lessons(request: Extract<Request, { kind: "lesson" }>): Sample[] {
  const random = stream(request.seed, "lesson", request.layout, request.facts, request.step);
  return Array.from({ length: request.count }, () => lesson(random, request));
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Request))}\n`);
}
