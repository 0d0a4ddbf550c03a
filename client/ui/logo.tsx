/** The app's logo: a frame's corners around a label that moves. */
export function Logo({ size = 22, className }: { size?: number; className?: string | undefined }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden className={className}>
      <path
        d="M3 8V5a2 2 0 0 1 2-2h3M16 3h3a2 2 0 0 1 2 2v3M21 16v3a2 2 0 0 1-2 2h-3M8 21H5a2 2 0 0 1-2-2v-3"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <rect x="6.5" y="6.5" width="7" height="7" rx="1.2" fill="currentColor" opacity="0.35" />
      <rect x="10.5" y="10.5" width="7" height="7" rx="1.2" fill="currentColor" />
    </svg>
  );
}
