import type { z } from 'zod';
import { clipLabelBox } from '../geometry/box.ts';
import { ForgeError } from '../errors.ts';
import { frameIndex, imageBox, trackId, type ImageBox } from '../schema/brands.ts';
import type { LabelClass, Project, Sampling, Track, VideoMetadata } from '../schema/project.ts';
import { promptsFileSchema, type PromptsFile } from '../schema/prompts.ts';
import { createClass, createProject } from './create-project.ts';
import { userShape } from './user-labels.ts';

type FilePrompt = PromptsFile['prompts'][number];

/** Reads a prompts file from parsed JSON. Throws `prompts_invalid` with one sentence that names the place. */
export function parsePrompts(json: unknown): PromptsFile {
  const parsed = promptsFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalidPrompts(parsed.error);
}

function invalidPrompts(error: z.ZodError): ForgeError {
  const cause = { cause: error };
  const issue = error.issues[0];
  const [list, at, field] = issue?.path ?? [];
  const detail = String(issue?.message);
  if (list === undefined) return new ForgeError('prompts_invalid.file', { detail }, cause);
  if (list !== 'prompts' || typeof at !== 'number')
    return new ForgeError('prompts_invalid.list', { place: String(list), detail }, cause);
  const prompt = at + 1;
  if (field === undefined) return new ForgeError('prompts_invalid.prompt', { prompt, detail }, cause);
  return new ForgeError('prompts_invalid.field', { prompt, field: String(field), detail }, cause);
}

/**
 * A project with the user's labels of a prompts file: its object numbers are the track ids. Everything is
 * checked before any work, and a box that crosses the frame's edge is clipped to it. Each error names its
 * prompt, counted from 1 in the file's order.
 * Throws `class_name_invalid`, `prompt_unknown_frame`, `prompt_unknown_class`, `prompt_empty_box`,
 * `prompt_outside_frame`, `prompt_conflict` (one object with two classes, or two boxes for it on one frame).
 */
export function promptsToProject(file: PromptsFile, video: VideoMetadata, sampling: Sampling, name?: string): Project {
  const classes = file.classes.reduce<LabelClass[]>((list, each) => [...list, createClass(each, list)], []);
  const tracks = new Map<number, Track>();
  file.prompts.forEach((prompt, at) => {
    const number = at + 1;
    checkFrame(prompt, video, number);
    const { id } = findClass(prompt, classes, number);
    const box = checkedBox(prompt, video, number);
    const known = tracks.get(prompt.object);
    checkConflict(prompt, known, id, number);
    const shapes = { ...known?.shapes, [String(prompt.frame)]: userShape(box, false) };
    const keeps = prompt.keepMargins === true || known?.keepMargins === true;
    const track: Track = { id: trackId(prompt.object), classId: id, shapes, lost: [] };
    tracks.set(prompt.object, keeps ? { ...track, keepMargins: true } : track);
  });
  const labelled = new Set(file.prompts.map(({ frame }) => frame));
  return {
    ...createProject(video, sampling, name),
    classes,
    tracks: [...tracks.values()].sort((a, b) => a.id - b.id),
    labelledFrames: [...labelled].sort((a, b) => a - b).map(frameIndex),
  };
}

function checkFrame({ frame }: FilePrompt, { frameCount }: VideoMetadata, prompt: number): void {
  if (frame >= 0 && frame < frameCount) return;
  if (frameCount === 1) throw new ForgeError('prompt_unknown_frame.only_frame', { prompt, frame });
  throw new ForgeError('prompt_unknown_frame.frames', { prompt, frame, last: frameCount - 1 });
}

function findClass(prompt: FilePrompt, classes: readonly LabelClass[], number: number): LabelClass {
  const wanted = prompt.class.normalize('NFC').trim();
  const found = classes.find(({ name }) => name === wanted);
  if (found) return found;
  const known = classes.map(({ name }) => `"${name}"`).join(', ');
  throw new ForgeError('prompt_unknown_class.prompt', { prompt: number, name: prompt.class, known });
}

function checkedBox({ box }: FilePrompt, { width, height }: VideoMetadata, prompt: number): ImageBox {
  const [x, y, boxWidth, boxHeight] = box;
  const shown = `[${box.join(', ')}]`;
  if (boxWidth <= 0 || boxHeight <= 0) throw new ForgeError('prompt_empty_box.no_area', { prompt, box: shown });
  const clipped = clipLabelBox(imageBox(x, y, boxWidth, boxHeight), width, height);
  if (clipped) return clipped;
  const inside = x < width && y < height && x + boxWidth > 0 && y + boxHeight > 0;
  if (inside) throw new ForgeError('prompt_empty_box.less_than_pixel', { prompt, box: shown });
  throw new ForgeError('prompt_outside_frame.prompt', { prompt, width, height, box: shown });
}

function checkConflict(
  { object, frame }: FilePrompt,
  known: Track | undefined,
  id: LabelClass['id'],
  prompt: number,
): void {
  if (!known) return;
  if (known.classId !== id) throw new ForgeError('prompt_conflict.class', { prompt, object });
  if (known.shapes[String(frame)]) throw new ForgeError('prompt_conflict.second_box', { prompt, object, frame });
}
