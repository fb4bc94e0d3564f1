// Tensors that lie on the device: handed on from pass to pass, while their numbers stay where they were computed.
import { makeModel, makeNode, makeStated, writeModel } from "../../onnx/graph.ts";
import type { NumberType, Port } from "../layout.ts";
import type { Graph, Numbers, Value, Values } from "./graph.ts";

/** A tensor without its numbers; good for one pass, which lets it go. */
export class Away<Held> implements Value {
  readonly type: NumberType;
  readonly dims: readonly number[];
  #held: Held | undefined;
  readonly #release: (held: Held) => void;

  constructor(type: NumberType, dims: readonly number[], held: Held, release: (held: Held) => void) {
    this.type = type;
    this.dims = dims;
    this.#held = held;
    this.#release = release;
  }

  /** What asks for them would get nothing, or end the process: they have to come home first. */
  get data(): Numbers {
    throw new Error(`the numbers of ${this.#name} were asked for, and they lie on the device`);
  }

  /** The backend's own handle. */
  get held(): Held {
    if (this.#held === undefined) throw new Error(`${this.#name} was used again, and has been let go`);
    return this.#held;
  }

  free(): void {
    if (this.#held !== undefined) this.#release(this.#held);
    this.#held = undefined;
  }

  get #name(): string {
    return `a tensor [${this.dims.join(",")}]`;
  }
}

/** What a graph has on its device. */
export class Shelf<Held> {
  readonly #there = new Set<Away<Held>>();
  readonly #release: (held: Held) => void;

  constructor(release: (held: Held) => void) {
    this.#release = release;
  }

  put(type: NumberType, dims: readonly number[], held: Held): Away<Held> {
    const away: Away<Held> = new Away(type, dims, held, (gone) => {
      this.#there.delete(away);
      this.#release(gone);
    });
    this.#there.add(away);
    return away;
  }

  clear(): void {
    for (const away of this.#there) away.free();
  }
}

/** Frees what a pass was fed with. */
export function consumed(feeds: Values): void {
  for (const value of Object.values(feeds)) if (value instanceof Away) value.free();
}

/** Outputs that stay: keys and values. Ids of a few bytes, and logits, which are read at once, do not. */
export const stays = ({ name, type }: Pick<Port, "name" | "type">): boolean =>
  name.startsWith("present") && (type === "float32" || type === "float16");

/**
 * Fetches numbers through graphs that do nothing but give in the memory of this process what they take on the device.
 * @param open a graph of ONNX bytes on the device
 */
export function homing(open: (model: Uint8Array<ArrayBuffer>) => Promise<Graph>): {
  readonly home: Graph["home"];
  readonly release: () => Promise<void>;
} {
  const graphs = new Map<string, Promise<Graph>>();
  const copying = ({ type, dims }: Value): Promise<Graph> => {
    const key = `${type} ${dims.length}`;
    const known = graphs.get(key) ?? open(identity(type, dims.length));
    graphs.set(key, known);
    return known;
  };
  const one = async (value: Value): Promise<Value> =>
    value instanceof Away ? (await (await copying(value)).run({ x: value }, { y: null }))["y"]! : value;
  return {
    async home(values) {
      const found: Record<string, Value> = {};
      for (const [name, value] of Object.entries(values)) found[name] = await one(value);
      return found;
    },
    async release() {
      for (const graph of graphs.values()) await (await graph).release();
    },
  };
}

/** Identity(x) -> y. */
function identity(type: NumberType, rank: number): Uint8Array<ArrayBuffer> {
  const shape = Array.from({ length: rank }, (_, n) => `d${n}`);
  const stated = [makeStated("input", "x", type, shape), makeStated("output", "y", type, shape)];
  return Uint8Array.from(
    writeModel(makeModel("home", [makeNode("Identity", ["x"], ["y"]), ...stated], { "": 17 })),
  );
}
