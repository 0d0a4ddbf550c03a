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
  const issue = parsed.error.issues[0];
  const [list, at, field] = issue?.path ?? [];
  const where =
    list === 'prompts' && typeof at === 'number'
      ? `prompt ${at + 1}${field === undefined ? '' : `, "${String(field)}"`}`
      : list;
  throw new ForgeError(
    'prompts_invalid',
    `The prompts file is not right${where === undefined ? '' : ` (${String(where)})`}: ${issue?.message}.`,
    {
      cause: parsed.error,
    },
  );
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
    const which = `Prompt ${at + 1}`;
    checkFrame(prompt, video, which);
    const { id } = findClass(prompt, classes, which);
    const box = checkedBox(prompt, video, which);
    const known = tracks.get(prompt.object);
    checkConflict(prompt, known, id, which);
    const shapes = { ...known?.shapes, [String(prompt.frame)]: userShape(box, false) };
    tracks.set(prompt.object, { id: trackId(prompt.object), classId: id, shapes, lost: [] });
  });
  const labelled = new Set(file.prompts.map(({ frame }) => frame));
  return {
    ...createProject(video, sampling, name),
    classes,
    tracks: [...tracks.values()].sort((a, b) => a.id - b.id),
    labelledFrames: [...labelled].sort((a, b) => a - b).map(frameIndex),
  };
}

function checkFrame({ frame }: FilePrompt, { frameCount }: VideoMetadata, which: string): void {
  if (frame >= 0 && frame < frameCount) return;
  const has = frameCount === 1 ? 'only frame 0' : `frames 0 to ${frameCount - 1}`;
  throw new ForgeError('prompt_unknown_frame', `${which} is on frame ${frame}, but the video has ${has}.`);
}

function findClass(prompt: FilePrompt, classes: readonly LabelClass[], which: string): LabelClass {
  const wanted = prompt.class.normalize('NFC').trim();
  const found = classes.find(({ name }) => name === wanted);
  if (found) return found;
  const known = classes.map(({ name }) => `"${name}"`).join(', ');
  throw new ForgeError(
    'prompt_unknown_class',
    `${which} has the class "${prompt.class}", but the classes are ${known}.`,
  );
}

function checkedBox({ box }: FilePrompt, { width, height }: VideoMetadata, which: string): ImageBox {
  const [x, y, boxWidth, boxHeight] = box;
  const shown = `[${box.join(', ')}]`;
  if (boxWidth <= 0 || boxHeight <= 0)
    throw new ForgeError('prompt_empty_box', `${which} has a box without area: ${shown}.`);
  const clipped = clipLabelBox(imageBox(x, y, boxWidth, boxHeight), width, height);
  if (clipped) return clipped;
  const inside = x < width && y < height && x + boxWidth > 0 && y + boxHeight > 0;
  if (inside)
    throw new ForgeError('prompt_empty_box', `${which} has a box with less than a pixel in the frame: ${shown}.`);
  throw new ForgeError(
    'prompt_outside_frame',
    `${which} has a box outside the frame of ${width} × ${height}: ${shown}.`,
  );
}

function checkConflict(prompt: FilePrompt, known: Track | undefined, id: LabelClass['id'], which: string): void {
  if (!known) return;
  if (known.classId !== id) {
    throw new ForgeError(
      'prompt_conflict',
      `${which} gives object ${prompt.object} another class than an earlier prompt.`,
    );
  }
  if (known.shapes[String(prompt.frame)]) {
    throw new ForgeError(
      'prompt_conflict',
      `${which} is a second box for object ${prompt.object} on frame ${prompt.frame}.`,
    );
  }
}
