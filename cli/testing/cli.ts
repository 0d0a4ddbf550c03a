import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const BIN = fileURLToPath(new URL('../bin.mjs', import.meta.url));

interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the real command line in a process of its own. `onStderr` gets everything written so far, on each new
 * output.
 */
export function runCli(
  args: readonly string[],
  onStderr: (text: string, child: ChildProcess) => void = () => undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const env = { ...process.env, ...environment };
  return resultOf(spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env }), onStderr);
}

/**
 * As `runCli`, below a shell, as npm starts it; `onStderr` gets the shell. Resolves when both processes have
 * ended, with the shell's exit code.
 */
export function runCliInShell(
  args: readonly string[],
  onStderr: (text: string, shell: ChildProcess) => void,
): Promise<CliResult> {
  // The command behind it keeps the shell from replacing itself with the program.
  const words = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
  const env = { ...process.env, npm_lifecycle_event: 'vdf' };
  return resultOf(spawn('sh', ['-c', `${words}; exit $?`], { stdio: ['ignore', 'pipe', 'pipe'], env }), onStderr);
}

function resultOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onStderr: (text: string, child: ChildProcess) => void,
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr(stderr, child);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a test in a temporary folder and removes it afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-cli-'));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The object of the generated images, in pixels: it moves to the right. */
export const discAt = (frame: number) => ({ x: 60 + 8 * frame, y: 70, radius: 30 });

/** A frame of 240 × 160 (times `scale`) with a bright disc before a quiet background, or without it, as PNG. */
export async function discImage(frame: number, scale = 1, hidden = false): Promise<Buffer> {
  const { x, y, radius } = discAt(frame);
  const size = `width="${240 * scale}" height="${160 * scale}" viewBox="0 0 240 160"`;
  const svg = `<svg ${size} xmlns="http://www.w3.org/2000/svg"><rect width="240" height="160" fill="#2c4a3a"/>
    <rect y="120" width="240" height="40" fill="#54514a"/>${hidden ? '' : `<circle cx="${x}" cy="${y}" r="${radius}" fill="#f2b632"/>`}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** The true mask of that frame as an 8-bit grey PNG. */
export async function discMask(frame: number): Promise<Buffer> {
  const { x, y, radius } = discAt(frame);
  const svg = `<svg width="240" height="160" xmlns="http://www.w3.org/2000/svg"><rect width="240" height="160" fill="black"/>
    <circle cx="${x}" cy="${y}" r="${radius}" fill="white" shape-rendering="crispEdges"/></svg>`;
  return sharp(Buffer.from(svg)).threshold(128).toColourspace('b-w').png().toBuffer();
}

/** Writes `count` numbered images into a folder that exists. */
export async function writeDiscs(folder: string, count: number, scale = 1): Promise<void> {
  for (let frame = 0; frame < count; frame++)
    await writeFile(join(folder, `${String(frame).padStart(5, '0')}.png`), await discImage(frame, scale));
}

/** A prompts file with the disc's box on frame 0. */
export const discPrompts = {
  classes: ['ball'],
  prompts: [{ frame: 0, class: 'ball', object: 1, box: [30, 40, 60, 60] }],
};
