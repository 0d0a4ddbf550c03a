import { Checkbox, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { datasetFormatSchema } from '../../../core/schema/dataset-spec.ts';
import { texts } from '../../lib/texts.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { choose, isSplitValid, useDatasetChoices } from './dataset-choices.ts';
import { generateTexts } from './generate-texts.ts';
import classes from './generate.module.css';

export function FormatFields() {
  const format = useDatasetChoices((state) => state.format);
  return (
    <Select
      label={texts.format}
      data={datasetFormatSchema.options.map((value) => ({ value, label: texts.formats[value] }))}
      value={format}
      onChange={(value) => choose({ format: datasetFormatSchema.parse(value) })}
    />
  );
}

/** How images are compressed; they have the size of the frames. */
export function ImageFields() {
  const { imageType, quality } = useDatasetChoices();
  const metadata = useVideoStore((state) => state.metadata);
  return (
    <div className={classes['group']}>
      <div className={classes['images']}>
        <div>
          <p className={classes['legend']}>{texts.images}</p>
          <SegmentedControl
            fullWidth
            aria-label={texts.images}
            value={imageType}
            data={[
              { value: 'jpeg', label: 'JPEG' },
              { value: 'png', label: 'PNG' },
            ]}
            onChange={(value) => choose({ imageType: value === 'png' ? 'png' : 'jpeg' })}
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
          onChange={(value) => typeof value === 'number' && value >= 1 && choose({ quality: value })}
        />
      </div>
      {metadata && <p className={classes['note']}>{generateTexts.imageSize(metadata.width, metadata.height)}</p>}
    </div>
  );
}

export function SplitFields() {
  const { train, val } = useDatasetChoices();
  const valid = isSplitValid({ train, val });
  const percent = (value: string | number) => (typeof value === 'number' ? value : 0);
  const part = { min: 1, max: 99, allowDecimal: false, error: !valid };
  return (
    <fieldset className={classes['group']}>
      <legend className={classes['legend']}>{texts.split}</legend>
      <div className={classes['thirds']}>
        <NumberInput
          {...part}
          label={texts.train}
          value={train}
          onChange={(value) => choose({ train: percent(value) })}
        />
        <NumberInput {...part} label={texts.val} value={val} onChange={(value) => choose({ val: percent(value) })} />
        <NumberInput label={texts.test} value={Math.max(0, 100 - train - val)} readOnly hideControls variant="filled" />
      </div>
      {!valid && (
        <p className={classes['error']} role="alert">
          {texts.splitInvalid}
        </p>
      )}
    </fieldset>
  );
}

export function LeaveOutFields() {
  const { skipNearDuplicates, skipLostFrames } = useDatasetChoices();
  return (
    <div className={classes['group']}>
      <Checkbox
        label={texts.skipNearDuplicates}
        checked={skipNearDuplicates}
        onChange={(event) => choose({ skipNearDuplicates: event.currentTarget.checked })}
      />
      <Checkbox
        label={texts.skipLostFrames}
        checked={skipLostFrames}
        onChange={(event) => choose({ skipLostFrames: event.currentTarget.checked })}
      />
    </div>
  );
}
