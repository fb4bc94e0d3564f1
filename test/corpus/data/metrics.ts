// Metrics of a project, used by typed-metric.strux.

/** The share of characters of the gold answer that stand at their place in the output. */
export function positional(output: string, answer: string): number {
  const at = [...answer].filter((letter, i) => output[i] === letter).length;
  return answer.length === 0 ? 0 : at / answer.length;
}

/** Whether an output keeps to a length in characters. */
export const brief = (output: string, most = 20): boolean => output.length <= most;
