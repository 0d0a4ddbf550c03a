import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router } from 'express';
import { notFound } from './problem.ts';

/**
 * The WebAssembly parts of onnxruntime-web that a browser loads beside its script: plain threads for WASM,
 * asyncify for WebGPU. The JavaScript beside each is the loader that every thread starts with.
 */
const FILES = new Set([
  'ort-wasm-simd-threaded.mjs',
  'ort-wasm-simd-threaded.wasm',
  'ort-wasm-simd-threaded.asyncify.mjs',
  'ort-wasm-simd-threaded.asyncify.wasm',
  'ort-wasm-simd-threaded.jsep.mjs',
  'ort-wasm-simd-threaded.jsep.wasm',
]);

/** Serves the listed files from the installed package. */
export function runtimeRoutes(): Router {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  const router = Router();
  router.get('/:name', (request, response, next) => {
    const { name } = request.params;
    if (!FILES.has(name)) {
      notFound(request, response, next);
      return;
    }
    // The address stays when the package is updated, so the browser revalidates its copy.
    response.set('Cache-Control', 'no-cache').type(name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
    response.sendFile(name, { root, cacheControl: false });
  });
  router.use(notFound);
  return router;
}
