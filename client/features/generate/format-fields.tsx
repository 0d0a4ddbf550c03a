import { FormatField, ImageFields } from '../../lib/dataset-form/spec-fields.tsx';
import { useVideoStore } from '../../lib/video-store.ts';
import { choose, useDatasetChoices } from './dataset-choices.ts';
import { generateTexts } from './generate-texts.ts';
import classes from './generate.module.css';

/** How the dataset is written: format and images. */
export function FormatFields() {
  const choices = useDatasetChoices();
  const metadata = useVideoStore((state) => state.metadata);
  const size = metadata && (
    <p className={classes['note']}>{generateTexts.imageSize(metadata.width, metadata.height)}</p>
  );
  return (
    <>
      <FormatField value={choices} onChange={choose} />
      <ImageFields value={choices} onChange={choose} note={size} />
    </>
  );
}
