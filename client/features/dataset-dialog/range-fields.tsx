import { Button, NumberInput } from '@mantine/core';
import { frameIndex } from '../../../core/schema/brands.ts';
import type { FrameRange } from '../../../core/schema/project.ts';
import { useVideoStore } from '../../video/video-store.ts';
import form from '../../ui/form.module.css';
import { datasetDialogTexts } from './dataset-dialog-texts.ts';

interface RangeFieldsProps {
  /** null for the whole video. */
  readonly value: FrameRange | null;
  onChange(range: FrameRange | null): void;
}

/** The part of the video that is processed and exported, by the indices of its first and last frame. */
export function RangeFields({ value: range, onChange }: RangeFieldsProps) {
  const last = useVideoStore((state) => (state.metadata?.frameCount ?? 1) - 1);
  const { from, to } = range ?? { from: 0, to: last };
  const set = (start: number, end: number) => {
    const whole = start === 0 && end === last;
    onChange(whole ? null : { from: frameIndex(start), to: frameIndex(end) });
  };
  const field = { allowDecimal: false, clampBehavior: 'blur' } as const;
  return (
    <fieldset className={form['group']}>
      <legend className={form['legend']}>{datasetDialogTexts.range}</legend>
      <div className={form['thirds']}>
        <NumberInput
          {...field}
          label={datasetDialogTexts.from}
          min={0}
          max={to}
          value={from}
          onChange={(value) => isRank(value, 0, to) && set(value, to)}
        />
        <NumberInput
          {...field}
          label={datasetDialogTexts.to}
          min={from}
          max={last}
          value={to}
          onChange={(value) => isRank(value, from, last) && set(from, value)}
        />
        <Button variant="default" px={6} disabled={!range} onClick={() => set(0, last)}>
          {datasetDialogTexts.wholeVideo}
        </Button>
      </div>
    </fieldset>
  );
}

const isRank = (value: string | number, low: number, high: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
