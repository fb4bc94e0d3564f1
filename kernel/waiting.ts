// A sign of life of cells of TypeScript: until what knows their types is loaded they take seconds, in which nothing else is heard. A cell
// that fails its check is done before all of it is there, and the next one waits for the rest.
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
  if (shown) hear({ kind: "waiting", bundle: text("preparing TypeScript ...") });
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
