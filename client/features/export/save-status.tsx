import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { datasetTexts } from '../../lib/dataset-texts.ts';
import { texts } from '../../lib/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';
import classes from './export.module.css';
import { cancelUpload, useSaveStore } from './save-controller.ts';

/** How saving to the account goes, and where the dataset is then. It comes into view by itself: the panel is often longer than the window. */
export function SaveStatus() {
  const status = useSaveStore((state) => state.status);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (status !== 'idle') place.current?.scrollIntoView({ block: 'nearest' });
  }, [status]);
  return (
    <div ref={place} className={classes['status']}>
      <Current />
    </div>
  );
}

function Current() {
  const { status, share, dataset, error } = useSaveStore();
  if (status === 'uploading')
    return (
      <>
        <Meter
          label={datasetTexts.uploadLabel}
          value={share < 1 ? share : null}
          text={share < 1 ? datasetTexts.uploading : datasetTexts.checking}
          detail={share < 1 ? `${Math.floor(share * 100)} %` : ''}
        />
        <Button variant="default" onClick={cancelUpload}>
          {texts.cancel}
        </Button>
      </>
    );
  if (status === 'stopped') return <Message kind="info">{datasetTexts.saveStopped}</Message>;
  if (status === 'failed' && error)
    return (
      <Message kind="error" title={datasetTexts.saveFailed}>
        {error.message}
      </Message>
    );
  if (status !== 'saved' || !dataset) return null;
  return (
    <Message kind="success">
      {datasetTexts.savedAs(dataset.name)} <Link href={`/datasets/${dataset.id}`}>{datasetTexts.openSaved}</Link>
    </Message>
  );
}
