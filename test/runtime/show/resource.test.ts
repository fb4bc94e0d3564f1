// The form for tools is a valid Tabular Data Resource, bounded, and says what it leaves out.
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { show } from "../../../runtime/show.ts";
import { fromColumns, fromRows, type Table } from "../../../runtime/table.ts";
import type { Json, Row, Tree, Value } from "../../../runtime/value.ts";
import { quality } from "../chart/help.ts";
import { bytes, hostile } from "./help.ts";

interface Field {
  readonly name: string;
  readonly type: string;
}
type Resource = {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly schema: { readonly fields: readonly Field[] };
  readonly data: readonly { readonly [column: string]: Json }[];
};

/** The parts of the specification of frictionlessdata.io that outputs use: a resource with data inside, and its schema. */
const valid = new Ajv().compile({
  type: "object",
  required: ["name", "profile", "schema", "data"],
  additionalProperties: false,
  properties: {
    profile: { const: "tabular-data-resource" },
    name: { type: "string", pattern: "^[-a-z0-9._/]+$" },
    title: { type: "string" },
    description: { type: "string" },
    schema: {
      type: "object",
      required: ["fields"],
      additionalProperties: false,
      properties: {
        fields: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            required: ["name", "type"],
            additionalProperties: false,
            properties: {
              name: { type: "string" },
              type: { enum: ["string", "number", "integer", "boolean", "object", "array", "any"] },
            },
          },
        },
      },
    },
    data: { type: "array", items: { type: "object" } },
  },
});

/** Values of a type as JSON holds them; a missing one is null, and numbers that JSON lacks have names. */
const TYPES: { readonly [type: string]: (value: Json) => boolean } = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number" || ["NaN", "INF", "-INF"].includes(value as string),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  object: (value) => typeof value === "object" && !Array.isArray(value),
  array: (value) => Array.isArray(value),
  any: () => true,
};

/** The resource of a value, valid, its rows of its fields, its values of their types. */
function resource(of: Value, name = "it"): Resource {
  // as a front end reads it
  const made = JSON.parse(
    JSON.stringify(show(of, { name }).data["application/vnd.dataresource+json"]),
  ) as Resource;
  expect(valid(made) ? [] : valid.errors).toEqual([]);
  const { fields } = made.schema;
  expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
  for (const row of made.data) {
    expect(Object.keys(row)).toEqual(Object.keys(Object.fromEntries(fields.map((field) => [field.name, 0]))));
    const wrong = fields.filter(({ name, type }) => row[name] !== null && !TYPES[type]?.(row[name] ?? null));
    expect(wrong).toEqual([]);
  }
  return made;
}
const types = (rows: readonly Row[]): { [name: string]: string } =>
  Object.fromEntries(resource(fromRows(rows)).schema.fields.map(({ name, type }) => [name, type]));

test("a small table is there as it is", () => {
  expect(
    resource(
      fromRows([
        { id: "a", n: 1 },
        { id: null, n: 2 },
      ]),
      "My table, 2nd",
    ),
  ).toEqual({
    profile: "tabular-data-resource",
    name: "my-table-2nd",
    title: "My table, 2nd",
    schema: {
      fields: [
        { name: "id", type: "string" },
        { name: "n", type: "integer" },
      ],
    },
    data: [
      { id: "a", n: 1 },
      { id: null, n: 2 },
    ],
  });
});

describe("types", () => {
  const tree: Tree = { kind: "tree", scope: "The harbour", aspects: [] };

  test("of plain values", () => {
    expect(types([{ a: 1, b: 0.5, c: true, d: "x", e: null }])).toEqual({
      a: "integer",
      b: "number",
      c: "boolean",
      d: "string",
      e: "any",
    });
    expect(types([{ a: 1 }, { a: 0.5 }, { a: null }])).toEqual({ a: "number" });
    expect(types([{ a: 1 }, { a: "x" }])).toEqual({ a: "any" });
  });

  test("short lists and records are data; long ones, and trees, are told as text", () => {
    const long = Array.from({ length: 300 }, (_, at) => at);
    expect(types([{ l: ["a"], r: { a: 1 } as Value, t: tree, big: long }])).toEqual({
      l: "array",
      r: "object",
      t: "string",
      big: "string",
    });
    expect(types([{ l: ["a"] }, { l: long }, { l: null }])).toEqual({ l: "string" });
    expect(types([{ l: ["a"] }, { l: { a: 1 } as Value }])).toEqual({ l: "any" });
    expect(types([{ l: ["a"] }, { l: "text" }, { l: long }])).toEqual({ l: "any" });
  });

  test("a table inside of a record is told by its size", () => {
    const inner = fromRows([{ id: "a" }]);
    expect(resource(fromRows([{ r: { of: inner } as Value }])).data).toEqual([{ r: { of: "1 row (id)" } }]);
  });

  test("numbers that JSON cannot hold have the names that a Table Schema gives them", () => {
    const { data } = resource(fromRows([{ x: NaN }, { x: Infinity }, { x: -Infinity }, { x: 0.5 }]));
    expect(data.map(({ x }) => x)).toEqual(["NaN", "INF", "-INF", 0.5]);
  });
});

describe("what is left out is told", () => {
  const rows = (size: number, text: string): Table =>
    fromRows(Array.from({ length: size }, (_, at) => ({ at, text })));

  test("rows beyond a thousand: those kept are evenly spaced", () => {
    const { data, description } = resource(rows(5000, "x"));
    expect(data).toHaveLength(1000);
    expect(data.slice(0, 3).map(({ at }) => at)).toEqual([0, 5, 10]);
    expect(data.at(-1)?.["at"]).toBe(4995);
    expect(description).toBe("1,000 of 5,000 rows, evenly spaced; 4,000 are left out");
  });

  test("texts beyond 200 characters, and rows beyond 60 KB", () => {
    const made = resource(rows(1500, "x".repeat(2000)));
    expect(bytes({ data: { made: made.data as Json }, metadata: {} })).toBeLessThan(60_000);
    expect(made.data[0]?.["text"]).toHaveLength(200);
    expect(made.description).toBe(
      `${made.data.length} of 1,500 rows, evenly spaced; ${(1500 - made.data.length).toLocaleString("en-US")} are left out; texts are cut at 200 characters in: text`,
    );
  });

  test("columns whose names are too much to write into every row", () => {
    const wide = fromColumns(
      new Map(Array.from({ length: 500 }, (_, at) => [`column ${at} ${"x".repeat(100)}`, [at]])),
    );
    const { schema, description } = resource(wide);
    expect(schema.fields.length).toBeGreaterThan(50);
    expect(description).toContain(
      `${500 - schema.fields.length} columns left out, from 'column ${schema.fields.length} `,
    );
  });
});

test("empty, one row, hostile names: all are valid", () => {
  resource(fromRows([], ["a"]));
  resource(fromRows([{ a: 1 }]));
  for (const text of hostile) resource(fromRows([{ [text]: text }]), text);
  expect(resource(fromRows([{ a: 1 }]), "<<>>").name).toBe("table");
});

test("a score is one too: a row per cell", () => {
  const { schema, data } = resource(quality(), "quality");
  expect(schema.fields).toEqual([
    { name: "arm", type: "string" },
    { name: "budget", type: "integer" },
    { name: "metric", type: "string" },
    { name: "mean", type: "number" },
    { name: "lo", type: "number" },
    { name: "hi", type: "number" },
    { name: "n", type: "integer" },
    { name: "method", type: "string" },
  ]);
  expect(data).toHaveLength(6);
});
