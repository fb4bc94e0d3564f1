// What every ROUGE gives.

export interface Parts {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}
