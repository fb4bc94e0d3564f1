// Notebooks for the tests with Python, and what came back in them.

/** The text of a code cell; with tags. */
export type Written = string | readonly [code: string, ...tags: readonly string[]];

export interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: { readonly [mime: string]: unknown };
  readonly ename?: string;
  readonly evalue?: string;
}
export interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly execution_count?: number | null;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly outputs?: readonly Output[];
}

/** A notebook of Strux. */
export const book = (...cells: readonly Written[]): string =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { display_name: "Strux", language: "strux", name: "strux" } },
    cells: cells.map((cell, at) => {
      const [source, ...tags] = typeof cell === "string" ? [cell] : cell;
      return {
        ...{ cell_type: "code", id: `c${at + 1}`, metadata: tags.length > 0 ? { tags } : {} },
        ...{ source, outputs: [], execution_count: null },
      };
    }),
  });

export const codeCells = (text: string): readonly Cell[] =>
  (JSON.parse(text) as { readonly cells: readonly Cell[] }).cells.filter(
    ({ cell_type: type }) => type === "code",
  );

const joined = (text: string | readonly string[] | undefined): string =>
  typeof text === "string" ? text : (text ?? []).join("");

export const sourceOf = ({ source }: Cell): string => joined(source);

/** What a cell shows, as plain text. */
export const plain = ({ outputs = [] }: Cell): string =>
  outputs
    .map(({ text, data, ename, evalue }) =>
      ename === undefined
        ? joined(text ?? (data?.["text/plain"] as string | readonly string[] | undefined))
        : `${ename}: ${evalue}`,
    )
    .join("\n");

/** Media types of a cell's outputs. */
export const mimes = ({ outputs = [] }: Cell): readonly string[] =>
  outputs.flatMap(({ data }) => Object.keys(data ?? {}));
