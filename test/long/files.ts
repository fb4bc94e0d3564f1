// The tests of the whole that take long: the package packed and installed, encoders beside another library, every program of the corpus written otherwise.
export const LONG = [
  "test/slow/{encoders,pack}.test.ts",
  "test/dsl/plan/stability.test.ts",
  "test/dsl/format/property.test.ts",
];
