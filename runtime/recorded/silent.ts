// Prompts of an earlier run are told from others by their names: they say nothing.
const MARK = " (unsaid)";

export const silentId = (prompt: string): string => prompt + MARK;
export const isSilent = (prompt: string): boolean => prompt.endsWith(MARK);
