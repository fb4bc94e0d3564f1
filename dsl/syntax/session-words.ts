// The words that stand for the notebook itself. They are not reserved.

/** Built-in values of a notebook: each is shown by a cell of its own, or by `show`. A declaration of that name hides it. */
export const sessionWords = {
  refresh: "computes what is stale, and says what it did",
  names: "every name with its kind, type, rows, cell and state",
} as const;
export type SessionWord = keyof typeof sessionWords;
export const isSessionWord = (name: string): name is SessionWord => Object.hasOwn(sessionWords, name);
