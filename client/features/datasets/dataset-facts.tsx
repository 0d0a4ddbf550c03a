import { formatOf } from '../../../core/formats/registry.ts';
import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { formatBytes, formatDateTime, formatMoney } from '../../i18n/format.ts';
import { formatNumber } from '../../i18n/plural.ts';
import classes from './datasets.module.css';

/** The content and the origin of a dataset, in figures. */
export function DatasetFacts({ dataset }: { dataset: Dataset }) {
  const { counts, format, bytes, price, createdAt, video, engine } = dataset;
  const { train, val, test } = counts.framesBySplit;
  const facts: readonly (readonly [string, string])[] = [
    [datasetTexts.frames, formatNumber(counts.frames)],
    [datasetTexts.split, [train, val, test].map((count) => formatNumber(count)).join(' / ')],
    [datasetTexts.objects, formatNumber(counts.objects)],
    [datasetTexts.classes, formatNumber(counts.classes.length)],
    [datasetTexts.background, formatNumber(counts.backgroundFrames)],
    [datasetTexts.format, formatOf(format).description.title],
    [datasetTexts.size, formatBytes(bytes)],
    [datasetTexts.price, priceOf(price)],
    [datasetTexts.created, formatDateTime(createdAt)],
    [datasetTexts.video, video],
    [datasetTexts.madeWith, engine ? `${engine.modelId}, ${engine.backend}, ${engine.precision}` : datasetTexts.byHand],
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

/** The price estimated when the dataset was saved. */
const priceOf = ({ amount, currency }: Dataset['price']): string =>
  amount === 0 ? datasetTexts.free : datasetTexts.notCharged(formatMoney(amount, currency));
