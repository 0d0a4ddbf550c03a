import { Button, Checkbox, NumberInput, Select, Tooltip } from '@mantine/core';
import { BadgeCheck, CircleDashed, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { imageBox, type ImageBox } from '../../../core/schema/brands.ts';
import type { Shape } from '../../../core/schema/project.ts';
import { centreBox, MIN_BOX } from './gestures/box-edit.ts';
import { formatPercent } from '../../i18n/format.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { likelyBox, nearestBox } from './likely-box.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import type { Size } from '../../video/view.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from '../../ui/section.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { annotateTexts } from './annotate-texts.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';
import { removeSelectedLabel, setLabelBox } from './labels.ts';
import { useObjectsOnFrame, type ObjectOnFrame } from './objects-on-frame.ts';
import classes from './panel.module.css';

/** The objects of the project with their state on the shown frame, and the box numbers of the selected one. */
export function ObjectPanel() {
  const objects = useObjectsOnFrame();
  const selectedId = useProjectStore((state) => state.selectedTrackId);
  const selected = objects.find(({ track }) => track.id === selectedId);
  return (
    <Section title={texts.objects} note={objects.length > 0 ? objects.length : undefined}>
      {objects.length === 0 && <p className={classes['empty']}>{texts.noObjects}</p>}
      {objects.length > 0 && (
        <ul className={classes['rows']}>
          {objects.map((object) => (
            <ObjectRow key={object.track.id} object={object} selected={object === selected} />
          ))}
        </ul>
      )}
      {selected && <SelectedObject key={selected.track.id} object={selected} />}
    </Section>
  );
}

/** Of hundreds, only those that changed are rendered again. */
const ObjectRow = memo(function ObjectRow({ object, selected }: { object: ObjectOnFrame; selected: boolean }) {
  const locked = useProjectStore((state) => state.locked);
  const { track, labelClass, name, status, shape } = object;
  const percent = shape && shape.source !== 'user' ? ` ${formatPercent(shape.confidence)}` : '';
  const { select } = useProjectStore.getState();
  return (
    <li className={classes['row']} data-active={selected}>
      <button
        type="button"
        className={classes['pick']}
        aria-pressed={selected}
        onClick={() => select(selected ? null : track.id)}
      >
        <Swatch color={labelClass.color} />
        <span className={classes['name']}>{name}</span>
        <Marks object={object} />
        <span className={classes['detail']} data-status={status}>
          {texts.status[status]}
          {percent}
        </span>
      </button>
      <IconButton
        icon={Trash2}
        label={texts.deleteObject(name)}
        size={28}
        iconSize={14}
        disabled={locked}
        onClick={() => tryDispatch({ type: 'track.remove', trackId: track.id })}
      />
    </li>
  );
});

/** The flags of a label: occluded, verified. */
function Marks({ object: { shape } }: { object: ObjectOnFrame }) {
  if (!shape?.occluded && !shape?.verified) return null;
  return (
    <span className={classes['marks']}>
      {shape.occluded && <CircleDashed size={14} role="img" aria-label={annotateTexts.occluded} />}
      {shape.verified && <BadgeCheck size={14} role="img" aria-label={annotateTexts.verified} />}
    </span>
  );
}

function SelectedObject({ object }: { object: ObjectOnFrame }) {
  const { track, shape } = object;
  const labelClasses = useProjectStore((state) => state.project?.classes) ?? [];
  const locked = useProjectStore((state) => state.locked);
  const rank = useVideoStore((state) => state.shown?.rank);
  const frame = useViewStore((state) => state.frame);
  if (rank === undefined) return null;
  return (
    <div className={classes['selected']}>
      <Select
        aria-label={texts.objectClass}
        data={labelClasses.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={String(track.classId)}
        disabled={locked}
        onChange={(value) => {
          const wanted = labelClasses.find(({ id }) => String(id) === value);
          if (wanted) tryDispatch({ type: 'track.setClass', trackId: track.id, classId: wanted.id });
        }}
      />
      {shape && <BoxNumbers box={shape.box} disabled={locked} onChange={(box) => setLabelBox(track, rank, box)} />}
      {!shape && (
        <Button
          variant="default"
          disabled={locked}
          onClick={() => setLabelBox(track, rank, startingBox(object, rank, frame))}
        >
          {texts.labelHere}
        </Button>
      )}
      <Checkbox
        label={annotateTexts.keepMargins}
        description={annotateTexts.keepMarginsHelp}
        checked={track.keepMargins ?? false}
        disabled={locked}
        onChange={({ currentTarget: { checked } }) =>
          tryDispatch({ type: 'track.setKeepMargins', trackId: track.id, keepMargins: checked })
        }
      />
      {shape && <RemoveHere object={object} shape={shape} locked={locked} />}
    </div>
  );
}

interface RemoveHereProps {
  readonly object: ObjectOnFrame;
  readonly shape: Shape;
  readonly locked: boolean;
}

/**
 * Removes the label from the shown frame. Removing the user's only label deletes the whole object: the button
 * says so before.
 */
function RemoveHere({ object: { track, name, status }, shape, locked }: RemoveHereProps) {
  const keys = useKeyLabel('edit.delete');
  const own = Object.values(track.shapes).filter(({ source, outside }) => source === 'user' && !outside);
  const isLast = own.length === 1 && own[0] === shape;
  const others = Object.values(track.shapes).filter(({ outside }) => !outside).length - 1;
  const hint = isLast && others > 0 ? annotateTexts.lastOwn(name) : annotateTexts.thisFrameOnly;
  return (
    <Tooltip label={keys === undefined ? hint : `${hint} (${keys})`} multiline w={260}>
      <Button variant="default" disabled={locked} onClick={removeSelectedLabel}>
        {status === 'user' ? texts.removeLabel : texts.notHere}
      </Button>
    </Tooltip>
  );
}

/** Box of a new label: the object's estimated or nearest known position, or the middle of the frame. */
const startingBox = ({ track }: ObjectOnFrame, rank: number, frame: Size) =>
  likelyBox(track, rank) ?? nearestBox(track, rank) ?? centreBox(frame);

/** The box in pixels of the displayed frame, editable. */
function BoxNumbers({ box, disabled, onChange }: { box: ImageBox; disabled: boolean; onChange(box: ImageBox): void }) {
  const metadata = useVideoStore((state) => state.metadata);
  if (!metadata) return null;
  const labels = [texts.boxX, texts.boxY, texts.boxWidth, texts.boxHeight];
  const { width, height } = metadata;
  const [x, y] = box;
  const limits = [
    [0, width - MIN_BOX],
    [0, height - MIN_BOX],
    [MIN_BOX, width - x],
    [MIN_BOX, height - y],
  ] as const;
  const change = (at: number, value: number) => {
    const [left = 0, top = 0, wide = 0, high = 0] = box.map((old, place) => (place === at ? value : old));
    // A corner that moves towards the far edge shrinks the box.
    onChange(imageBox(left, top, Math.min(wide, width - left), Math.min(high, height - top)));
  };
  return (
    <div className={classes['numbers']} role="group" aria-label={texts.boxPixels}>
      {labels.map((label, at) => (
        <NumberInput
          key={label}
          label={label}
          value={box[at] ?? 0}
          min={limits[at]?.[0] ?? 0}
          max={limits[at]?.[1] ?? width}
          decimalScale={1}
          clampBehavior="blur"
          hideControls
          disabled={disabled}
          onChange={(value) => {
            const [low, high] = limits[at] ?? [0, width];
            if (typeof value === 'number' && value >= low && value <= high && value !== box[at]) change(at, value);
          }}
        />
      ))}
    </div>
  );
}
