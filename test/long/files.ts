// The tests of the whole that take long: the package packed and installed, encoders beside another library, programs written otherwise and at random, every
// item of the world solved a second time, and commands that many processes give.
export const LONG = [
  "test/slow/{encoders,pack}.test.ts",
  "test/dsl/plan/stability.test.ts",
  "test/dsl/format/property.test.ts",
  "test/dsl/{fuzz,hostile}.test.ts",
  "test/dsl/service/robust.test.ts",
  "test/dsl/syntax/memo.test.ts",
  "test/runtime/keys-corpus.test.ts",
  "test/models/{strux-embed,records/items,records/sets}.test.ts",
  "test/cli/{edges,log,rescore,store}.test.ts",
  "test/kernel/typescript/headless.test.ts",
];
