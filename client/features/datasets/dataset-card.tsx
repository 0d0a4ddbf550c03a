import { Link } from 'wouter';
import { formatOf } from '../../../core/formats/registry.ts';
import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { previewAddress } from '../../api/dataset-queries.ts';
import { formatBytes, formatDate } from '../../i18n/format.ts';
import { formatCount } from '../../i18n/plural.ts';
import classes from './datasets.module.css';
import { Preview } from './preview.tsx';

/** A dataset in the grid; the whole card is a link. */
export function DatasetCard({ dataset }: { dataset: Dataset }) {
  const { id, name, counts, bytes, createdAt, format, previews } = dataset;
  return (
    <li className={classes['card']}>
      <Link href={`/datasets/${id}`}>
        {/* The middle preview shows more than the first, where objects often just enter. */}
        <Preview address={previewAddress(id, Math.floor(previews / 2))} alt="" />
        <span className={classes['cardText']}>
          <strong>{name}</strong>
          <span>
            {formatCount(counts.frames, 'frame')} · {formatCount(counts.classes.length, 'class')} ·{' '}
            {formatCount(counts.objects, 'object')}
          </span>
          <span>
            {formatOf(format).description.title} · {formatBytes(bytes)} · {formatDate(createdAt)}
          </span>
        </span>
      </Link>
    </li>
  );
}
