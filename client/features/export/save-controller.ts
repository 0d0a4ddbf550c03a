import { create } from 'zustand';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { maySignedIn } from '../../lib/renew-access.ts';
import { askToSignIn } from '../../lib/sign-in-prompt.ts';
import { uploadDataset } from '../../lib/upload-dataset.ts';
import { ApiError } from '../../lib/api-client.ts';
import { useExportStore, writeArchive } from './export-controller.ts';

interface SaveState {
  readonly status: 'idle' | 'writing' | 'uploading' | 'saved' | 'stopped' | 'failed';
  /** Share of the bytes that are on the server; 1 while the server checks them. */
  readonly share: number;
  readonly dataset: Dataset | null;
  readonly error: ForgeError | null;
}

const IDLE: SaveState = { status: 'idle', share: 0, dataset: null, error: null };
export const useSaveStore = create<SaveState>()(() => IDLE);

let upload: AbortController | null = null;

/** Writes the dataset and saves it to the person's account; whoever is not signed in is asked to, and goes on where they were. */
export async function saveToAccount(): Promise<void> {
  if (!maySignedIn() && !(await askToSignIn())) return;
  useSaveStore.setState({ ...IDLE, status: 'writing' });
  const archive = await writeArchive();
  if (!archive) {
    // The export's own status says why.
    useSaveStore.setState(IDLE);
    return;
  }
  useExportStore.setState({ status: 'idle' });
  await uploadArchive(archive);
}

async function uploadArchive(archive: { readonly blob: Blob; readonly name: string }): Promise<void> {
  upload = new AbortController();
  useSaveStore.setState({ status: 'uploading', share: 0 });
  try {
    const onProgress = (share: number) => useSaveStore.setState({ share });
    const dataset = await uploadDataset(archive.blob, archive.name, onProgress, upload.signal);
    useSaveStore.setState({ status: 'saved', dataset });
  } catch (error) {
    const known = toForgeError(error);
    // The sign-in ended meanwhile: the archive is still here, so after signing in it goes up at once.
    if (known instanceof ApiError && known.code === 'not_signed_in' && (await askToSignIn())) {
      await uploadArchive(archive);
      return;
    }
    if (known.code === 'aborted') useSaveStore.setState({ status: 'stopped' });
    else useSaveStore.setState({ status: 'failed', error: known });
  }
}

export function cancelUpload(): void {
  upload?.abort();
}

/** Forgets how the last saving ended. For a new video. */
export function resetSave(): void {
  cancelUpload();
  useSaveStore.setState(IDLE);
}
