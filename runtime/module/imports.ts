// Relative imports of a TypeScript text, as written, types included.
import { ts } from "./typescript.ts";
import type { ImportsOf } from "./texts.ts";

export const importsOf: ImportsOf = (text) => [
  ...new Set(
    ts
      .preProcessFile(text, true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((path) => /^\.\.?(?:\/|$)/.test(path)),
  ),
];
