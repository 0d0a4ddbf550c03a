import { NumberInput, SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { wantedFrames } from '../../../core/project/wanted-frames.ts';
import type { Project, Sampling } from '../../../core/schema/project.ts';
import { formatCount, formatNumber } from '../../i18n/plural.ts';
import { setSampling, useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import form from '../../ui/form.module.css';
import classes from './dataset-form.module.css';

/** The project's sampling: a change is an edit. */
export function SamplingControl() {
  const project = useProjectStore((state) => state.project);
  const locked = useProjectStore((state) => state.locked);
  return project && <SamplingFields part={project} disabled={locked} onChange={setSampling} />;
}

interface SamplingFieldsProps {
  /** The sampling, and the range that it applies to. */
  readonly part: Pick<Project, 'sampling' | 'range'>;
  readonly disabled?: boolean;
  onChange(sampling: Sampling): void;
}

/** Which frames of the range are processed and exported, with their number. */
export function SamplingFields({ part: { sampling, range }, disabled = false, onChange }: SamplingFieldsProps) {
  const timestamps = useVideoStore((state) => state.timestamps);
  const nominalFps = useVideoStore((state) => state.metadata?.nominalFps ?? 1);
  const count = useMemo(
    () => wantedFrames({ sampling, ...(range ? { range } : {}) }, timestamps).length,
    [timestamps, sampling, range],
  );
  return (
    <fieldset className={form['group']}>
      <legend className={form['legend']}>{texts.sampling}</legend>
      <SegmentedControl
        fullWidth
        disabled={disabled}
        aria-label={texts.sampling}
        value={sampling.kind}
        data={[
          { value: 'every', label: texts.everyNth },
          { value: 'fps', label: texts.perSecond },
        ]}
        onChange={(kind) => onChange(converted(kind === 'fps' ? 'fps' : 'every', sampling, nominalFps))}
      />
      <div className={classes['sampling']}>
        {sampling.kind === 'every' ? (
          <NumberInput
            key="every"
            aria-label={texts.everyLabel}
            min={1}
            max={Math.max(1, timestamps.length)}
            allowDecimal={false}
            disabled={disabled}
            value={sampling.n}
            onChange={(n) => typeof n === 'number' && n >= 1 && onChange({ kind: 'every', n })}
          />
        ) : (
          <NumberInput
            key="fps"
            aria-label={texts.fpsLabel}
            min={0.01}
            max={1000}
            decimalScale={3}
            disabled={disabled}
            value={sampling.fps}
            onChange={(fps) => typeof fps === 'number' && fps > 0 && fps <= 1000 && onChange({ kind: 'fps', fps })}
          />
        )}
        <span className={classes['count']}>
          <strong>{formatCount(count, 'frame')}</strong> {texts.sampledOf(formatNumber(timestamps.length))}
        </span>
      </div>
    </fieldset>
  );
}

/** A sampling of about the same density in the other unit. */
function converted(kind: Sampling['kind'], sampling: Sampling, nominalFps: number): Sampling {
  if (kind === sampling.kind) return sampling;
  if (sampling.kind === 'every')
    return { kind: 'fps', fps: Math.max(0.01, Math.round((nominalFps / sampling.n) * 100) / 100) };
  return { kind: 'every', n: Math.max(1, Math.round(nominalFps / sampling.fps)) };
}
