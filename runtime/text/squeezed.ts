/** A text on one line: white space, wherever it stands, is one blank, and none at the ends. */
export const squeezed = (text: string): string => text.replaceAll(/\s+/gu, " ").trim();
