import { NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useMemo } from 'react';
import { coveredFrames, sampledFrames } from '../../../core/project/wanted-frames.ts';
import { BETWEEN_CHOICES, type Project, type Sampling } from '../../../core/schema/project.ts';
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
  const [count, between] = useMemo(() => {
    const part = { sampling, ...(range ? { range } : {}) };
    const sampled = sampledFrames(part, timestamps).length;
    return [sampled, coveredFrames(part, timestamps).length - sampled];
  }, [timestamps, sampling, range]);
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
            onChange={(n) => typeof n === 'number' && n >= 1 && onChange({ ...sampling, n })}
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
            onChange={(fps) => typeof fps === 'number' && fps > 0 && fps <= 1000 && onChange({ ...sampling, fps })}
          />
        )}
        <span className={classes['count']}>
          <strong>{formatCount(count, 'frame')}</strong> {texts.sampledOf(formatNumber(timestamps.length))}
        </span>
      </div>
      <Select
        label={texts.between}
        data={BETWEEN_CHOICES.map((value) => ({ value, label: texts.betweenChoices[value] }))}
        value={sampling.between ?? 'skip'}
        allowDeselect={false}
        disabled={disabled}
        onChange={(chosen) => onChange(withBetween(sampling, chosen))}
      />
      {between > 0 && sampling.between && sampling.between !== 'skip' && (
        <p className={classes['count']}>{texts.betweenFrames[sampling.between](formatCount(between, 'frame'))}</p>
      )}
    </fieldset>
  );
}

/** Leaving frames in between out is what is done where nothing is said. */
function withBetween({ between: _, ...sampling }: Sampling, chosen: string | null): Sampling {
  const between = BETWEEN_CHOICES.find((each) => each === chosen && each !== 'skip');
  return between ? { ...sampling, between } : sampling;
}

/** A sampling of about the same density in the other unit. */
function converted(kind: Sampling['kind'], sampling: Sampling, nominalFps: number): Sampling {
  if (kind === sampling.kind) return sampling;
  const between = sampling.between ? { between: sampling.between } : {};
  if (sampling.kind === 'every')
    return { kind: 'fps', fps: Math.max(0.01, Math.round((nominalFps / sampling.n) * 100) / 100), ...between };
  return { kind: 'every', n: Math.max(1, Math.round(nominalFps / sampling.fps)), ...between };
}
