// Looking up by a name the user wrote: what every object inherits is no answer.

/** The property of its own that `record` has under `key`. */
export const own = <T>(
  record: { readonly [key: string]: T } | null | undefined,
  key: string,
): T | undefined => (record && Object.hasOwn(record, key) ? record[key] : undefined);
