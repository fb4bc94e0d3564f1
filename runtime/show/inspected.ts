// What an inspected model is, in lines.
import type { Inspected } from "../model/inspect.ts";
import type { Described } from "../model/protocol.ts";
import { sizeText } from "../size-text.ts";
import { encoderRows } from "./encoder.ts";
import { many } from "./bundle.ts";
import { roundly } from "./model.ts";

type Row = readonly [what: string, told: string];

/** `about` is what the tokenizer's files say; a text where they cannot be used. */
export function inspectedText(found: Inspected, about: Described | string): string {
  const rows: readonly Row[] = [
    ["graph", graphLine(found)],
    ["architecture", architectureLine(found)],
    ["attention", found.architecture.attention],
    ...(found.cache === null || found.architecture.wholeLogits === null
      ? []
      : [["logits", `of whole prompts, as ${found.architecture.wholeLogits}`] as const]),
    ["parameters", parametersLine(found)],
    ["weights", found.weights.map(([type, bytes]) => `${sizeText(bytes)} ${type}`).join(", ") || "none"],
    ...ports("inputs", found.inputs),
    ...ports("outputs", found.outputs),
    ...(found.encoder ? encoderRows(found.encoder) : [["cache", cacheLine(found)] as const]),
    ...tokenizerRows(about, found.architecture.vocab),
    ...suggestedRows(found),
    ["memory", memoryLine(found)],
    ...(found.refused === null ? [] : [["refused", found.refused] as const]),
  ];
  const lines = rows.map(([what, told]) => `  ${what.padEnd(13)} ${told}`);
  return [found.dir, ...lines].join("\n");
}

function graphLine({ graph, beside, files, architecture }: Inspected): string {
  const graphs = beside.length > 0 ? `${graph} with ${beside.join(" and ")}` : graph;
  const data = files - 1 - beside.length;
  return `${graphs}${data > 0 ? ` and ${data} of data` : ""}, opset ${architecture.opset}, ${many(architecture.nodes)} nodes`;
}

function architectureLine({ architecture, encoder, beside }: Inspected): string {
  const { layers, heads, kvHeads, headSize, width, vocab } = architecture;
  const parts = [
    beside.length > 0 && "an encoder-decoder",
    layers !== null && `${layers} layers`,
    width !== null && `width ${width}`,
    heads !== null && `${heads} heads`,
    kvHeads !== null && `${kvHeads} heads of keys and values of ${headSize}`,
    vocab !== null && `vocabulary ${many(vocab)}`,
  ];
  const told = parts.filter((part) => part !== false).join(", ");
  return told || (encoder ? "an encoder" : "not that of a decoder with a cache");
}

function parametersLine({ parameters, architecture }: Inspected): string {
  const count = parameters === null ? "not stated by their shapes" : `about ${roundly(parameters)}`;
  return architecture.quantized === null ? count : `${count}, ${architecture.quantized}`;
}

/** The states of all layers are one line. */
function ports(what: string, all: Inspected["inputs"]): Row[] {
  const groups = new Map<string, number>();
  for (const { name, type, shape } of all) {
    const line = `${name.replace(/\d+/, "{i}")} ${type} [${shape.join(",")}]`;
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  return [...groups].map(([line, count], at) => [
    at === 0 ? what : "",
    count === 1 ? line : `${line} x ${count}`,
  ]);
}

const cacheLine = ({ cache }: Inspected): string =>
  cache === null
    ? "none that is understood"
    : `${sizeText(cache.perToken)} per token, ${sizeText(cache.atWindow)} at a window of ${many(cache.window)}: ${cache.layout}`;

function tokenizerRows(about: Described | string, width: number | null): Row[] {
  if (typeof about === "string") return [["tokenizer", about]];
  if (about.encoder)
    return [["tokenizer", `${many(about.vocab)} entries, ${Object.keys(about.special).length} special`]];
  const { vocab, ids, bos, eos, special, chatTemplate } = about;
  const ends = eos.length === 0 ? "no end of answers" : `answers end with ${eos.join(" or ")}`;
  const begins = bos === undefined ? "" : `, texts begin with ${bos}`;
  return [
    ["tokenizer", `${many(vocab)} entries, ${Object.keys(special).length} special${begins}, ${ends}`],
    ...(width !== null && width > ids
      ? [
          [
            "",
            `${many(width - ids)} of the ${many(width)} ids that the graph can write are no token of it`,
          ] as const,
        ]
      : []),
    ["chat template", chatTemplate ? "yes" : "none: messages are joined by newlines"],
  ];
}

function suggestedRows({ suggested }: Inspected): Row[] {
  if (suggested === null) return [];
  const said = Object.entries(suggested.settings).map(([name, value]) => `${name}: ${value}`);
  return [
    ["suggested", `${said.join(", ")} (${suggested.files.join(", ")}); a run takes what its program sets`],
  ];
}

function memoryLine({ memory, cache }: Inspected): string {
  const { load, free, fits, tokens } = memory;
  const takes = `loading takes ${sizeText(load)} of ${sizeText(free)} that are free`;
  if (!fits) return `does not fit: ${takes}; up to ${sizeText(free)} of weights would`;
  if (tokens === null || cache === null || tokens === cache.window) return `fits: ${takes}`;
  return `fits, but not at its window: ${takes}, which leaves room for ${many(tokens)} tokens of ${many(cache.window)}`;
}
