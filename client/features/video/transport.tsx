import { NumberInput } from '@mantine/core';
import {
  ChevronFirst,
  ChevronLast,
  ChevronsLeft,
  ChevronsRight,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
  type LucideIcon,
} from 'lucide-react';
import { formatTimecode } from '../../i18n/format.ts';
import type { ActionId } from '../../keymap/actions.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { keyTexts } from '../../keymap/key-texts.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { stepToLabelled, stepToUserLabelled } from './labelled-steps.ts';
import { SpeedMenu } from './speed-menu.tsx';
import classes from './transport.module.css';

/** Controls to step, play, choose a speed and jump to a frame. */
export function Transport() {
  const shown = useVideoStore((state) => state.shown);
  const playing = useVideoStore((state) => state.playing);
  const metadata = useVideoStore((state) => state.metadata);
  if (!metadata) return null;
  const last = metadata.frameCount - 1;
  const rank = shown?.rank ?? 0;
  return (
    <div className={classes['transport']}>
      <KeyButton
        action="frame.first"
        icon={ChevronFirst}
        label={texts.firstFrame}
        onClick={() => videoClient.seek(0)}
      />
      <LabelButton action="frame.previousOwn" icon={ChevronsLeft} onClick={() => stepToUserLabelled(-1)} />
      <LabelButton action="frame.previousLabelled" icon={SkipBack} onClick={() => stepToLabelled(-1)} />
      <KeyButton
        action="frame.previous"
        icon={StepBack}
        label={texts.previousFrame}
        onClick={() => videoClient.stepBy(-1)}
      />
      <KeyButton
        action="video.play"
        icon={playing ? Pause : Play}
        label={playing ? texts.pause : texts.play}
        onClick={() => videoClient.togglePlay()}
      />
      <KeyButton action="frame.next" icon={StepForward} label={texts.nextFrame} onClick={() => videoClient.stepBy(1)} />
      <LabelButton action="frame.nextLabelled" icon={SkipForward} onClick={() => stepToLabelled(1)} />
      <LabelButton action="frame.nextOwn" icon={ChevronsRight} onClick={() => stepToUserLabelled(1)} />
      <KeyButton
        action="frame.last"
        icon={ChevronLast}
        label={texts.lastFrame}
        onClick={() => videoClient.seek(last)}
      />
      <SpeedMenu />
      <div className={classes['number']}>
        <NumberInput
          aria-label={texts.frameNumber}
          w={92}
          min={0}
          max={last}
          clampBehavior="strict"
          allowDecimal={false}
          value={rank}
          onChange={(value) => {
            if (typeof value === 'number' && value !== rank) videoClient.seek(value);
          }}
          onKeyDown={(event) => {
            // Without the focus in the field keys are shortcuts again.
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <span>{texts.lastRank(last)}</span>
      </div>
      <div className={classes['time']}>
        {formatTimecode(shown?.timestamp ?? 0)} <span>/ {formatTimecode(metadata.lastTimestamp)}</span>
      </div>
    </div>
  );
}

interface KeyButtonProps {
  readonly action: ActionId;
  readonly icon: LucideIcon;
  readonly label: string;
  readonly disabled?: boolean;
  onClick(): void;
}

/** A button that shows the key of the same action. */
function KeyButton({ action, ...button }: KeyButtonProps) {
  return <IconButton {...button} shortcut={useKeyLabel(action)} />;
}

/** A button to another frame with a label; disabled while there is none. */
function LabelButton(props: Omit<KeyButtonProps, 'label' | 'disabled'>) {
  const none = useProjectStore((state) => (state.project?.tracks.length ?? 0) === 0);
  return <KeyButton {...props} label={keyTexts.actions[props.action]} disabled={none} />;
}
