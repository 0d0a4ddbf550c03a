import type { EditStep } from '../../../core/project/commands/edit-step.ts';
import { defineTexts } from '../../i18n/define-texts.ts';
import { formatCount, formatNumber } from '../../i18n/plural.ts';

/**
 * @param into new name of the object or class
 * @param frame the frame of the step
 * @param frames number of frames on which labels were removed or changed
 * @param count of objects or labels
 */
type StepText = (name: string, into: string, frame: number, frames: number, count: number) => string;
type StepTexts = Readonly<Record<EditStep['type'], StepText>>;

const n = formatNumber;
const inFrames = (frames: number): string => formatCount(frames, 'frame');

const ENGLISH: StepTexts = {
  'class.add': (name) => `new class "${name}"`,
  'class.rename': (name, into) => `class "${name}" renamed to "${into}"`,
  'class.recolor': (name) => `colour of class "${name}"`,
  'class.merge': (name, into) => `class "${name}" merged into "${into}"`,
  'class.remove': (name) => `class "${name}" deleted`,
  'track.add': (name, _into, frame) => `${name} drawn on frame ${n(frame)}`,
  'track.setClass': (name, into) => `${name} made a "${into}"`,
  'track.setKeepMargins': (name) => `margins of ${name}`,
  'track.remove': (name, _into, _frame, frames) => `${name} deleted from ${inFrames(frames)}`,
  'track.trim': (name, _into, _frame, frames) => `${name} deleted from ${inFrames(frames)}`,
  'track.split': (name, _into, frame) => `${name} split at frame ${n(frame)}`,
  'track.merge': (name, into) => `${name} merged into ${into}`,
  'track.interpolate': (name) => `interpolation of ${name}`,
  'track.propagate': (name) => `${name} to be propagated instead of interpolated`,
  'shape.set': (name, _into, frame) => `label of ${name} on frame ${n(frame)}`,
  'shape.clear': (name, _into, frame) => `label of ${name} removed from frame ${n(frame)}`,
  'shape.setOutside': (name, _into, frame) => `${name} outside on frame ${n(frame)}`,
  'shape.endOutside': (name, _into, frame) => `${name} no longer outside from frame ${n(frame)}`,
  'shape.setOccluded': (name, _into, frame) => `mark "occluded" of ${name} on frame ${n(frame)}`,
  'shape.setVerified': (name, _into, frame) => `mark "verified" of ${name} on frame ${n(frame)}`,
  'keyframe.add': (name, _into, frame) => `keyframe of ${name} on frame ${n(frame)}`,
  'keyframe.move': (name, _into, frame) => `keyframe of ${name} moved from frame ${n(frame)}`,
  'frame.clear': (_name, _into, frame) => `your labels removed from frame ${n(frame)}`,
  'frame.paste': (_name, _into, frame, _frames, count) => `${formatCount(count, 'label')} pasted on frame ${n(frame)}`,
  'project.rename': () => 'name of the project',
  'project.setSampling': () => 'choice of frames to label',
  'project.setRange': () => 'range of frames',
  run: (_name, _into, _frame, frames, count) =>
    `propagation of ${formatCount(count, 'object')} over ${inFrames(frames)}`,
};

const RUSSIAN: StepTexts = {
  'class.add': (name) => `новый класс «${name}»`,
  'class.rename': (name, into) => `переименование класса «${name}» в «${into}»`,
  'class.recolor': (name) => `цвет класса «${name}»`,
  'class.merge': (name, into) => `объединение класса «${name}» с «${into}»`,
  'class.remove': (name) => `удаление класса «${name}»`,
  'track.add': (name, _into, frame) => `новый объект ${name}, кадр ${n(frame)}`,
  'track.setClass': (name, into) => `класс «${into}» для ${name}`,
  'track.setKeepMargins': (name) => `поля объекта ${name}`,
  'track.remove': (name, _into, _frame, frames) => `удаление ${name} (${inFrames(frames)})`,
  'track.trim': (name, _into, _frame, frames) => `удаление части ${name} (${inFrames(frames)})`,
  'track.split': (name, _into, frame) => `разделение ${name}, кадр ${n(frame)}`,
  'track.merge': (name, into) => `объединение ${name} с ${into}`,
  'track.interpolate': (name) => `интерполяция ${name}`,
  'track.propagate': (name) => `распространение ${name} вместо интерполяции`,
  'shape.set': (name, _into, frame) => `метка ${name}, кадр ${n(frame)}`,
  'shape.clear': (name, _into, frame) => `снятие метки ${name}, кадр ${n(frame)}`,
  'shape.setOutside': (name, _into, frame) => `${name} вне кадра ${n(frame)}`,
  'shape.endOutside': (name, _into, frame) => `${name} снова ищется с кадра ${n(frame)}`,
  'shape.setOccluded': (name, _into, frame) => `пометка «перекрыт» у ${name}, кадр ${n(frame)}`,
  'shape.setVerified': (name, _into, frame) => `пометка «проверено» у ${name}, кадр ${n(frame)}`,
  'keyframe.add': (name, _into, frame) => `ключевой кадр ${n(frame)} у ${name}`,
  'keyframe.move': (name, _into, frame) => `перенос ключевого кадра ${n(frame)} у ${name}`,
  'frame.clear': (_name, _into, frame) => `снятие ваших меток с кадра ${n(frame)}`,
  'frame.paste': (_name, _into, frame, _frames, count) => `вставка: ${formatCount(count, 'label')}, кадр ${n(frame)}`,
  'project.rename': () => 'название проекта',
  'project.setSampling': () => 'выбор кадров для разметки',
  'project.setRange': () => 'диапазон кадров',
  run: (_name, _into, _frame, frames, count) => `распространение: ${formatCount(count, 'object')}, ${inFrames(frames)}`,
};

/** Name of every step of the history, and the message about the last one. */
export const stepTexts = defineTexts(
  {
    steps: ENGLISH,
    undone: (step: string) => `Undone: ${step}.`,
    redone: (step: string) => `Redone: ${step}.`,
    gone: (what: string, frames: number) => `${what} was deleted from ${formatCount(frames, 'frame')}.`,
    goneSeveral: (objects: number, frames: number) =>
      `${formatCount(objects, 'object')} were deleted from ${formatCount(frames, 'frame')}.`,
    undoThis: (step: string) => `Undo: ${step}`,
    redoThis: (step: string) => `Redo: ${step}`,
  },
  {
    steps: RUSSIAN,
    undone: (step) => `Отменено: ${step}.`,
    redone: (step) => `Возвращено: ${step}.`,
    gone: (what, frames) => `Удалено: ${what} (${formatCount(frames, 'frame')}).`,
    goneSeveral: (objects, frames) => `Удалено: ${formatCount(objects, 'object')} (${formatCount(frames, 'frame')}).`,
    undoThis: (step) => `Отменить: ${step}`,
    redoThis: (step) => `Вернуть: ${step}`,
  },
);

/** The name of a step in the current language. */
export function stepName({ type, name, into, frame, frames, count, gone }: EditStep): string {
  // When an object loses its only own label, the whole object is removed.
  const what = gone && type === 'shape.clear' ? 'track.remove' : type;
  return stepTexts.steps[what](name, into, frame ?? 0, gone?.frames ?? frames, count);
}
