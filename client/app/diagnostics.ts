import { engineClient } from '../engine/engine-client.ts';
import { Picture } from '../video/picture.ts';
import { videoClient } from '../video/video-client.ts';

declare global {
  interface Window {
    /**
     * Decoded frames and tensors that the workers hold, and their backend. For bug reports (from the
     * browser's console) and tests.
     */
    vdfDiagnostics?: () => Promise<Diagnostics>;
  }
}

interface Diagnostics {
  readonly crossOriginIsolated: boolean;
  /** Number of pictures of frames that the page holds. */
  readonly pictures: number;
  readonly video: Awaited<ReturnType<typeof videoClient.diagnostics>>;
  readonly engine: Awaited<ReturnType<typeof engineClient.diagnostics>>;
}

/** Publishes `vdfDiagnostics()` on `window`, for the console. */
export function publishDiagnostics(): void {
  window.vdfDiagnostics = async () => ({
    crossOriginIsolated: window.crossOriginIsolated,
    pictures: Picture.live,
    video: await videoClient.diagnostics(),
    engine: await engineClient.diagnostics(),
  });
}
