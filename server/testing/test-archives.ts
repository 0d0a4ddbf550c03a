import { exportDataset } from '../../core/export/export-dataset.ts';
import { SyntheticFrames } from '../../core/export/testing/synthetic-frames.ts';
import { syntheticProject, syntheticSpec } from '../../core/export/testing/synthetic-project.ts';
import { writeZip } from '../../core/export/zip.ts';
import type { DatasetSpec } from '../../core/schema/dataset-spec.ts';
import type { Project } from '../../core/schema/project.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { createNodeImageEncoder } from '../../node/files/node-image-encoder.ts';

interface TestArchive {
  readonly frameCount?: number;
  readonly spec?: Partial<DatasetSpec>;
  readonly project?: Partial<Project>;
}

/** Writes a dataset as the app writes it: the classes "dog" (on every frame) and "cat" (on every other one). */
export async function writeTestArchive(path: string, archive: TestArchive = {}): Promise<void> {
  const project = syntheticProject({ frameCount: archive.frameCount ?? 10 }, archive.project);
  const request = {
    project,
    spec: syntheticSpec(archive.spec),
    frames: new SyntheticFrames(project.video),
    encoder: await createNodeImageEncoder(),
    provenance: { app: 'test', version: '1' },
  };
  await writeZip(exportDataset(request), await createFileSink(path));
}
