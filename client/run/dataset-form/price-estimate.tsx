import { useQuery } from '@tanstack/react-query';
import { datasetPrice, type Pricing } from '../../../core/dataset/price.ts';
import form from '../../ui/form.module.css';
import { serverInfoQuery } from '../../api/dataset-queries.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { formatMoney, formatUnitPrice } from '../../i18n/format.ts';
import { formatCount } from '../../i18n/plural.ts';

/** The numbers that determine the price of a dataset. */
export interface DatasetSize {
  /** Images of the dataset, at most. */
  readonly frames: number;
  readonly classes: number;
}

interface PriceEstimateProps {
  readonly datasets: readonly DatasetSize[];
  /** There may be fewer images. */
  readonly atMost: boolean;
}

/**
 * The estimated price of some datasets together, each computed by the function that the server prices it
 * with, and an explanation.
 */
export function PriceEstimate({ datasets, atMost }: PriceEstimateProps) {
  const { data: info, isPending } = useQuery(serverInfoQuery);
  if (isPending || datasets.every(({ frames }) => frames === 0)) return null;
  const say = () => {
    if (!info) return datasetTexts.noPrice;
    const estimate = estimateOf(datasets, info.pricing);
    return atMost && info.pricing.perFrameClass > 0 ? datasetTexts.atMost(estimate) : estimate;
  };
  return (
    <div className={form['factsBox']}>
      <p className={form['legend']}>{datasetTexts.price}</p>
      <p role="status">{say()}</p>
      {info && <p className={form['rule']}>{ruleOf(info.pricing)}</p>}
    </div>
  );
}

/** Explains how the price is counted, who set the rate, and that nothing is charged. */
const ruleOf = ({ perFrameClass, currency }: Pricing): string =>
  perFrameClass === 0 ? datasetTexts.freeRule : datasetTexts.priceRule(formatUnitPrice(perFrameClass, currency));

function estimateOf(datasets: readonly DatasetSize[], pricing: Pricing): string {
  const isFree = pricing.perFrameClass === 0;
  const total = datasets.reduce((sum, { frames, classes }) => sum + datasetPrice(frames, classes, pricing), 0);
  const price = formatMoney(total, pricing.currency);
  const [only] = datasets;
  if (only && datasets.length === 1) {
    const [frames, classes] = [formatCount(only.frames, 'frame'), formatCount(only.classes, 'class')];
    if (isFree) return datasetTexts.freeEstimate(frames, classes);
    return `${frames} × ${classes} × ${formatUnitPrice(pricing.perFrameClass, pricing.currency)} = ${price}`;
  }
  const frames = datasets.reduce((sum, each) => sum + each.frames, 0);
  const said = isFree ? datasetTexts.freeAmong : price;
  return datasetTexts.estimateOfAll(formatCount(datasets.length, 'dataset'), formatCount(frames, 'frame'), said);
}
