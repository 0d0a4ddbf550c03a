import { Button, Menu, Tooltip } from '@mantine/core';
import { BadgeCheck, ChevronsLeft, ChevronsRight, Diamond, EyeOff, Layers2, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Project } from '../../../core/schema/project.ts';
import type { ActionId } from '../../keymap/actions.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { shapeOn } from '../../project/track-status.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from '../../ui/section.tsx';
import { useBlocked, BlockedReasonNote } from '../../ui/use-blocked.tsx';
import { objectName } from '../../../core/project/object-name.ts';
import { blockedReasons, type SelectedOnFrame, type BlockedReasons } from './possible-edits.ts';
import {
  interpolatedAround,
  interpolateHere,
  keyframeBeside,
  mergeInto,
  propagateHere,
  split,
  stepToKeyframe,
  toggleKeyframe,
  toggleOccluded,
  toggleOutside,
  toggleVerified,
  trim,
} from './review-edits.ts';
import { reviewTexts } from './review-texts.ts';
import classes from './review.module.css';

/** Actions on the selected object, on the shown frame and as a whole. */
export function TrackActions() {
  const project = useProjectStore((state) => state.project);
  const selected = useProjectStore((state) => state.selectedTrackId);
  const frame = useVideoStore((state) => state.shown?.rank);
  const track = project?.tracks.find(({ id }) => id === selected);
  const locked = useProjectStore((state) => state.locked);
  // Hidden without an object: the panel is long enough without it.
  if (!project || !track || frame === undefined) return null;
  const atHand = { track, frame, shape: shapeOn(track, frame) };
  const why = blockedReasons(atHand, project.tracks, locked);
  return (
    <Section title={reviewTexts.actions} note={<KeyframeSteps name={objectName(project, track)} atHand={atHand} />}>
      <FrameActions {...atHand} why={why} locked={locked} />
      <ObjectActions {...atHand} why={why} locked={locked} project={project} />
    </Section>
  );
}

/** The name of the object, and buttons to its previous and next keyframe. */
function KeyframeSteps({ name, atHand: { track, frame } }: { name: string; atHand: SelectedOnFrame }) {
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
        disabled={keyframeBeside(track, frame, -1) === undefined}
        onClick={() => stepToKeyframe(-1)}
      />
      <IconButton
        {...look}
        icon={ChevronsRight}
        label={reviewTexts.nextKeyframe}
        shortcut={next}
        disabled={keyframeBeside(track, frame, 1) === undefined}
        onClick={() => stepToKeyframe(1)}
      />
    </span>
  );
}

interface ActionsProps extends SelectedOnFrame {
  readonly why: BlockedReasons;
  readonly locked: boolean;
}

function FrameActions({ shape, why, locked }: ActionsProps) {
  const label = shape && !shape.outside ? shape : null;
  return (
    <div className={classes['group']} role="group" aria-label={reviewTexts.onThisFrame}>
      <Toggle
        icon={Diamond}
        label={reviewTexts.makeKeyframe}
        action="keyframe.toggle"
        pressed={label?.source === 'user'}
        whyNot={why.keyframe}
        onClick={toggleKeyframe}
      />
      <Toggle
        icon={EyeOff}
        label={reviewTexts.outside}
        action="label.outside"
        pressed={shape?.outside ?? false}
        whyNot={locked ? reviewTexts.locked : null}
        onClick={toggleOutside}
      />
      <Toggle
        icon={Layers2}
        label={reviewTexts.occluded}
        action="label.occluded"
        pressed={label?.occluded ?? false}
        whyNot={why.mark}
        onClick={toggleOccluded}
      />
      <Toggle
        icon={BadgeCheck}
        label={reviewTexts.verified}
        action="label.verified"
        pressed={label?.verified ?? false}
        whyNot={why.mark}
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
  readonly whyNot: string | null;
  onClick(): void;
}

function Toggle({ icon: Icon, label, action, pressed, whyNot, onClick }: ToggleProps) {
  const keys = useKeyLabel(action);
  const { button, why, press } = useBlocked(whyNot, onClick);
  return (
    <>
      <Tooltip label={whyNot} disabled={whyNot === null} multiline w={240}>
        <Button
          {...button}
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
          onClick={press}
        >
          {label}
        </Button>
      </Tooltip>
      <BlockedReasonNote why={why} />
    </>
  );
}

function ObjectActions({ track, frame, why, locked, project }: ActionsProps & { readonly project: Project }) {
  const interpolated = interpolatedAround(track, frame) !== null;
  return (
    <div className={classes['group']} role="group" aria-label={reviewTexts.wholeObject}>
      <Action whyNot={why.trimBefore} onClick={() => trim('before')}>
        {reviewTexts.deleteBefore}
      </Action>
      <Action whyNot={why.trimAfter} onClick={() => trim('after')}>
        {reviewTexts.deleteAfter}
      </Action>
      <Action whyNot={why.split} onClick={split}>
        {reviewTexts.split}
      </Action>
      {why.merge === null ? (
        <MergeMenu track={track} project={project} />
      ) : (
        <Action whyNot={why.merge}>{reviewTexts.merge}</Action>
      )}
      {interpolated ? (
        <Action whyNot={locked ? reviewTexts.locked : null} hint={reviewTexts.propagateHint} onClick={propagateHere}>
          {reviewTexts.propagate}
        </Action>
      ) : (
        <Action whyNot={why.interpolate} hint={reviewTexts.interpolateHint} onClick={interpolateHere}>
          {reviewTexts.interpolate}
        </Action>
      )}
    </div>
  );
}

interface ActionProps {
  readonly whyNot: string | null;
  readonly hint?: string;
  readonly children: ReactNode;
  onClick?(): void;
}

/** A button that says why it is blocked: in its tooltip, and below it when it is pressed. */
function Action({ whyNot, hint, children, onClick = () => undefined }: ActionProps) {
  const { button, why, press } = useBlocked(whyNot, onClick);
  const says = whyNot ?? hint;
  return (
    <>
      <Tooltip label={says} disabled={says === undefined} multiline w={240}>
        <Button {...button} variant="default" size="compact-sm" onClick={press}>
          {children}
        </Button>
      </Tooltip>
      <BlockedReasonNote why={why} />
    </>
  );
}

function MergeMenu({ track, project }: { readonly track: SelectedOnFrame['track']; readonly project: Project }) {
  return (
    <Menu shadow="md">
      <Menu.Target>
        <Button variant="default" size="compact-sm">
          {reviewTexts.merge}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={260} style={{ overflowY: 'auto' }}>
        {project.tracks
          .filter(({ id }) => id !== track.id)
          .map((other) => (
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
