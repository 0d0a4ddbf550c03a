import { Button, Checkbox, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { CloudUpload, Download, Square } from 'lucide-react';
import { datasetFormatSchema } from '../../../core/schema/dataset-spec.ts';
import { useAccount } from '../../lib/account-queries.ts';
import { datasetTexts } from '../../lib/dataset-texts.ts';
import { formatBytes } from '../../lib/format.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { isBusy, useRunStore } from '../../lib/run-store.ts';
import { saveBlob } from '../../lib/save-blob.ts';
import { texts } from '../../lib/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './export.module.css';
import { cancelExport, choose, isSplitValid, startExport, useExportStore } from './export-controller.ts';
import { PriceEstimate } from './price-estimate.tsx';
import { saveToAccount, useSaveStore } from './save-controller.ts';
import { SaveStatus } from './save-status.tsx';

const FORMATS = datasetFormatSchema.options.map((value) => ({ value, label: texts.formats[value] }));

/** Choose how the dataset is written, and download it. */
export function ExportPanel() {
  const { choices } = useExportStore();
  return (
    <Section title={texts.export}>
      <Select
        label={texts.format}
        data={FORMATS}
        value={choices.format}
        onChange={(value) => choose({ format: datasetFormatSchema.parse(value) })}
      />
      <ImageChoice />
      <SplitChoice />
      <Checkbox
        label={texts.skipNearDuplicates}
        checked={choices.skipNearDuplicates}
        onChange={(event) => choose({ skipNearDuplicates: event.currentTarget.checked })}
      />
      <Checkbox
        label={texts.skipLostFrames}
        checked={choices.skipLostFrames}
        onChange={(event) => choose({ skipLostFrames: event.currentTarget.checked })}
      />
      <PriceEstimate />
      <ExportButtons />
      <ExportStatus />
      <SaveStatus />
    </Section>
  );
}

function ImageChoice() {
  const { imageType, quality } = useExportStore((state) => state.choices);
  return (
    <div className={classes['images']}>
      <div>
        <p className={classes['label']}>{texts.images}</p>
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
  );
}

function SplitChoice() {
  const { choices } = useExportStore();
  const { train, val } = choices;
  const valid = isSplitValid(choices);
  const percent = (value: string | number) => (typeof value === 'number' ? value : 0);
  return (
    <fieldset className={classes['split']}>
      <legend>{texts.split}</legend>
      <NumberInput
        label={texts.train}
        min={1}
        max={99}
        allowDecimal={false}
        error={!valid}
        value={train}
        onChange={(value) => choose({ train: percent(value) })}
      />
      <NumberInput
        label={texts.val}
        min={1}
        max={99}
        allowDecimal={false}
        error={!valid}
        value={val}
        onChange={(value) => choose({ val: percent(value) })}
      />
      <NumberInput label={texts.test} value={Math.max(0, 100 - train - val)} readOnly hideControls variant="filled" />
      {!valid && (
        <p className={classes['error']} role="alert">
          {texts.splitInvalid}
        </p>
      )}
    </fieldset>
  );
}

function ExportButtons() {
  const { status, choices } = useExportStore();
  const running = useRunStore((state) => isBusy(state.status));
  const saving = useSaveStore((state) => state.status === 'uploading');
  const { data: account } = useAccount();
  const labelled = useProjectStore((state) => (state.project?.tracks.length ?? 0) > 0);
  if (status === 'writing') {
    return (
      <Button variant="default" leftSection={<Square size={14} aria-hidden />} onClick={cancelExport}>
        {texts.cancel}
      </Button>
    );
  }
  const unready = !labelled || running || saving || !isSplitValid(choices);
  return (
    <>
      <Button
        leftSection={<CloudUpload size={15} aria-hidden />}
        disabled={unready}
        onClick={() => void saveToAccount()}
      >
        {datasetTexts.saveToAccount}
      </Button>
      <Button
        variant="default"
        leftSection={<Download size={15} aria-hidden />}
        disabled={unready}
        onClick={() => void startExport()}
      >
        {texts.download}
      </Button>
      {labelled && !account && <p className={classes['note']}>{datasetTexts.signInToSave}</p>}
      {!labelled && <p className={classes['note']}>{texts.needsLabels}</p>}
    </>
  );
}

function ExportStatus() {
  const { status, progress, archive, error } = useExportStore();
  if (status === 'writing') {
    const text = !progress ? texts.preparing : progress.stage === 'writing' ? texts.exporting : texts.comparing;
    const share = progress ? progress.framesDone / Math.max(1, progress.framesTotal) : null;
    const detail = progress ? texts.frameOf(progress.framesDone, progress.framesTotal) : '';
    return <Meter label={texts.exportLabel} value={share} text={text} detail={detail} />;
  }
  if (status === 'failed' && error) {
    return (
      <Message kind="error" title={texts.exportFailed}>
        {error.message}
      </Message>
    );
  }
  if (status === 'stopped') return <Message kind="info">{texts.exportStopped}</Message>;
  if (status !== 'done' || !archive) return null;
  return (
    <>
      <Message kind="success">{texts.exportDone(archive.name, formatBytes(archive.blob.size))}</Message>
      <Button variant="subtle" onClick={() => saveBlob(archive.blob, archive.name)}>
        {texts.downloadAgain}
      </Button>
    </>
  );
}
