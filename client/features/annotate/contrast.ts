/** Black or white, the one more readable on a colour "#rrggbb" (WCAG relative luminance). */
export function readableOn(color: string): '#000000' | '#ffffff' {
  const linear = (at: number) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
  return luminance > 0.179 ? '#000000' : '#ffffff';
}
