// genai_config.json, as onnxruntime-genai writes it: what it calls the decoder's inputs and outputs. Untrusted; the graph has the last word.
import type { Graph, Values, Wanted } from "./backend/graph.ts";
import { type Json, object } from "./directory.ts";
import type { Port, Ports } from "./layout.ts";

/** By key of `decoder.inputs` and `decoder.outputs`, the name that exporters commonly use; `%d` is the layer. */
const usual: Readonly<Record<keyof Ports, Readonly<Record<string, string>>>> = {
  inputs: {
    input_ids: "input_ids",
    attention_mask: "attention_mask",
    position_ids: "position_ids",
    past_key_names: "past_key_values.%d.key",
    past_value_names: "past_key_values.%d.value",
    past_names: "past_%d",
    past_conv_names: "past_conv.%d",
  },
  outputs: {
    logits: "logits",
    present_key_names: "present.%d.key",
    present_value_names: "present.%d.value",
    present_names: "present_%d",
    present_conv_names: "present_conv.%d",
  },
};

/** Name in the graph -> usual name. */
export type Names = ReadonlyMap<string, string>;

/**
 * What has to be renamed for a graph to be called as usual. A name that the file states and the graph has not is passed over, and
 * so is one where the graph has the usual name too.
 */
export function namesOf(genai: Json, ports: Ports): Names {
  const decoder = object(genai["decoder"]);
  return new Map((["inputs", "outputs"] as const).flatMap((side) => renames(decoder, ports, side)));
}

function renames(decoder: Json, ports: Ports, side: keyof Ports): (readonly [string, string])[] {
  const there = new Set(ports[side].map(({ name }) => name));
  return Object.entries(object(decoder[side])).flatMap(([key, stated]) => {
    const as = usual[side][key];
    if (as === undefined || typeof stated !== "string") return [];
    return [...there].flatMap((name) => {
      const common = as.replace("%d", layerOf(stated, name) ?? "%d");
      return layerOf(stated, name) === null || there.has(common) ? [] : [[name, common] as const];
    });
  });
}

/** `3` where a name is `past_3_k` and the pattern `past_%d_k`; "" where the pattern is the name; null where it is another. */
function layerOf(pattern: string, name: string): string | null {
  const [before = "", after, more] = pattern.split("%d");
  if (after === undefined) return name === pattern ? "" : null;
  const layer = name.slice(before.length, name.length - after.length);
  const fits = more === undefined && name.startsWith(before) && name.endsWith(after) && /^\d+$/.test(layer);
  return fits ? layer : null;
}

const named = (names: Names, ports: readonly Port[]): Port[] =>
  ports.map((port) => ({ ...port, name: names.get(port.name) ?? port.name }));

/** Inputs and outputs under their usual names. */
export function usualPorts(genai: Json, { inputs, outputs }: Ports): Ports {
  const names = namesOf(genai, { inputs, outputs });
  return { inputs: named(names, inputs), outputs: named(names, outputs) };
}

/** The same graph, called by usual names. */
export function renamed(graph: Graph, genai: Json): Graph {
  const names = namesOf(genai, graph);
  if (names.size === 0) return graph;
  const back = new Map([...names].map(([own, common]) => [common, own]));
  const keyed = <V>(values: Readonly<Record<string, V>>, by: Names): Record<string, V> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [by.get(name) ?? name, value]));
  return {
    ...graph,
    ...usualPorts(genai, graph),
    run: async (feeds: Values, wanted: Wanted, signal?: AbortSignal): Promise<Values> =>
      keyed(await graph.run(keyed(feeds, back), keyed(wanted, back), signal), names),
  };
}
