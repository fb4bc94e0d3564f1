// What a driver of the store does: bytes by key, in tables. Keys are lower-case hex.

export interface Table {
  /** What `read` makes of the bytes; they are its only while it runs. At once, where nothing has to be waited for. */
  get<T>(key: string, read: (bytes: Buffer) => T): Promise<T | undefined> | T | undefined;
  /** Adds what is not there. False where there is something; that stays. */
  add(key: string, bytes: Buffer): Promise<boolean>;
  /** Puts it there whatever was there; who reads meanwhile sees the one or the other. */
  put(key: string, bytes: Buffer): Promise<void>;
  /**
   * Puts `next` in the place of what was looked at, or removes it (null). False where something else is there by now. Of claims that
   * is one step, whoever is at it too; of other tables of LMDB another process may come between.
   */
  swap(key: string, before: Buffer | undefined, next: Buffer | null): Promise<boolean>;
  /** Of all that begin with these digits, in order. */
  keys(beginning: string): AsyncIterable<string>;
}

/** The same bytes under many keys. */
export interface Stamp {
  /** False where there is something; that stays. */
  add(key: string): Promise<boolean>;
  /** False where something else is there by now. */
  remove(key: string): Promise<boolean>;
  close(): Promise<void>;
}
/** Who computes what: a key costs as little as can be, and what is swapped is swapped in one step. */
export interface ClaimTable extends Table {
  stamp(bytes: Buffer): Stamp;
}

/** `shared`: what many records have in common. */
export type TableName = "records" | "shared";

export interface Driver {
  readonly name: "lmdb" | "files";
  table(name: TableName): Table;
  readonly claims: ClaimTable;
  close(): Promise<void>;
}
