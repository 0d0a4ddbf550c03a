import { proxy } from 'comlink';
import { withoutLabelledFrames } from '../../../core/dataset/chosen-frames.ts';
import { ProgressMeter } from '../../../core/engine/progress.ts';
import type { ExportProgress } from '../../../core/export/export-dataset.ts';
import { safeVideoStem } from '../../../core/export/safe-names.ts';
import { throwIfAborted } from '../../../core/errors.ts';
import { APP_NAME } from '../../../core/app-name.ts';
import { APP_VERSION } from '../../app-version.ts';
import { engineClient } from '../../engine/engine-client.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useRunStore, type FinishedArchive } from '../run-store.ts';
import { specFrom, useDatasetChoices } from '../dataset/dataset-choices.ts';
import type { Run } from '../run.ts';

/**
 * Writes the archive of the current project in the engine worker. Throws `nothing_to_export`, `spec_invalid`,
 * `aborted`, `file_write_failed`.
 */
export async function writeArchive(run: Run): Promise<FinishedArchive | null> {
  const { project } = useProjectStore.getState();
  if (!project) return null;
  throwIfAborted(run.signal);
  run.note({ stage: 'writing', writing: null });
  const choices = useDatasetChoices.getState();
  const spec = specFrom(choices, project, useRunStore.getState().decided);
  const provenance = { app: APP_NAME, version: APP_VERSION };
  const used = withoutLabelledFrames(project, choices.leftOut);
  const report = proxy(reportTo(run));
  const blob = await engineClient.call(run.file, (host) =>
    host.exportArchive({ project: used, spec, provenance }, report),
  );
  const archive = { name: `${safeVideoStem(project.video.name)}-${spec.format}.zip`, blob, project };
  const { finished } = useRunStore.getState();
  run.note({ archive, finished: [...finished, 'writing'] });
  return archive;
}

/** Adds rate and time left to the worker's progress, and holds the worker while the run is paused. */
function reportTo(run: Run): (progress: ExportProgress) => Promise<void> {
  let meter: { readonly stage: ExportProgress['stage']; readonly pace: ProgressMeter } | null = null;
  return async ({ stage, framesTotal }) => {
    if (meter?.stage !== stage) meter = { stage, pace: new ProgressMeter(framesTotal) };
    run.note({ writing: { stage, ...meter.pace.advance() } });
    await run.gate.pass();
  };
}
