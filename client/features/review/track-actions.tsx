import { Button, Menu, Tooltip } from '@mantine/core';
import { BadgeCheck, ChevronsLeft, ChevronsRight, Diamond, EyeOff, Layers2, type LucideIcon } from 'lucide-react';
import type { ActionId } from '../../lib/keymap/actions.ts';
import { useKeyLabel } from '../../lib/keymap/key-label.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { shapeOn } from '../../lib/track-status.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from '../../ui/section.tsx';
import { objectName } from './object-name.ts';
import {
  interpolatedAround,
  interpolateHere,
  mergeInto,
  propagateHere,
  split,
  stepToKeyframe,
  toggleKeyframe,
  toggleOccluded,
  toggleOutside,
  toggleVerified,
  trim,
  type AtHand,
} from './review-edits.ts';
import { reviewTexts } from './review-texts.ts';
import classes from './review.module.css';

/** What can be done with the selected object, on the frame that is shown and as a whole. */
export function TrackActions() {
  const project = useProjectStore((state) => state.project);
  const selected = useProjectStore((state) => state.selectedTrackId);
  const frame = useVideoStore((state) => state.shown?.rank);
  const track = project?.tracks.find(({ id }) => id === selected);
  const atHand = track && frame !== undefined ? { track, frame, shape: shapeOn(track, frame) } : null;
  // Nothing can be done with no object: the panel is long enough without it.
  if (!atHand) return null;
  return (
    <Section
      title={reviewTexts.actions}
      note={project && track ? <KeyframeSteps name={objectName(project, track)} /> : undefined}
    >
      <FrameActions {...atHand} />
      <ObjectActions {...atHand} />
    </Section>
  );
}

/** The name of the object, and the way from one of its keyframes to another. */
function KeyframeSteps({ name }: { name: string }) {
  const previous = useKeyLabel('keyframe.previous');
  const next = useKeyLabel('keyframe.next');
  const look = { size: 24, iconSize: 15 } as const;
  return (
    <span className={classes['steps']}>
      {name}
      <IconButton
        {...look}
        icon={ChevronsLeft}
        label={reviewTexts.previousKeyframe}
        shortcut={previous}
        onClick={() => stepToKeyframe(-1)}
      />
      <IconButton
        {...look}
        icon={ChevronsRight}
        label={reviewTexts.nextKeyframe}
        shortcut={next}
        onClick={() => stepToKeyframe(1)}
      />
    </span>
  );
}

function FrameActions({ shape }: AtHand) {
  const label = shape && !shape.outside ? shape : null;
  return (
    <div className={classes['group']} role="group" aria-label={reviewTexts.onThisFrame}>
      <Toggle
        icon={Diamond}
        label={reviewTexts.makeKeyframe}
        action="keyframe.toggle"
        pressed={label?.source === 'user'}
        onClick={toggleKeyframe}
      />
      <Toggle
        icon={EyeOff}
        label={reviewTexts.outside}
        action="label.outside"
        pressed={shape?.outside ?? false}
        onClick={toggleOutside}
      />
      <Toggle
        icon={Layers2}
        label={reviewTexts.occluded}
        action="label.occluded"
        pressed={label?.occluded ?? false}
        onClick={toggleOccluded}
      />
      <Toggle
        icon={BadgeCheck}
        label={reviewTexts.verified}
        action="label.verified"
        pressed={label?.verified ?? false}
        onClick={toggleVerified}
      />
    </div>
  );
}

interface ToggleProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly action: ActionId;
  readonly pressed: boolean;
  onClick(): void;
}

function Toggle({ icon: Icon, label, action, pressed, onClick }: ToggleProps) {
  const keys = useKeyLabel(action);
  const locked = useProjectStore((state) => state.locked);
  return (
    <Button
      variant={pressed ? 'light' : 'default'}
      size="compact-sm"
      justify="space-between"
      leftSection={<Icon size={14} aria-hidden />}
      rightSection={
        keys && (
          <kbd className={classes['key']} aria-hidden>
            {keys}
          </kbd>
        )
      }
      aria-pressed={pressed}
      disabled={locked}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

function ObjectActions({ track, frame }: AtHand) {
  const locked = useProjectStore((state) => state.locked);
  const interpolated = interpolatedAround(track, frame) !== null;
  const button = { variant: 'default', size: 'compact-sm', disabled: locked } as const;
  return (
    <div className={classes['group']} role="group" aria-label={reviewTexts.wholeObject}>
      <Button {...button} onClick={() => trim('before')}>
        {reviewTexts.deleteBefore}
      </Button>
      <Button {...button} onClick={() => trim('after')}>
        {reviewTexts.deleteAfter}
      </Button>
      <Button {...button} onClick={split}>
        {reviewTexts.split}
      </Button>
      <MergeMenu track={track} disabled={locked} />
      <Tooltip label={interpolated ? reviewTexts.propagateHint : reviewTexts.interpolateHint} multiline w={240}>
        <Button {...button} onClick={interpolated ? propagateHere : interpolateHere}>
          {interpolated ? reviewTexts.propagate : reviewTexts.interpolate}
        </Button>
      </Tooltip>
    </div>
  );
}

function MergeMenu({ track, disabled }: { track: AtHand['track']; disabled: boolean }) {
  const project = useProjectStore((state) => state.project);
  const others = project?.tracks.filter(({ id }) => id !== track.id) ?? [];
  return (
    <Menu shadow="md">
      <Menu.Target>
        <Button variant="default" size="compact-sm" disabled={disabled || others.length === 0}>
          {reviewTexts.merge}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={260} style={{ overflowY: 'auto' }}>
        {project &&
          others.map((other) => (
            <Menu.Item
              key={other.id}
              aria-label={reviewTexts.mergeInto(objectName(project, other))}
              onClick={() => mergeInto(other.id)}
            >
              {objectName(project, other)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
