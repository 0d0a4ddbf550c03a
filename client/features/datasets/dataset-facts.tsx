import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { datasetTexts } from '../../lib/dataset-texts.ts';
import { formatBytes, formatDateTime, formatMoney } from '../../lib/format.ts';
import { texts } from '../../lib/texts.ts';
import classes from './datasets.module.css';

/** What is in a dataset and where it came from, in figures. */
export function DatasetFacts({ dataset }: { dataset: Dataset }) {
  const { counts, format, bytes, price, createdAt, video, engine } = dataset;
  const { train, val, test } = counts.framesBySplit;
  const facts: readonly (readonly [string, string])[] = [
    [datasetTexts.frames, counts.frames.toLocaleString('en')],
    [datasetTexts.split, `${train} / ${val} / ${test}`],
    [datasetTexts.objects, counts.objects.toLocaleString('en')],
    [datasetTexts.classes, String(counts.classes.length)],
    [datasetTexts.background, counts.backgroundFrames.toLocaleString('en')],
    [datasetTexts.format, texts.formats[format]],
    [datasetTexts.size, formatBytes(bytes)],
    [datasetTexts.price, formatMoney(price.amount, price.currency)],
    [datasetTexts.created, formatDateTime(createdAt)],
    [datasetTexts.video, video],
    [datasetTexts.madeWith, engine ? `${engine.modelId}, ${engine.backend}` : datasetTexts.byHand],
  ];
  return (
    <dl className={classes['facts']}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
