/**
 * Colours that are distinguishable with any colour vision: Okabe and Ito's palette (Color Universal Design,
 * 2008) without black and with its yellow last but one for white backgrounds, then those of Paul Tol's
 * "muted" scheme that are not close to one of them.
 */
export const CLASS_COLORS: readonly string[] = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#d55e00',
  '#cc79a7',
  '#0072b2',
  '#f0e442',
  '#882255',
  '#332288',
  '#44aa99',
  '#999933',
  '#117733',
];

/**
 * The colour for a new class: the first of the least used ones, so that colours repeat as late as possible.
 */
export function nextClassColor(used: readonly string[]): string {
  const uses = CLASS_COLORS.map((color) => used.filter((each) => each === color).length);
  return CLASS_COLORS[uses.indexOf(Math.min(...uses))] ?? '#e69f00';
}
