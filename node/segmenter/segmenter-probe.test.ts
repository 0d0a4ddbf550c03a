import { describe, expect, it } from 'vitest';
import { untriedReport, type PrecisionReport } from '../../core/models/precision-trial.ts';
import { readProbe } from './segmenter-probe.ts';

const REPORT: PrecisionReport = {
  precision: 'fp16',
  reason: 'its masks agree',
  lowestIou: 0.997,
  fp32Milliseconds: 35,
  fp16Milliseconds: 21,
};
const WORKS = '{"works":true}';
const lines = (...texts: string[]) => texts.map((text) => `\n${text}\n`).join('');

describe('what a trial run printed', () => {
  it('is that the backend works and in which precision, whatever native code wrote in between', () => {
    const text = lines('[W:onnxruntime] {', WORKS, '{"warning": "slow"}', '17', 'null', JSON.stringify(REPORT), 'bye');
    expect(readProbe('cuda', { text, ending: 'exit code 0' })).toEqual({
      backend: 'cuda',
      works: true,
      precision: REPORT,
    });
  });

  it.each([
    ['a crash', lines(WORKS), 'SIGSEGV'],
    ['the end of its time in the middle of a line', `${lines(WORKS)}\n{"precision":"fp1`, 'SIGKILL'],
    ['a report that is none', lines(WORKS, '{"precision":"fp8","reason":""}'), 'exit code 1'],
  ])('is fp32 on a backend that works where fp16 ended with %s', (_, text, ending) => {
    const precision = untriedReport(`the trial of fp16 ended with ${ending}`);
    expect(readProbe('webgpu', { text, ending })).toEqual({ backend: 'webgpu', works: true, precision });
  });

  it('is why the backend does not work, or how the process ended before it said anything', () => {
    const text = lines('{"works":false,"reason":"there is no driver"}');
    expect(readProbe('cuda', { text, ending: 'exit code 0' })).toEqual({
      backend: 'cuda',
      works: false,
      reason: 'there is no driver',
    });
    expect(readProbe('cuda', { text: '\nkernel panic', ending: 'SIGABRT' })).toEqual({
      backend: 'cuda',
      works: false,
      reason: 'the trial run ended with SIGABRT',
    });
  });

  it('is fp32 on a CPU', () => {
    expect(readProbe('cpu', { text: lines(WORKS), ending: 'exit code 0' })).toMatchObject({
      works: true,
      precision: { precision: 'fp32', reason: 'a CPU gains nothing by fp16' },
    });
  });
});
