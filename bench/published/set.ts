// Published predictions with published figures, and whether ours are equal to them.

export interface Figure {
  readonly name: string;
  readonly published: number;
  readonly ours: number;
  readonly equal: boolean;
}

export interface PublishedSet {
  readonly name: string;
  /** Where its files lie, in the folder of published data. */
  readonly folder: string;
  check(root: string): Promise<readonly Figure[]>;
}
