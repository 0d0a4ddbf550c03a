import { classId, imageBox, trackId } from '../../schema/brands.ts';
import { datasetSpecSchema, type DatasetSpec } from '../../schema/dataset-spec.ts';
import { projectSchema, PROJECT_VERSION, type Project, type VideoMetadata } from '../../schema/project.ts';
import { syntheticVideo } from './synthetic-frames.ts';

/**
 * A project with the classes "dog" and "cat": track 1, a dog, on every frame (drawn by the user on frame 0,
 * moving two pixels a frame); track 2, a cat, on every even frame and lost on the others.
 */
export function syntheticProject(facts: Partial<VideoMetadata> = {}, changes: Partial<Project> = {}): Project {
  const video = syntheticVideo(facts);
  const all = Array.from({ length: video.frameCount }, (_, rank) => rank);
  const shape = (rank: number, x: number, y: number) => ({
    box: imageBox(x, y, 12, 10),
    source: rank === 0 ? ('user' as const) : ('propagated' as const),
    confidence: rank === 0 ? 1 : 0.8,
    outside: false,
    occluded: false,
  });
  return {
    ...projectSchema.parse({
      version: PROJECT_VERSION,
      name: 'Pets',
      video,
      classes: [
        { id: classId(7), name: 'dog', color: '#e69f00' },
        { id: classId(3), name: 'cat', color: '#56b4e9' },
      ],
      tracks: [
        {
          id: trackId(1),
          classId: classId(7),
          shapes: Object.fromEntries(all.map((rank) => [rank, shape(rank, 2 * (rank % 20), 5)])),
          lost: [],
        },
        {
          id: trackId(2),
          classId: classId(3),
          shapes: Object.fromEntries(all.filter((rank) => rank % 2 === 0).map((rank) => [rank, shape(rank, 40, 30)])),
          lost: all.filter((rank) => rank % 2 === 1),
        },
      ],
      labelledFrames: [0],
      sampling: { kind: 'every', n: 1 },
      engine: {
        modelId: 'mobile-sam',
        fileHashes: { 'encoder.onnx': 'ab' },
        backend: 'cpu',
        precision: 'fp32',
        engineVersion: '1',
      },
    }),
    ...changes,
  };
}

/**
 * A dataset spec with its defaults filled in, but for frames on which the cat is lost: they are in the dataset where a
 * test does not say otherwise.
 */
export function syntheticSpec(changes: Partial<DatasetSpec> = {}): DatasetSpec {
  return { ...datasetSpecSchema.parse({ name: 'Pets', format: 'yolo-detect', skipLostFrames: false }), ...changes };
}
