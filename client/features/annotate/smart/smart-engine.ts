import { proxy } from 'comlink';
import { ForgeError } from '../../../../core/errors.ts';
import type { ModelEntry } from '../../../../core/schema/model-manifest.ts';
import { engineClient } from '../../../engine/engine-client.ts';
import { forcedBackend } from '../../../engine/launch-options.ts';
import { useRunStore } from '../../../run/run-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { BROWSER_BACKENDS } from '../../../workers/browser-backends.ts';
import type { SmartEngine } from './smart-session.ts';

/** After this many failures of the graphics device the model runs in WebAssembly. */
const MAX_FAILURES = 2;

/** Smart select on the engine worker, for one video. */
export function smartEngineFor(file: File, fetchModel: () => Promise<ModelEntry>): SmartEngine {
  const forced = forcedBackend(location.search);
  let failures = 0;
  const isOpen = () => useVideoStore.getState().file === file;
  return {
    async load(onDownload) {
      const model = await fetchModel();
      const usual = forced ? [forced] : BROWSER_BACKENDS;
      const backends = failures < MAX_FAILURES ? usual : (['wasm'] as const);
      const request = { model, backends, allowSoftwareGpu: forced === 'webgpu' };
      const loaded = await engineClient.call(file, (host) => host.load(request, proxy(onDownload)));
      useRunStore.setState({ backend: loaded.engineRun.backend });
    },
    prepare: (frame) => engineClient.call(file, (host) => host.prepareFrame(frame)),
    async mask(frame, prompt) {
      if (!isOpen()) throw new ForgeError('aborted.other_video');
      return engineClient.call(file, (host) => host.smartMask(frame, prompt));
    },
    async release() {
      // For another video there is another worker, which holds nothing.
      if (isOpen()) await engineClient.call(file, (host) => host.releaseFrame());
    },
    restart() {
      failures += 1;
      if (useRunStore.getState().backend !== 'webgpu' || failures > MAX_FAILURES) return false;
      engineClient.stop();
      return true;
    },
  };
}
