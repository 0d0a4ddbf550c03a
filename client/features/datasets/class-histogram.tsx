import type { DatasetCounts } from '../../../core/schema/api/datasets.ts';
import { CLASS_COLORS } from '../../../core/project/class-colors.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { formatNumber } from '../../i18n/plural.ts';
import classes from './datasets.module.css';

/** Objects of each class as bars, in the colours of the previews. */
export function ClassHistogram({ classes: counted }: { classes: DatasetCounts['classes'] }) {
  const most = Math.max(1, ...counted.map(({ objects }) => objects));
  return (
    <section aria-labelledby="class-histogram">
      <h2 id="class-histogram" className={classes['subtitle']}>
        {datasetTexts.perClass}
      </h2>
      <ul className={classes['histogram']}>
        {counted.map(({ name, objects }, index) => (
          <li key={name}>
            <span>{name}</span>
            <span className={classes['bar']} aria-hidden>
              <span
                style={{ width: `${(100 * objects) / most}%`, background: CLASS_COLORS[index % CLASS_COLORS.length] }}
              />
            </span>
            <span className={classes['count']}>{formatNumber(objects)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
