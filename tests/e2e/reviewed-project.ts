import { expect, type Locator, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import type { EngineRun } from '../../core/schema/project.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import type { AppPage } from './app-page.ts';

const SIZE = { width: 320, height: 240 };

interface SavedProject {
  tracks: { shapes: Record<string, object>; lost: number[] }[];
  sampling: object;
  engine?: EngineRun;
}

/** The result of a run for one object. */
export interface ReviewedClip {
  readonly frames: number;
  /** The frame index with a doubt. */
  readonly doubtful: number;
  /** Frame indices on which it was lost. */
  readonly lost: readonly number[];
  /** The run that made it; without it corrections update no frames by themselves. */
  readonly engine?: EngineRun;
}

/** Opens a project as it is after a run: one crate, labelled by hand on frame 0 and propagated. */
export async function openReviewed(app: AppPage, clip: ReviewedClip, query?: string): Promise<void> {
  await app.open(query);
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: clip.frames, ...SIZE }) });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  const waiting = app.page.waitForEvent('download');
  await app.button('Save project').click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
  const project = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SavedProject;
  const [track] = project.tracks;
  if (!track) throw new Error('the project has no object');
  for (let rank = 1; rank < clip.frames; rank += 1) {
    if (clip.lost.includes(rank)) continue;
    const { x, y, width, height } = objectBox(rank, SIZE.width, SIZE.height);
    const confidence = rank === clip.doubtful ? 0.31 : 0.95;
    track.shapes[rank] = { ...track.shapes['0'], box: [x, y, width, height], source: 'propagated', confidence };
  }
  track.lost = [...clip.lost];
  if (clip.engine) project.engine = clip.engine;
  project.sampling = { kind: 'every', n: 1 };
  await app.choose({ name: 'reviewed.vdf.json', bytes: JSON.stringify(project) }, 'Open project');
  await expect(doubts(app.page).first()).toBeVisible();
}

/** The list of labels that need a look. */
export const doubts = (page: Page): Locator => page.getByRole('region', { name: 'Needs a look' }).getByRole('listitem');
