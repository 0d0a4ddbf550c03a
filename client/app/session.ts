import { createProject } from '../../core/project/create-project.ts';
import { sampleFrames } from '../../core/engine/sampling.ts';
import type { Sampling } from '../../core/schema/project.ts';
import { resetExport } from '../features/export/export-controller.ts';
import { resetSave } from '../features/export/save-controller.ts';
import { stopEngine } from '../lib/engine-client.ts';
import { useProjectStore } from '../lib/project-store.ts';
import { IDLE_RUN, useRunStore } from '../lib/run-store.ts';
import { texts } from '../lib/texts.ts';
import { openVideoFile } from '../lib/video-client.ts';
import { useVideoStore } from '../lib/video-store.ts';
import { ForgeError } from '../../core/errors.ts';

/** Labels of a quarter of a second apart differ enough to be worth training on; fewer than this many frames are hardly a dataset. */
const DEFAULT_FPS = 4;
const FEW_FRAMES = 30;

/** Opens a video with an empty project of its own. What was open is closed when the other one has opened, and stays where it cannot. */
export async function openSession(file: File): Promise<void> {
  if (!(await openVideoFile(file))) return;
  stopEngine();
  useRunStore.setState(IDLE_RUN);
  resetExport();
  resetSave();
  const { metadata, timestamps } = useVideoStore.getState();
  if (metadata) useProjectStore.getState().start(createProject(metadata, defaultSampling(timestamps)));
}

/** Something was dropped that is no single file. */
export function refuseDrop(): void {
  useVideoStore.setState({ error: new ForgeError('video_unreadable', texts.oneFile) });
}

/** True where opening another video would lose work. */
export function hasLabels(): boolean {
  return (useProjectStore.getState().project?.tracks.length ?? 0) > 0;
}

function defaultSampling(timestamps: readonly number[]): Sampling {
  const sparse: Sampling = { kind: 'fps', fps: DEFAULT_FPS };
  return sampleFrames(timestamps, sparse).length >= FEW_FRAMES ? sparse : { kind: 'every', n: 1 };
}
