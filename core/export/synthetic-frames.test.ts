import { describe, expect, it } from 'vitest';
import { FRAME_SOURCE_CHECKS } from '../ports/testing/frame-source-conformance.ts';
import { SyntheticFrames, syntheticVideo } from './testing/synthetic-frames.ts';

describe('synthetic frames do what every frame source must do', () => {
  const open = () => Promise.resolve(new SyntheticFrames(syntheticVideo({ frameCount: 24 })));

  it.each(FRAME_SOURCE_CHECKS)('$name', ({ run }) => expect(run(open)).resolves.toBeUndefined());
});
