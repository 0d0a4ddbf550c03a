import type { Plugin } from 'vite';

/**
 * Vite plugin: leaves onnxruntime-web's WebAssembly out of the build. The app's server offers it from the
 * installed package under /ort/, where the workers tell the library to look; the build would only add a
 * second copy of 41 MB.
 */
export function servedRuntime(): Plugin {
  return {
    name: 'served-runtime',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/onnxruntime-web/dist/')) return null;
      return {
        code: code.replace(/new URL\(("[\w.-]+\.wasm"),import\.meta\.url\)/g, 'new URL($1,self.location.href)'),
        map: null,
      };
    },
  };
}
