import { queryOptions } from '@tanstack/react-query';
import { ForgeError } from '../../core/errors.ts';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import { modelManifestSchema, type ModelEntry } from '../../core/schema/model-manifest.ts';

/** The default model as the app's server describes it. Throws `model_unavailable`. */
async function fetchModelEntry(): Promise<ModelEntry> {
  const unavailable = (cause: unknown) => new ForgeError('model_unavailable.list_unreadable', {}, { cause });
  let json: unknown;
  try {
    const response = await fetch('/models/manifest.json');
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    json = await response.json();
  } catch (error) {
    throw unavailable(error);
  }
  const parsed = modelManifestSchema.safeParse(json);
  if (!parsed.success) throw unavailable(parsed.error);
  const entry = parsed.data.models.find(({ id }) => id === DEFAULT_MODEL.id);
  if (!entry) throw unavailable(`no model ${DEFAULT_MODEL.id}`);
  return entry;
}

/** Query for the default model's entry; it does not change while the page is open. */
export const modelEntryQuery = queryOptions({
  queryKey: ['models', DEFAULT_MODEL.id],
  queryFn: fetchModelEntry,
  staleTime: Infinity,
});

export const modelBytes = (entry: ModelEntry) => entry.files.reduce((sum, file) => sum + file.bytes, 0);
