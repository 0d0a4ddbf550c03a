import { describe, it } from 'vitest';
import { createFallbackSegmenter } from '../models/fallback-segmenter.ts';
import { SEGMENTER_CHECKS } from '../ports/testing/segmenter-conformance.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';

const color = () => Promise.resolve(new ColorSegmenter());

describe.each([
  ['the colour segmenter', color],
  ['a segmenter with backends to fall back to', () => createFallbackSegmenter(['cpu'], color, () => undefined)],
])('%s does what every segmenter must do', (_, open) => {
  it.each(SEGMENTER_CHECKS)('$name', ({ run }) => run(open));
});
