// @module-tag process
import { describe, it } from 'vitest';
import { SEGMENTER_CHECKS } from '../../core/ports/testing/segmenter-conformance.ts';
import { openNodeSegmenter } from './segmenter.ts';

const open = () => openNodeSegmenter({ device: 'cpu', onFallback: () => undefined });

describe('MobileSAM on the CPU does what every segmenter must do', () => {
  it.each(SEGMENTER_CHECKS)('$name', ({ run }) => run(open), 60_000);
});
