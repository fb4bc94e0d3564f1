// What the page of operators says of each, besides what its signature says.

export interface Entry {
  readonly name: string;
  /** Whose method it is: paper, or repository and file. */
  readonly source?: string;
  /** Of parameters that choose by a word: what each of their words means, where the page of the library does not say it. */
  readonly words?: { readonly [param: string]: { readonly [word: string]: string } };
  /** A program. What it prints is in the page as a test computes it. */
  readonly example: string;
  /** Its models are small ones with random weights that the test makes: the package has none of that kind. */
  readonly made?: true;
  /** What is left out, cut, counted or refused. */
  readonly counts?: string;
}
