import { engineDiagnostics } from '../lib/engine-client.ts';
import { videoDiagnostics } from '../lib/video-client.ts';

declare global {
  interface Window {
    /** What the workers hold: decoded frames, tensors, the backend. For bug reports, from the browser's console, and for tests. */
    vdfDiagnostics?: () => Promise<Diagnostics>;
  }
}

interface Diagnostics {
  readonly crossOriginIsolated: boolean;
  readonly video: Awaited<ReturnType<typeof videoDiagnostics>>;
  readonly engine: Awaited<ReturnType<typeof engineDiagnostics>>;
}

/** Puts `vdfDiagnostics()` into the console. */
export function publishDiagnostics(): void {
  window.vdfDiagnostics = async () => ({
    crossOriginIsolated: window.crossOriginIsolated,
    video: await videoDiagnostics(),
    engine: await engineDiagnostics(),
  });
}
