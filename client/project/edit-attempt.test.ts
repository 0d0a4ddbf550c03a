import { beforeEach, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { syntheticProject } from '../../core/export/testing/synthetic-project.ts';
import { frameIndex, trackId } from '../../core/schema/brands.ts';
import { showEditError, useEditError } from './edit-attempt.ts';
import { pictureOf } from '../video/testing/picture.ts';
import { useProjectStore } from './project-store.ts';
import { EMPTY_VIDEO, useVideoStore } from '../video/video-store.ts';

const showFrame = (rank: number) =>
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank, picture: pictureOf() } });
const refusal = () => useEditError.getState().refusal;

beforeEach(() => {
  useVideoStore.setState(EMPTY_VIDEO);
  useProjectStore.getState().start(syntheticProject({ frameCount: 4 }));
  showFrame(0);
  showEditError(new ForgeError('project_invalid'));
  expect(refusal()).not.toBeNull();
});

it.each([
  ['another object is selected', () => useProjectStore.getState().select(trackId(1))],
  ['another frame is shown', () => showFrame(1)],
  ['something else is edited', () => useProjectStore.getState().dispatch({ type: 'class.add', name: 'bird' })],
  ['another project is opened', () => useProjectStore.getState().start(syntheticProject({ frameCount: 2 }))],
])('forgets why an edit was refused when %s', (_when, goOn) => {
  goOn();
  expect(refusal()).toBeNull();
});

it('says it on while the video plays, and while the same is at hand', () => {
  useVideoStore.setState({ playing: true });
  showFrame(2);
  useProjectStore.getState().select(null);
  expect(refusal()).not.toBeNull();
});
