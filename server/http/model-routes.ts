import { basename, dirname } from 'node:path';
import { Router } from 'express';
import type { ModelFile } from '../../core/schema/model-manifest.ts';
import { checkModelFile, locateModelFile, readManifest } from '../../node/models/model-files.ts';
import { notFound } from './problem.ts';

/**
 * Serves the models to the browser: their manifest, and each file under its name. A file that does not match
 * the manifest is not served; a good one is checked once a server run. Only names in the manifest lead to a
 * file.
 *
 * @param locate path of a file on this machine; it throws `model_unavailable`
 */
export function modelRoutes(locate: (file: ModelFile) => string = locateModelFile): Router {
  const checks = new Map<string, Promise<void>>();
  const check = (file: ModelFile, path: string) => {
    const known = checks.get(path) ?? checkModelFile(file, path);
    checks.set(path, known);
    // A file that is missing or damaged now may be repaired later. The caller that awaits the check gets the
    // error itself.
    known.catch(() => checks.delete(path));
    return known;
  };
  const router = Router();
  router.get('/manifest.json', async (_request, response) => {
    response.set('Cache-Control', 'no-cache').json(await readManifest());
  });
  router.get('/:name', async (request, response, next) => {
    const { models } = await readManifest();
    const file = models.flatMap((model) => model.files).find(({ name }) => name === request.params.name);
    if (!file) {
      notFound(request, response, next);
      return;
    }
    const path = locate(file);
    await check(file, path);
    // The address has no version, so a browser revalidates; the tag then saves the download.
    response.set({ ETag: `"${file.sha256}"`, 'Cache-Control': 'no-cache', 'Content-Type': 'application/octet-stream' });
    response.sendFile(basename(path), { root: dirname(path), cacheControl: false, etag: false, lastModified: false });
  });
  router.use(notFound);
  return router;
}
