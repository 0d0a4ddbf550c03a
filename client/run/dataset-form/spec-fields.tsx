import { Checkbox, NumberInput, SegmentedControl, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { FORMATS } from '../../../core/formats/registry.ts';
import { datasetFormatSchema } from '../../../core/schema/dataset-spec.ts';
import form from '../../ui/form.module.css';
import { texts } from '../../i18n/texts.ts';
import { isSplitValid, type SpecChoices } from './spec-choices.ts';

interface SpecFieldsProps {
  readonly value: SpecChoices;
  onChange(change: Partial<SpecChoices>): void;
}

export function FormatField({ value: { format }, onChange }: SpecFieldsProps) {
  return (
    <Select
      label={texts.format}
      data={FORMATS.map(({ description: { id, title } }) => ({ value: id, label: title }))}
      value={format}
      allowDeselect={false}
      onChange={(value) => onChange({ format: datasetFormatSchema.parse(value) })}
    />
  );
}

interface ImageFieldsProps extends SpecFieldsProps {
  /** A note about the images, below the fields. */
  readonly note?: ReactNode;
}

/** Compression of the images; they have the size of the frames. */
export function ImageFields({ value: { imageType, quality }, onChange, note }: ImageFieldsProps) {
  return (
    <div className={form['group']}>
      <div className={form['wideAndNarrow']}>
        <div>
          <p className={form['legend']}>{texts.images}</p>
          <SegmentedControl
            fullWidth
            aria-label={texts.images}
            value={imageType}
            data={[
              { value: 'jpeg', label: 'JPEG' },
              { value: 'png', label: 'PNG' },
            ]}
            onChange={(value) => onChange({ imageType: value === 'png' ? 'png' : 'jpeg' })}
          />
        </div>
        <NumberInput
          label={texts.jpegQuality}
          min={1}
          max={100}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={imageType !== 'jpeg'}
          value={quality}
          onChange={(value) => typeof value === 'number' && value >= 1 && onChange({ quality: value })}
        />
      </div>
      {note}
    </div>
  );
}

/** The shares of the split in per cent, and the error in them. */
export function SplitFields({ value: { train, val }, onChange }: SpecFieldsProps) {
  const valid = isSplitValid({ train, val });
  const percent = (value: string | number) => (typeof value === 'number' ? value : 0);
  // A cleared field stays empty: otherwise the next digit would be appended to the 0.
  const shown = (value: number) => (value === 0 ? '' : value);
  const part = { min: 1, max: 99, allowDecimal: false, error: !valid };
  return (
    <fieldset className={form['group']}>
      <legend className={form['legend']}>{texts.split}</legend>
      <div className={form['thirds']}>
        <NumberInput
          {...part}
          label={texts.train}
          value={shown(train)}
          onChange={(value) => onChange({ train: percent(value) })}
        />
        <NumberInput
          {...part}
          label={texts.val}
          value={shown(val)}
          onChange={(value) => onChange({ val: percent(value) })}
        />
        <NumberInput label={texts.test} value={Math.max(0, 100 - train - val)} readOnly hideControls variant="filled" />
      </div>
      {!valid && (
        <p className={form['error']} role="alert">
          {texts.splitInvalid}
        </p>
      )}
    </fieldset>
  );
}

/** Which frames are left out of the dataset. */
export function LeaveOutFields({ value: { skipNearDuplicates, skipLostFrames }, onChange }: SpecFieldsProps) {
  return (
    <div className={form['group']}>
      <Checkbox
        label={texts.skipNearDuplicates}
        checked={skipNearDuplicates}
        onChange={(event) => onChange({ skipNearDuplicates: event.currentTarget.checked })}
      />
      <Checkbox
        label={texts.skipLostFrames}
        checked={skipLostFrames}
        onChange={(event) => onChange({ skipLostFrames: event.currentTarget.checked })}
      />
    </div>
  );
}
