// The door of the TypeScript compiler. Whoever imports this file loads all of it (a third of a second): only by `import()`.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type TypeScript from "typescript";

export type { TypeScript };

// `require` loads it three times as fast as `import`, which first looks through 9 MB for the names it exports
const require = createRequire(import.meta.url);
export const ts = require("typescript") as typeof TypeScript;

/** Where the declarations of JavaScript's own library lie. */
export const libraryFolder: string = join(dirname(require.resolve("typescript/package.json")), "lib");
