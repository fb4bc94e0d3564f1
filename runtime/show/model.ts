// A model: where it lies, how big it is, what it takes, what it would run on. The settings are defaults of its asks.
import type { Described, LoadedModel } from "../model/index.ts";
import type { ModelValue } from "../value.ts";
import { brief } from "./brief.ts";
import { bundle, counted, cut, escaped, many, type MimeBundle } from "./bundle.ts";
import { text } from "./data.ts";
import { encoderRows } from "./encoder.ts";
import { scriptedWords } from "./scripted.ts";
import { sizeText } from "../size-text.ts";
import { page } from "./style.ts";

/** `about` is what its files say; null where nobody looked. */
export function showModel(model: ModelValue, about: Described | null = null): MimeBundle {
  const { name, ref, devices, options } = model;
  const where = devices
    .map(({ kind, index }) => (index === null ? kind : `${kind}(${index})`))
    .join(" else ");
  const settings = Object.entries(options).map(([option, value]) => `${option}: ${brief(value, 80)}`);
  const { server, scripted } = model;
  const pinned = model.commit === undefined ? [] : [["commit", model.commit] as const];
  const line = `model ${name} = ${cut(ref, 500)}${server || scripted ? "" : ` on ${where || "cpu"}`}${settings.length > 0 ? ` { ${settings.join(", ")} }` : ""}`;
  const facts: readonly (readonly [string, string])[] = [
    [server ? "server" : scripted ? "function" : "folder", cut(ref, 500)],
    ...pinned,
    ...(about ? factsOf(about, options["window"]) : []),
    server
      ? ["requests", `at most ${server.parallel} at a time; tokens are counted there`]
      : scripted
        ? ["answers", scriptedWords(scripted)]
        : ["devices", where || "cpu, as no other is named"],
    ["settings", settings.join(", ") || "none of its own"],
  ];
  const rows = facts
    .map(
      ([what, told]) =>
        `<tr><th scope="row" align="left">${what}</th><td style="text-align:left">${escaped(told)}</td></tr>`,
    )
    .join("");
  const html = `<table><caption>model ${escaped(name)}</caption><tbody>${rows}</tbody></table>`;
  const shown = about
    ? [...pinned, ...factsOf(about, options["window"])].map(([what, told]) => `  ${what.padEnd(10)}  ${told}`)
    : [];
  return bundle([line, ...shown].join("\n"), { "text/html": page(html) });
}

function factsOf(about: Described, stated: unknown): (readonly [string, string])[] {
  const { graph, bytes, parameters, digest, window, vocab, chatTemplate, tokenizerDigest, eos, encoder } =
    about;
  const size = bytes === undefined ? "" : `, ${sizeText(bytes)}`;
  const own =
    typeof stated === "number" && stated !== window ? `${many(stated)} of ${many(window)}` : many(window);
  return [
    [
      "graph",
      graph === undefined
        ? "none: it can count tokens and not be asked"
        : `${graph}${size}, digest ${(digest ?? "").slice(0, 12)}`,
    ],
    ...(parameters === undefined ? [] : [["parameters", `about ${roundly(parameters)}`] as const]),
    ...(encoder
      ? encoderRows({ ...encoder, window: typeof stated === "number" ? stated : window })
      : [["window", `${own} tokens, prompt and answer together`] as const]),
    [
      "tokenizer",
      encoder
        ? `${many(vocab)} entries, digest ${tokenizerDigest.slice(0, 12)}`
        : `${many(vocab)} entries, ${chatTemplate ? "chat template" : "no chat template"}, ${eos.length === 0 ? "no end of answers" : `answers end with ${eos.join(" or ")}`}, digest ${tokenizerDigest.slice(0, 12)}`,
    ],
  ];
}

/** `833 thousand`: constants among the parameters have no part in three digits. */
export function roundly(n: number): string {
  if (n < 1000) return String(n);
  const words = ["", " thousand", " million", " billion", " trillion"];
  const at = Math.min(words.length - 1, Math.floor(Math.log10(n) / 3));
  return `${Number((n / 1000 ** at).toPrecision(3))}${words[at] ?? ""}`;
}

/** What it runs on since it was loaded. */
export function showLoaded(
  name: string,
  {
    provider,
    dtype,
    layers,
    runtime,
    backend,
    backendReason,
    threads,
    tried,
    optimized,
    wholeLogits,
  }: LoadedModel,
): MimeBundle {
  const others = tried
    .filter(({ ok }) => !ok)
    .map((one) => `; ${one.provider} is not usable (${one.reason ?? "no reason given"})`);
  return text(
    `${name} is loaded on ${provider}: ${dtype}, ${counted(layers, "layer")}, ${runtime}, ${counted(threads, "thread")}, ${backend} backend${backendReason === undefined ? "" : ` (${backendReason})`}${optimized ? ", graph optimised before" : ""}${wholeLogits === undefined ? "" : `; logits of whole prompts are computed, as ${wholeLogits}`}${others.join("")}`,
  );
}
