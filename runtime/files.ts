// Reading under the path rule: what a notebook may read, and the words when it may not. (`files-node.ts` is the disk.)

/** Bytes read, with the digest that enters every cache key. */
export interface FileBytes {
  /** As the user wrote it, for messages. */
  readonly path: string;
  /** Unpacked, where the file's name ends in `.gz`. */
  readonly bytes: Uint8Array;
  /** sha256 of the bytes, lower-case hex. */
  readonly digest: string;
}

export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** The door to the disk. Paths are as the user wrote them; each implementation resolves and checks them. */
export interface Files {
  /**
   * Reads a file, or its first `head` bytes; the digest is of what was read.
   * Errors: DataError E110 (not found), E111 (outside the readable places), E112 (above the size limit).
   */
  read(path: string, head?: number): Promise<FileBytes>;
  /** The absolute path of a file or folder under the same rule. */
  locate(path: string): Promise<string>;
  /**
   * What tells a change of a file, or of where a named set would be found: the place, size and dates of what is there now, or
   * that nothing is. Never fails, reads nothing.
   */
  stamp(name: string, of: "file" | "set"): Promise<string>;
  /** The one name of a file, however it was reached: its path from the program's own folder, with `/`. Errors as `locate`. */
  name(path: string): Promise<string>;
  /** What lies in a folder, by name: for completion. Nothing where the folder is not there or may not be read. */
  entries(path: string): Promise<readonly Entry[]>;
  /** The same disk as a file of that name sees it: relative paths start at its folder. */
  from(name: string): Files;
  /** A named set of `data/sources.json`, or the reason why it is not at hand. Errors: E110 unknown name, E112 wrong digest. */
  dataset(
    name: string,
  ): Promise<
    { readonly file: FileBytes; readonly reader: string } | { readonly absent: string; readonly hint: string }
  >;
}
