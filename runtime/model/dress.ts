// Tokens of one text or of two, in what a model wants around and between them: `[CLS] a [SEP] b [SEP]`, and which text each is of.

/** A text, or two, as a model reads it. */
export interface Dressed {
  readonly ids: number[];
  /** token_type_ids: of the first text and what is put around 0, of the second 1, where the tokenizer says so. */
  readonly types: number[];
  /** Of each id the piece it is, counted from the text's first; -1 where it was put there. */
  readonly pieces: number[];
  /** Of each id the text it is of, 0 or 1; -1 where it was put there. */
  readonly texts: number[];
}

export type Dress = (
  first: readonly string[],
  second: readonly string[] | null,
  special?: boolean,
) => Dressed;

/** What `@huggingface/tokenizers` has for tokenizer.json's `post_processor`. */
interface PostProcessor {
  readonly config: unknown;
  post_process(
    first: string[],
    second: string[] | null,
    special: boolean,
  ): { readonly tokens: string[]; readonly token_type_ids?: number[]; readonly tokens_pair?: unknown };
}

/** @param id of a token as tokenizer.json writes it */
export function makeDress(post: PostProcessor | null, id: (token: string) => number): Dress {
  // RoBERTa knows one type only; the library counts the second text as another
  const typed = !JSON.stringify(post?.config ?? null).includes('"RobertaProcessing"');
  return (first, second, special = true) => {
    // placeholders go through the processor in the place of the pieces, so that each can be told from what is put beside it
    const [a, b] = [marked(0, first.length), second && marked(1, second.length)];
    const made = post?.post_process(a, b, special);
    const left = made === undefined || Array.isArray(made.tokens_pair); // it puts nothing around two texts
    const tokens = left ? [...(made?.tokens ?? a), ...(b ?? [])] : made.tokens;
    const places = tokens.map(placeOf);
    return {
      ids: tokens.map((token, at) => {
        const place = places[at];
        return id(place ? (place.text === 0 ? first : second)![place.piece]! : token);
      }),
      types: (typed && !left && made.token_type_ids) || tokens.map(() => 0),
      pieces: places.map((place) => place?.piece ?? -1),
      texts: places.map((place) => place?.text ?? -1),
    };
  };
}

const MARK = "\u0000";
const marked = (text: 0 | 1, count: number): string[] =>
  Array.from({ length: count }, (_, piece) => `${MARK}${text}${piece}`);

const placeOf = (token: string): { readonly text: 0 | 1; readonly piece: number } | null =>
  token.startsWith(MARK) ? { text: token[1] === "0" ? 0 : 1, piece: Number(token.slice(2)) } : null;
