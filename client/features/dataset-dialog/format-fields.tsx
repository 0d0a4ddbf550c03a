import type { SpecChoices } from '../../run/dataset-form/spec-choices.ts';
import { FormatField, ImageFields } from '../../run/dataset-form/spec-fields.tsx';
import { useVideoStore } from '../../video/video-store.ts';
import { changeDraft } from '../../run/dataset/dataset-draft.ts';
import { datasetDialogTexts } from './dataset-dialog-texts.ts';
import classes from './dataset-dialog.module.css';

/** Format and image options of the dataset. */
export function FormatFields({ value }: { readonly value: SpecChoices }) {
  const metadata = useVideoStore((state) => state.metadata);
  const size = metadata && (
    <p className={classes['note']}>{datasetDialogTexts.imageSize(metadata.width, metadata.height)}</p>
  );
  return (
    <>
      <FormatField value={value} onChange={changeDraft} />
      <ImageFields value={value} onChange={changeDraft} note={size} />
    </>
  );
}
