import { proxy } from 'comlink';
import { create } from 'zustand';
import type { ExportProgress } from '../../../core/export/export-dataset.ts';
import { safeVideoStem } from '../../../core/export/safe-names.ts';
import { ForgeError, toForgeError } from '../../../core/errors.ts';
import { datasetSpecSchema, type DatasetFormat, type DatasetSpec } from '../../../core/schema/dataset-spec.ts';
import { APP_NAME, APP_VERSION } from '../../lib/app-version.ts';
import { callEngine, cancelEngine } from '../../lib/engine-client.ts';
import { saveBlob } from '../../lib/save-blob.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { useVideoStore } from '../../lib/video-store.ts';

/** What the person chose, as it stands in the form. */
export interface ExportChoices {
  readonly format: DatasetFormat;
  readonly imageType: 'jpeg' | 'png';
  readonly quality: number;
  /** Per cent; the test part is what is left of 100. */
  readonly train: number;
  readonly val: number;
  readonly skipNearDuplicates: boolean;
  readonly skipLostFrames: boolean;
}

export interface FinishedArchive {
  readonly name: string;
  readonly blob: Blob;
}

interface ExportState {
  readonly choices: ExportChoices;
  readonly status: 'idle' | 'writing' | 'done' | 'stopped' | 'failed';
  readonly progress: ExportProgress | null;
  readonly archive: FinishedArchive | null;
  readonly error: ForgeError | null;
}

export const useExportStore = create<ExportState>()(() => ({
  choices: {
    format: 'yolo-detect',
    imageType: 'jpeg',
    quality: 92,
    train: 70,
    val: 20,
    skipNearDuplicates: false,
    skipLostFrames: false,
  },
  status: 'idle',
  progress: null,
  archive: null,
  error: null,
}));

export function choose(change: Partial<ExportChoices>): void {
  useExportStore.setState(({ choices }) => ({ choices: { ...choices, ...change } }));
}

/** Writes the dataset and hands the finished zip to the browser's downloads. */
export async function startExport(): Promise<void> {
  const archive = await writeArchive();
  if (archive) saveBlob(archive.blob, archive.name);
}

/** Writes the dataset in the engine worker. Returns null where it failed or was cancelled; the store says why. */
export async function writeArchive(): Promise<FinishedArchive | null> {
  const { project } = useProjectStore.getState();
  const { file } = useVideoStore.getState();
  if (!project || !file) return null;
  useExportStore.setState({ status: 'writing', progress: null, archive: null, error: null });
  try {
    const spec = specFrom(useExportStore.getState().choices, project.name);
    const provenance = { app: APP_NAME, version: APP_VERSION };
    const onProgress = proxy((progress: ExportProgress) => useExportStore.setState({ progress }));
    const blob = await callEngine(file, (host) => host.exportArchive({ project, spec, provenance }, onProgress));
    const archive = { name: `${safeVideoStem(project.video.name)}-${spec.format}.zip`, blob };
    useExportStore.setState({ status: 'done', archive });
    return archive;
  } catch (error) {
    const known = toForgeError(error);
    if (useVideoStore.getState().file !== file) return null;
    if (known.code === 'aborted') useExportStore.setState({ status: 'stopped' });
    else useExportStore.setState({ status: 'failed', error: known });
    return null;
  }
}

export function cancelExport(): void {
  cancelEngine().catch((error: unknown) => useExportStore.setState({ status: 'failed', error: toForgeError(error) }));
}

/** Forgets how the last export ended; the choices stay. For a new video. */
export function resetExport(): void {
  useExportStore.setState({ status: 'idle', progress: null, archive: null, error: null });
}

/** Whether the split of the form can be used. */
export const isSplitValid = ({ train, val }: ExportChoices) => train >= 1 && val >= 1 && train + val <= 100;

function specFrom(choices: ExportChoices, name: string): DatasetSpec {
  const { format, imageType, quality, train, val, skipNearDuplicates, skipLostFrames } = choices;
  const parsed = datasetSpecSchema.safeParse({
    name,
    format,
    image: imageType === 'jpeg' ? { type: 'jpeg', quality } : { type: 'png' },
    split: { train: train / 100, val: val / 100, test: (100 - train - val) / 100 },
    skipNearDuplicates,
    skipLostFrames,
  });
  if (!parsed.success) throw new ForgeError('spec_invalid', texts.splitInvalid, { cause: parsed.error });
  return parsed.data;
}
