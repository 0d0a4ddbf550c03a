// @module-tag process
import { describe, it } from 'vitest';
import { MODELS } from '../../core/models/registry.ts';
import { SEGMENTER_CHECKS } from '../../core/ports/testing/segmenter-conformance.ts';
import { openNodeSegmenter } from './segmenter.ts';

describe.each(MODELS)('$title on the CPU does what every segmenter must do', (model) => {
  const open = () => openNodeSegmenter({ model, device: 'cpu', onFallback: () => undefined });
  const checks = SEGMENTER_CHECKS.filter(({ prompts }) => prompts.every((kind) => model.prompts.includes(kind)));
  it.each(checks)('$name', ({ run }) => run(open), 60_000);
});
