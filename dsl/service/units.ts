// Offsets of others: Jupyter counts code points, this house and the Language Server Protocol UTF-16 units.

/** Code points -> units; what lies past the end is the end. */
export function toUnits(text: string, points: number): number {
  let [units, left] = [0, points];
  for (const char of text) {
    if (left-- <= 0) break;
    units += char.length;
  }
  return units;
}

/** Units -> code points. */
export const toPoints = (text: string, units: number): number => Array.from(text.slice(0, units)).length;
