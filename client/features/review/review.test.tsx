import { MantineProvider } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticProject } from '../../../core/export/testing/synthetic-project.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Project, Shape } from '../../../core/schema/project.ts';
import { runAction } from '../../keymap/use-actions.ts';
import { useEditError } from '../../project/edit-attempt.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { moveKeyframeTo, endKeyframeMove, startKeyframeMove } from './keyframe-move.ts';
import { DoubtList } from './doubt-list.tsx';
import { ReviewFigures } from './review-figures.tsx';
import { ReviewTimeline } from './review-timeline.tsx';
import { TrackActions } from './track-actions.tsx';
import { TrackLanes } from './track-lanes.tsx';
import { useReviewActions } from './use-review-actions.ts';
import { pictureOf } from '../../video/testing/picture.ts';

/** Shows frames at once: there is no video. */
vi.mock('../../video/video-client.ts', () => ({
  videoClient: {
    seek: (rank: number) => showFrame(rank),
    stepBy: () => undefined,
    thumbnailOf: () => new Promise(() => undefined),
  },
}));
// jsdom has none of these, which the theme and the layout ask for.
Element.prototype.scrollIntoView = () => undefined;
vi.stubGlobal('matchMedia', () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
);

const FRAMES = 20;

function showFrame(rank: number): void {
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank / 10, picture: pictureOf() } });
}

/** The dog of the synthetic project stands still, except for a test's changes; the cat is left out. */
function dogProject(changes: Readonly<Record<number, Partial<Shape>>> = {}): Project {
  const project = syntheticProject({ frameCount: FRAMES });
  const tracks = project.tracks.slice(0, 1).map((track) => ({
    ...track,
    shapes: Object.fromEntries(
      Object.entries(track.shapes).map(([key, shape]) => [
        key,
        { ...shape, box: imageBox(5, 5, 12, 10), ...changes[Number(key)] },
      ]),
    ),
  }));
  return { ...project, tracks };
}

function open(project: Project, children: ReactNode): void {
  const timestamps = Array.from({ length: FRAMES }, (_, rank) => rank / 10);
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', metadata: project.video, timestamps });
  showFrame(0);
  useProjectStore.getState().start(project);
  const Keys = () => {
    useReviewActions();
    return null;
  };
  render(
    <MantineProvider env="test">
      <Keys />
      {children}
    </MantineProvider>,
  );
}

const dog = trackId(1);
const shapeOfDog = (rank: number) => useProjectStore.getState().project?.tracks[0]?.shapes[String(rank)];
const shownRank = () => useVideoStore.getState().shown?.rank;

afterEach(cleanup);

describe('the list of labels that need a look', () => {
  const doubtful = { 7: { confidence: 0.45 }, 12: { confidence: 0.3 } };

  it('shows the most doubtful first, goes there and selects the object', async () => {
    open(dogProject(doubtful), <DoubtList />);
    const panel = await screen.findByRole('region', { name: 'Needs a look' });
    const rows = await within(panel).findAllByRole('listitem');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining('dog 1, frame 12'),
      expect.stringContaining('dog 1, frame 7'),
    ]);
    await userEvent.click(screen.getByRole('button', { name: /^dog 1, frame 7/ }));
    expect(shownRank()).toBe(7);
    expect(useProjectStore.getState().selectedTrackId).toBe(1);
  });

  it('loses what is verified, and says so when nothing is left', async () => {
    open(dogProject({ 7: { confidence: 0.45 } }), <DoubtList />);
    await userEvent.click(await screen.findByRole('button', { name: 'Verify dog 1 on frame 7' }));
    expect(shapeOfDog(7)?.verified).toBe(true);
    expect(await screen.findByText(/No label is in doubt/)).toBeDefined();
  });

  it('says of a lost object that it is outside until it is found again, and takes nothing else away', async () => {
    const project = dogProject();
    const lost = [6, 7, 8].map(frameIndex);
    const tracks = project.tracks.map((track) => {
      const shapes = Object.entries(track.shapes).filter(([key]) => !['6', '7', '8'].includes(key));
      return { ...track, shapes: Object.fromEntries(shapes), lost };
    });
    open({ ...project, tracks }, <DoubtList />);
    const outside = { name: 'dog 1 is outside from frame 6 on, until it is found again on frame 9' };
    await userEvent.click(await screen.findByRole('button', outside));
    const said = () => Array.from({ length: FRAMES }, (_, rank) => shapeOfDog(rank)?.outside ?? null);
    expect(said()).toEqual(Array.from({ length: FRAMES }, (_, rank) => rank >= 6 && rank <= 8));
    expect(useProjectStore.getState().corrections).toEqual([]);
    useProjectStore.getState().undo();
    expect(useProjectStore.getState().project?.tracks[0]).toMatchObject({ lost });
    // The key does the same, and removes the whole mark on any of its frames.
    useProjectStore.getState().select(dog);
    showFrame(6);
    runAction('label.outside');
    showFrame(8);
    runAction('label.outside');
    expect(said().slice(5, 10)).toEqual([false, null, null, null, false]);
  });

  it('is walked through by keys, in the order of frames', () => {
    open(dogProject(doubtful), <DoubtList />);
    const seen = Array.from({ length: 3 }, () => {
      runAction('doubt.next');
      return shownRank();
    });
    expect(seen).toEqual([7, 12, 7]);
    runAction('doubt.previous');
    expect(shownRank()).toBe(12);
  });
});

describe('the actions on the selected object', () => {
  beforeEach(() => {
    open(dogProject({ 10: { source: 'user', confidence: 1 } }), <TrackActions />);
  });

  it('mark its label on the frame that is shown', async () => {
    expect(screen.queryByRole('region', { name: 'Review' })).toBeNull();
    useProjectStore.getState().select(dog);
    showFrame(4);
    await userEvent.click(await screen.findByRole('button', { name: 'Verified' }));
    await userEvent.click(screen.getByRole('button', { name: 'Occluded' }));
    expect(shapeOfDog(4)).toMatchObject({ verified: true, occluded: true, source: 'propagated' });
    expect(screen.getByRole('button', { name: 'Verified', pressed: true })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Keyframe', pressed: false }));
    expect(shapeOfDog(4)?.source).toBe('user');
    runAction('keyframe.toggle');
    expect(shapeOfDog(4)).toBeUndefined();
    runAction('label.outside');
    expect(shapeOfDog(4)?.outside).toBe(true);
    runAction('label.outside');
    expect(shapeOfDog(4)).toBeUndefined();
  });

  it('go from keyframe to keyframe, and interpolate between them or propagate instead', async () => {
    useProjectStore.getState().select(dog);
    runAction('keyframe.next');
    expect(shownRank()).toBe(10);
    runAction('keyframe.previous');
    expect(shownRank()).toBe(0);
    await userEvent.click(await screen.findByRole('button', { name: 'Interpolate' }));
    expect(shapeOfDog(5)?.source).toBe('interpolated');
    await userEvent.click(await screen.findByRole('button', { name: 'Propagate instead' }));
    expect(shapeOfDog(5)).toBeUndefined();
  });

  it('split it, merge the parts and cut its end off', async () => {
    useProjectStore.getState().select(dog);
    showFrame(6);
    await userEvent.click(await screen.findByRole('button', { name: 'Split here' }));
    const tracks = () => useProjectStore.getState().project?.tracks ?? [];
    expect(tracks().map(({ shapes }) => Object.keys(shapes).length)).toEqual([6, 14]);
    await userEvent.click(screen.getByRole('button', { name: 'Merge into…' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Merge into dog 1' }));
    expect(tracks().map(({ shapes }) => Object.keys(shapes).length)).toEqual([20]);
    expect(useProjectStore.getState().selectedTrackId).toBe(1);
    await userEvent.click(screen.getByRole('button', { name: 'Delete from here on' }));
    expect(Object.keys(tracks()[0]?.shapes ?? {})).toHaveLength(6);
  });

  it('say in one sentence why something cannot be done', async () => {
    const said = () => {
      const { refusal } = useEditError.getState();
      return refusal ? errorSentence(refusal) : null;
    };
    runAction('label.verified');
    expect(said()).toMatch(/Choose an object/);
    useProjectStore.getState().select(dog);
    showFrame(0);
    runAction('keyframe.toggle');
    showFrame(15);
    runAction('label.occluded');
    expect(said()).toBeNull();
  });

  it.each([
    // The first frame, a keyframe: there is nothing before it.
    [0, ['Delete before here', 'Split here', 'Merge into…']],
    // After the last keyframe there is none on one side.
    [15, ['Merge into…', 'Interpolate']],
    // A keyframe with the object outside has no label to be flagged, or to interpolate to.
    [17, ['Occluded', 'Verified', 'Split here', 'Merge into…', 'Interpolate']],
    // The object has ended: nothing is here or after it.
    [19, ['Keyframe', 'Occluded', 'Verified', 'Delete from here on', 'Split here', 'Merge into…', 'Interpolate']],
  ])('are offered on frame %i only where they can be done, and no press ends in an error', async (frame, blocked) => {
    const [track] = dogProject({ 10: { source: 'user', confidence: 1 } }).tracks;
    if (!track) return;
    const { [18]: _, [19]: __, ...shapes } = track.shapes;
    const outside = { ...shapes['17'], source: 'user', outside: true } as Shape;
    act(() => {
      useProjectStore.getState().start({ ...dogProject(), tracks: [{ ...track, shapes: { ...shapes, 17: outside } }] });
      useProjectStore.getState().select(dog);
      showFrame(frame);
    });
    const panel = await screen.findByRole('region', { name: 'Review' });
    const groups = within(panel).getAllByRole('group');
    const buttons = groups.flatMap((group) => within(group).getAllByRole('button'));
    const isBlocked = (button: HTMLElement) => button.getAttribute('aria-disabled') === 'true';
    expect(buttons.filter(isBlocked).map((button) => button.textContent?.replace(/^(.*?)[A-Z]?$/, '$1'))).toEqual(
      blocked,
    );
    for (const button of buttons.filter(isBlocked)) {
      await userEvent.click(button);
      expect(screen.getAllByRole('alert').at(-1)?.textContent).toMatch(/\.$/);
    }
    expect(useEditError.getState().refusal).toBeNull();
    expect(useProjectStore.getState().past).toEqual([]);
  });

  it('are none while labels are propagated', async () => {
    act(() => useProjectStore.getState().select(dog));
    act(() => useProjectStore.getState().beginRun());
    await userEvent.click(await screen.findByRole('button', { name: 'Verified' }));
    expect(screen.getByRole('alert').textContent).toMatch(/Labels are being propagated/);
    expect(screen.getByRole('button', { name: 'Split here' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('lead to keyframes only where there are some', async () => {
    act(() => useProjectStore.getState().select(dog));
    const step = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
    await waitFor(() => expect(step('Previous keyframe').disabled).toBe(true));
    await userEvent.click(step('Next keyframe'));
    expect(shownRank()).toBe(10);
    expect(step('Next keyframe').disabled).toBe(true);
  });
});

describe('the timeline', () => {
  it('has a lane an object, which can be folded away', async () => {
    open(dogProject(), <ReviewTimeline />);
    expect(screen.getByRole('slider', { name: 'Timeline' }).getAttribute('aria-valuemax')).toBe('19');
    await userEvent.click(screen.getByRole('button', { name: 'dog 1' }));
    expect(useProjectStore.getState().selectedTrackId).toBe(1);
    const fold = screen.getByRole('button', { name: 'Object lanes', expanded: true });
    await userEvent.click(fold);
    expect(screen.queryByRole('button', { name: 'dog 1' })).toBeNull();
  });

  it('draws a label on sampled frames only, and nothing on those between', () => {
    const project = dogProject();
    const tracks = project.tracks.map((track) => ({
      ...track,
      shapes: Object.fromEntries(Object.entries(track.shapes).filter(([key]) => Number(key) % 6 === 0)),
    }));
    const sampled: Project = { ...project, tracks, sampling: { kind: 'every', n: 6 } };
    open(sampled, <TrackLanes scale={{ width: 200, frames: FRAMES }} />);
    const drawn = (kind: string) => document.querySelector(`[data-kind=${kind}]`)?.getAttribute('d');
    expect(drawn('user')).toBe('M0 8H10');
    expect(drawn('propagated')).toBe('M60 8H70M120 8H130M180 8H190');
  });

  it('has a keyframe that the arrow keys move: one edit, put down by Enter and taken back by Escape', async () => {
    open(dogProject(), <ReviewTimeline />);
    useProjectStore.getState().select(dog);
    const thumb = await screen.findByRole('slider', { name: 'Keyframe of dog 1' });
    thumb.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{Escape}');
    expect(shapeOfDog(0)?.source).toBe('user');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
    expect(shapeOfDog(0)).toBeUndefined();
    expect(shapeOfDog(3)?.source).toBe('user');
    expect(shapeOfDog(1)?.source).toBe('propagated');
    expect(useProjectStore.getState().past).toHaveLength(1);
    expect(thumb.getAttribute('aria-valuenow')).toBe('3');
    fireEvent.keyDown(thumb, { key: 'PageUp' });
    fireEvent.blur(thumb);
    expect(shapeOfDog(13)?.source).toBe('user');
  });

  it('keeps a keyframe between those beside it', () => {
    open(dogProject({ 10: { source: 'user' }, 15: { source: 'user' } }), <ReviewTimeline />);
    expect(startKeyframeMove(dog, 10)).toBe(true);
    moveKeyframeTo(19);
    expect(shownRank()).toBe(14);
    endKeyframeMove();
    expect([0, 14, 15].map((rank) => shapeOfDog(rank)?.source)).toEqual(['user', 'user', 'user']);
    useProjectStore.getState().beginRun();
    expect(startKeyframeMove(dog, 14)).toBe(false);
  });
});

describe('the figures', () => {
  it('are given in words beside the charts', async () => {
    open(syntheticProject({ frameCount: FRAMES }), <ReviewFigures />);
    // Frames on which the cat is unknown are in no dataset.
    expect(screen.queryByText('10 frames, 20 labels')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show figures' }));
    expect(await screen.findByText('10 frames, 20 labels')).toBeDefined();
    expect(screen.getAllByText('1 object, 10 labels')).toHaveLength(2);
    expect(screen.getByRole('img', { name: /of the boxes are/ })).toBeDefined();
  });
});
