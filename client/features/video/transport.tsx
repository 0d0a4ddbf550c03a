import { NumberInput } from '@mantine/core';
import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react';
import { formatTimecode } from '../../lib/format.ts';
import { texts } from '../../lib/texts.ts';
import { seek, stepBy, togglePlay } from '../../lib/video-client.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import classes from './transport.module.css';

/** Step, play, jump; what the colours of the timeline mean. */
export function Transport() {
  const shown = useVideoStore((state) => state.shown);
  const playing = useVideoStore((state) => state.playing);
  const metadata = useVideoStore((state) => state.metadata);
  if (!metadata) return null;
  const last = metadata.frameCount - 1;
  const rank = shown?.rank ?? 0;
  return (
    <div className={classes['transport']}>
      <IconButton icon={ChevronFirst} label={texts.firstFrame} shortcut="Home" onClick={() => seek(0)} />
      <IconButton icon={StepBack} label={texts.previousFrame} shortcut="D" onClick={() => stepBy(-1)} />
      <IconButton
        icon={playing ? Pause : Play}
        label={playing ? texts.pause : texts.play}
        shortcut="Space"
        onClick={togglePlay}
      />
      <IconButton icon={StepForward} label={texts.nextFrame} shortcut="F" onClick={() => stepBy(1)} />
      <IconButton icon={ChevronLast} label={texts.lastFrame} shortcut="End" onClick={() => seek(last)} />
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
            if (typeof value === 'number' && value !== rank) seek(value);
          }}
        />
        <span>{texts.lastRank(last)}</span>
      </div>
      <div className={classes['time']}>
        {formatTimecode(shown?.timestamp ?? 0)} <span>/ {formatTimecode(metadata.lastTimestamp)}</span>
      </div>
      <ul className={classes['legend']}>
        {(['user', 'propagated', 'low', 'lost'] as const).map((status) => (
          <li key={status}>
            <span className={classes['key']} data-status={status} aria-hidden />
            {texts.legend[status]}
          </li>
        ))}
      </ul>
    </div>
  );
}
