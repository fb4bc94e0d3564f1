// Models that have no files here: those of servers, and functions of a program. What they lack is refused by name.
import type { Fileless } from "../dsl/types/settings.ts";
import { Problem } from "./problem.ts";
import type { ModelSource } from "./value.ts";

type Of = Pick<ModelSource, "server" | "scripted">;
/** What only files can say or do. */
type Lack = "device" | "window" | "files";

export const filelessOf = ({ server, scripted }: Of): Fileless | null =>
  server ? "http" : scripted ? "scripted" : null;

/** Where its answers come from, as it is recorded with them; null of a model that has files. */
export const placeOf = ({ server, scripted }: Of): string | null =>
  server ? server.url : scripted ? "scripted" : null;

/** What it is called, why it lacks each, and what its answers lack. */
const words: {
  readonly [F in Fileless]: { readonly is: string; readonly less: string } & { readonly [L in Lack]: string };
} = {
  http: {
    is: "a server",
    device: "it computes on a device of its own",
    window: "its tokens are not counted here, so no window can be kept",
    files: "its tokenizer and its weights stay there",
    less: ".logprob is null, tokens are as it counts them, and the same call may give another answer there",
  },
  scripted: {
    is: "scripted",
    device: "its function computes on no device",
    window: "it has no tokens, so no window can be kept",
    files: "it has no tokenizer and no weights",
    less: "its function gives whole answers, which no setting cuts; .tokens and .logprob are null",
  },
};

/** E525: what such a model does not have. */
export const lacking = (by: Fileless, name: string, lack: Lack, hint: string): Problem =>
  new Problem("ModelError", "E525", `'${name}' is ${words[by].is}: ${words[by][lack]}`, hint);

/** E525 for settings of an answer that such a model does not take. */
export function untaken(by: Fileless, name: string, settings: readonly string[]): Problem {
  const [are, it] = settings.length === 1 ? ["is", "it"] : ["are", "them"];
  const why =
    by === "http"
      ? `${are} not in the interface that servers share, and some leave ${it} out without a word`
      : `${settings.length === 1 ? "means" : "mean"} nothing to a function that gives the whole answer`;
  return new Problem(
    "ModelError",
    "E525",
    `'${name}' is ${words[by].is}: ${settings.map((one) => `'${one}'`).join(", ")} ${why}`,
    `remove ${it}, or run the model here: onnx(...)`,
  );
}

/** A note of a run: what answers of such a model lack. */
export const sayLess = (by: Fileless, name: string): string =>
  `'${name}' is ${words[by].is}: ${words[by].less}`;
