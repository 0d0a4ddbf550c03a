import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProject, parseProjectText, PROJECT_VERSION } from './project.ts';

const video = {
  name: 'a.mp4',
  size: 1,
  container: 'MP4',
  codec: 'avc',
  width: 100,
  height: 80,
  rotation: 0,
  duration: 1,
  frameCount: 30,
  nominalFps: 30,
  variableFps: false,
  firstTimestamp: 0,
  lastTimestamp: 29 / 30,
};
const shape = { box: [1, 2, 3, 4], source: 'user', confidence: 1 };
const good = {
  version: PROJECT_VERSION,
  name: 'A',
  video,
  classes: [
    { id: 1, name: 'dog', color: '#000000' },
    { id: 2, name: 'cat', color: '#ffffff' },
  ],
  tracks: [{ id: 1, classId: 2, shapes: { '0': shape }, lost: [3] }],
  labelledFrames: [0, 4],
  sampling: { kind: 'every', n: 2 },
};
const withTrack = (changes: object) => ({ ...good, tracks: [{ ...good.tracks[0], ...changes }] });

describe('a project document', () => {
  it('is read with its defaults filled in', () => {
    expect(parseProject(good).tracks[0]?.shapes['0']).toMatchObject({ outside: false, occluded: false });
    const engine = { modelId: 'mobile-sam', fileHashes: {}, backend: 'cuda', engineVersion: '1' };
    expect(parseProject({ ...good, engine }).engine).toEqual({ ...engine, precision: 'fp32' });
  });

  it.each([
    ['no object', 7],
    ['no version', { ...good, version: undefined }],
    ['version 0', { ...good, version: 0 }],
  ])('is no project: %s', (_, document) => {
    expect(() => parseProject(document)).toThrowError(
      expect.objectContaining({
        code: 'project_invalid',
        message: 'This is not a project file: it has no version number.',
      }),
    );
  });

  it('of a newer app is refused with both versions named', () => {
    expect(() => parseProject({ ...good, version: PROJECT_VERSION + 1 })).toThrowError(
      expect.objectContaining({
        code: 'project_too_new',
        message:
          'This project was saved by a newer version of the app ' +
          `(format ${PROJECT_VERSION + 1}; this one reads up to ${PROJECT_VERSION}).`,
      }),
    );
  });

  it.each([
    [
      'two classes with one id',
      { ...good, classes: [good.classes[0], { ...good.classes[1], id: 1 }] },
      'two classes have the same id',
    ],
    [
      'two names, one in capitals',
      { ...good, classes: [good.classes[1], { id: 9, name: 'CAT', color: '#000000' }] },
      'two classes have the same name',
    ],
    ['two tracks with one id', { ...good, tracks: [good.tracks[0], good.tracks[0]] }, 'two tracks have the same id'],
    ['a track without class', withTrack({ classId: 9 }), 'track 1 has a class that does not exist'],
    [
      'a shape behind the end',
      withTrack({ shapes: { '30': shape } }),
      'track 1 says something of frame 30, behind the end',
    ],
    ['lost behind the end', withTrack({ lost: [31] }), 'track 1 says something of frame 31, behind the end'],
    ['a labelled frame behind the end', { ...good, labelledFrames: [30] }, 'frame 30 is labelled, behind the end'],
    ['labelled frames out of order', { ...good, labelledFrames: [4, 0] }, 'the labelled frames are not in order'],
    ['a labelled frame twice', { ...good, labelledFrames: [4, 4] }, 'the labelled frames are not in order'],
    ['a key that is no rank', withTrack({ shapes: { '01': shape } }), 'at tracks.0.shapes.01'],
    [
      'a negative width',
      withTrack({ shapes: { '0': { ...shape, box: [1, 1, -1, 4] } } }),
      'at tracks.0.shapes.0.box.2',
    ],
    [
      'a confidence above 1',
      withTrack({ shapes: { '0': { ...shape, confidence: 1.5 } } }),
      'at tracks.0.shapes.0.confidence',
    ],
    [
      'a mask of the wrong length',
      withTrack({ shapes: { '0': { ...shape, mask: { width: 2, height: 2, counts: [3] } } } }),
      'at tracks.0.shapes.0.mask',
    ],
    ['a missing video', { ...good, video: undefined }, 'at video'],
  ])('is damaged: %s', (_, document, reason) => {
    expect(() => parseProject(document)).toThrowError(
      expect.objectContaining({ code: 'project_invalid', message: expect.stringContaining(reason) as unknown }),
    );
  });

  it('that was cut off anywhere is refused', () => {
    const text = JSON.stringify(good);
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(() => parseProjectText(text.slice(0, length))).toThrowError(
          expect.objectContaining({ code: 'project_invalid' }),
        );
      }),
    );
  });

  it('comes back from its file as it was', () => {
    const side = fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0);
    const rank = fc.nat(29);
    const anyShape = fc.record(
      {
        box: fc.tuple(side, side, side, side),
        source: fc.constantFrom('user', 'propagated', 'interpolated'),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
        outside: fc.boolean(),
        occluded: fc.boolean(),
        mask: fc.integer({ min: 0, max: 8000 }).map((run) => ({ width: 100, height: 80, counts: [run, 8000 - run] })),
        polygon: fc.array(fc.array(fc.tuple(side, side))),
      },
      { requiredKeys: ['box', 'source', 'confidence', 'outside', 'occluded'] },
    );
    const track = fc.record({
      classId: fc.constantFrom(1, 2),
      shapes: fc.dictionary(rank.map(String), anyShape),
      lost: fc.uniqueArray(rank),
    });
    const project = fc.record({
      name: fc.string({ minLength: 1, maxLength: 200 }),
      tracks: fc.array(track).map((tracks) => tracks.map((each, at) => ({ id: at + 1, ...each }))),
      labelledFrames: fc.uniqueArray(rank).map((ranks) => ranks.sort((a, b) => a - b)),
    });
    fc.assert(
      fc.property(project, (changes) => {
        const document = { ...good, ...changes };
        const read = parseProject(document);
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(document)));
        expect(parseProjectText(JSON.stringify(read))).toEqual(read);
      }),
    );
  });
});
