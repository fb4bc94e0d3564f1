// Reading under the path rule: what a notebook may read, and the words when it may not. (Filled in by files-node.ts.)

/** Bytes read, with the digest that enters every cache key. */
export interface FileBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** sha256 of the bytes, lower-case hex. */
  readonly digest: string;
}

/** The door to the disk. Paths are as the user wrote them; each implementation resolves and checks them. */
export interface Files {
  /** Reads a file; throws a DataError E110 (not found) or E111 (outside the readable places). */
  read(path: string): Promise<FileBytes>;
  /** The absolute path of a file or folder under the same rule. */
  locate(path: string): Promise<string>;
  /** A named set of `data/sources.json`, or the reason why it is not at hand. */
  dataset(name: string): Promise<{ readonly file: FileBytes; readonly reader: string } | { readonly absent: string; readonly hint: string }>;
}
