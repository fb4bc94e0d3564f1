// Which numbers the settings of a model and of its answers may be, where they are written out and where they are computed.

/** A test, and how E216 says it. */
export type SettingRange = readonly [fits: (value: number) => boolean, says: string];

export const settingRanges = {
  max_tokens: [(value) => value >= 1, "1 or more"],
  temperature: [(value) => value >= 0, "0 or more"],
  top_p: [(value) => value > 0 && value <= 1, "above 0, up to 1"],
  top_k: [(value) => value >= 1, "1 or more"],
  min_p: [(value) => value >= 0 && value <= 1, "from 0 to 1"],
  repetition_penalty: [(value) => value > 0, "above 0"],
  presence_penalty: [(value) => Math.abs(value) <= 2, "from -2 to 2"],
  window: [(value) => value >= 1, "1 or more"],
} as const satisfies { readonly [name: string]: SettingRange };

export type Setting = keyof typeof settingRanges;
