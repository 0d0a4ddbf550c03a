// @module-tag process
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_IDS } from '../../core/formats/registry.ts';
import { split } from './arguments.ts';
import { discPrompts, inFolder, runCli } from '../testing/cli.ts';

const annotate = (...more: string[]) => ['annotate', 'x.mp4', '--prompts', 'p.json', '--out', 'o.zip', ...more];

describe('vdf arguments', () => {
  it.each([
    ['a missing prompts file option', ['annotate', 'x.mp4'], /--prompts/],
    ['no sampling', annotate('--format', 'yolo-detect'), /--fps and --every/],
    ['two samplings', annotate('--format', 'yolo-detect', '--fps', '2', '--every', '3'), /cannot be used with/],
    ['an unknown format', annotate('--format', 'none', '--every', '1'), new RegExp(FORMAT_IDS.join(', '))],
    [
      'an unknown device',
      annotate('--format', 'yolo-detect', '--every', '1', '--device', 'tpu'),
      /auto, cpu, webgpu, cuda/,
    ],
    ['frame steps of zero', annotate('--format', 'yolo-detect', '--every', '0'), /whole number/],
    ['a quality above 100', annotate('--format', 'yolo-detect', '--every', '1', '--quality', '101'), /1 to 100/],
    [
      'a quality for PNG',
      annotate('--format', 'yolo-detect', '--every', '1', '--image', 'png', '--quality', '90'),
      /JPEG/,
    ],
    [
      'a split that leaves something over',
      annotate('--format', 'yolo-detect', '--every', '1', '--split', '50/20/10'),
      /100/,
    ],
    ['an unknown command', ['anotate'], /Did you mean annotate/],
  ])('refuses %s with exit code 2', async (_, args, sentence) => {
    const { code, stderr, stdout } = await runCli(args);
    expect(stderr).toMatch(sentence);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('shows help and the version with exit code 0', async () => {
    expect(await runCli(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('annotate') as string });
    expect(await runCli(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it('says in one line which file is not there, with exit code 1', async () => {
    expect(await runCli(['inspect', '/nowhere/x.mp4'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no file or folder "/nowhere/x.mp4".\n',
    });
    await inFolder(async (folder) => {
      const prompts = join(folder, 'p.json');
      await writeFile(prompts, JSON.stringify(discPrompts));
      const args = ['--prompts', prompts, '--out', join(folder, 'o.zip'), '--format', 'yolo-detect', '--every', '1'];
      const missing = await runCli(['annotate', join(folder, 'x.mp4'), ...args]);
      expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is no file.*\n$/) as string });
    });
  });
});

describe('split', () => {
  it('reads percentages, without a test part too', () => {
    expect(split('70/20/10')).toEqual({ train: 0.7, val: 0.2, test: 0.1 });
    expect(split('80/20')).toEqual({ train: 0.8, val: 0.2, test: 0 });
  });

  it.each(['', '100', '0/100', '70/20/10/0', 'a/b/c', '70/20/', '60/-20/60'])('refuses "%s"', (text) => {
    expect(() => split(text)).toThrow('100');
  });
});
