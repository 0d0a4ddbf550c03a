/** A class's colour. */
export function Swatch({ color, size = 12 }: { color: string; size?: number }) {
  return (
    <span
      aria-hidden
      style={{ width: size, height: size, borderRadius: 3, background: color, flex: 'none', display: 'inline-block' }}
    />
  );
}
