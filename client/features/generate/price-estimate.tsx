import { useQuery } from '@tanstack/react-query';
import { datasetPrice } from '../../../core/dataset/price.ts';
import { serverInfoQuery } from '../../lib/dataset-queries.ts';
import { datasetTexts } from '../../lib/dataset-texts.ts';
import { formatMoney } from '../../lib/format.ts';
import { formatCount } from '../../lib/i18n/plural.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { useDatasetChoices } from './dataset-choices.ts';
import { generateTexts } from './generate-texts.ts';
import classes from './generate.module.css';

/**
 * What the dataset will cost, by the same function that the server prices it with.
 *
 * @param frames images that it has, at most
 */
export function PriceEstimate({ frames }: { frames: number }) {
  const classCount = useProjectStore((state) => state.project?.classes.length ?? 0);
  const fewer = useDatasetChoices((state) => state.skipLostFrames || state.skipNearDuplicates);
  const { data: info, isPending } = useQuery(serverInfoQuery);
  if (frames === 0 || isPending) return null;
  const say = () => {
    if (!info) return generateTexts.noPrice;
    const price = formatMoney(datasetPrice(frames, classCount, info.pricing), info.pricing.currency);
    const estimate = datasetTexts.estimate(formatCount(frames, 'frame'), formatCount(classCount, 'class'), price);
    return fewer ? generateTexts.atMost(estimate) : estimate;
  };
  return (
    <div className={classes['factsBox']}>
      <p className={classes['legend']}>{generateTexts.price}</p>
      <p role="status">{say()}</p>
    </div>
  );
}
