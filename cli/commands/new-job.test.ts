import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newJobSchema } from '../../core/schema/api/jobs.ts';
import { discPrompts, inFolder, writeDiscs } from '../testing/cli.ts';
import { draftJob } from './new-job.ts';

it('a job is drafted as the server wants it, with what the options say', async () => {
  await inFolder(async (folder) => {
    const [frames, prompts] = [join(folder, 'frames'), join(folder, 'prompts.json')];
    await mkdir(frames);
    await writeDiscs(frames, 3);
    await writeFile(prompts, JSON.stringify(discPrompts));
    const draft = await draftJob(frames, prompts, {
      name: 'Balls',
      kind: 'dataset',
      priority: 'high',
      format: 'yolo-darknet',
      every: 2,
      image: 'png',
      skipDuplicates: false,
      between: 'skip',
      skipDoubtful: true,
      reviewDoubts: true,
    });
    const job = newJobSchema.parse({ ...draft, videoId: '0c3e0f0c-6d3f-4a52-9d27-3f8f3f0f7a01' });
    expect(job).toMatchObject({ kind: 'dataset', priority: 'high', corrections: [], leftOut: [], reviewDoubts: true });
    expect(job.spec).toMatchObject({
      name: 'Balls',
      format: 'yolo-darknet',
      image: { type: 'png' },
      skipLostFrames: true,
      skipDoubtfulFrames: true,
    });
    expect(job.project).toMatchObject({ name: 'Balls', sampling: { kind: 'every', n: 2 }, labelledFrames: [0] });
    await writeFile(prompts, JSON.stringify({ ...discPrompts, classes: ['cat'] }));
    const options = { kind: 'labels', priority: 'low', format: 'yolo-detect', every: 1, image: 'jpeg' } as const;
    await expect(
      draftJob(frames, prompts, { ...options, skipDuplicates: false, between: 'skip', keepLost: true }),
    ).rejects.toMatchObject({ code: 'prompt_unknown_class' });
  });
});
