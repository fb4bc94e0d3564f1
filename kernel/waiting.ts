// A sign of life of the first cell of TypeScript: loading what knows its types takes seconds, in which nothing else is heard.
import { scriptText } from "../dsl/syntax/script.ts";
import type { Scripts } from "../runtime/script.ts";
import { text } from "../runtime/show.ts";
import type { Out, Request } from "./exchange.ts";

export interface Waiting {
  /** Hands on what the cell gives; the first of it takes the sign away. */
  readonly out: (event: Out) => void;
  /** The cell is done. */
  readonly end: () => void;
}

/** Shows what a cell waits for, where it will wait. */
export function waiting(
  { code }: Pick<Request, "code">,
  { scripts }: { readonly scripts?: Pick<Scripts, "isReady"> | null },
  hear: (event: Out) => void,
): Waiting {
  let shown = scriptText(code)?.checks === true && scripts?.isReady() === false;
  if (shown) hear({ kind: "waiting", bundle: text("preparing TypeScript, once per kernel ...") });
  const end = (): void => {
    if (shown) hear({ kind: "clear" });
    shown = false;
  };
  return {
    end,
    out(event) {
      end();
      hear(event);
    },
  };
}
