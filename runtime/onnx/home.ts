// Where the external data of a graph lie, and a graph that calls them as they are called there.
import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { inner, type Model, tensors } from "./graph.ts";
import { type Field, holding, type Message, text } from "./message.ts";
import { misfit, swapped } from "./patch.ts";
import { ENTRY, GRAPH, TENSOR } from "./schema.ts";

/** Where the external data of a graph lie: a folder, and the name in it of each that the graph calls otherwise. */
export interface Home {
  readonly folder: string;
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Finds the data that a graph names, beside it or behind a link as in the cache of a hub: they are read where they are, and no second
 * name is given to them. Undefined where all weights are in the graph.
 * @throws ModelError E519 where it names data outside of its folder, or links lead to several folders
 */
export async function homeOf(file: string, graph: Message): Promise<Home | undefined> {
  const names = [...new Set(tensors(graph).flatMap(({ external }) => external?.location ?? []))];
  const folder = dirname(file);
  const real = await Promise.all(names.map((name) => realpath(inside(folder, name))));
  const own = names.length === 0 ? folder : await realpath(folder);
  if (names.length === 0 || real.every((path, n) => path === join(own, names[n]!)))
    return names.length === 0 ? undefined : { folder: own, names: new Map() };
  const [first, ...others] = new Set(real.map((path) => dirname(path)));
  if (first === undefined || others.length > 0)
    throw misfit("links to its data lead to several folders", "put the files of the model into one folder");
  return { folder: first, names: new Map(names.map((name, n) => [name, basename(real[n]!)])) };
}

/** The graph with other names of the files in which its data lie. */
export function rehomed(model: Model, { names }: Home): Model {
  const changed = tensors(model.graph).flatMap(({ field, external }) => {
    const name = external && names.get(external.location);
    if (name === undefined) return [];
    const parts = inner(field).map((part) => (isLocation(part) ? located(name) : part));
    return [[field, [holding(GRAPH.initializer, parts)]] as const];
  });
  return changed.length === 0 ? model : swapped(model, new Map(changed));
}

const located = (name: string): Field =>
  holding(TENSOR.external, [holding(ENTRY.key, "location"), holding(ENTRY.value, name)]);

const isLocation = (part: Field): boolean =>
  part.number === TENSOR.external && text(inner(part), ENTRY.key) === "location";

function inside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (path.startsWith(resolve(folder) + sep)) return path;
  throw misfit(
    `the graph names data outside of its folder: '${name}'`,
    "use a model whose files lie in its own folder",
  );
}
