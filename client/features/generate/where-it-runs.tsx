import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { estimateSeconds } from '../../../core/dataset/estimate.ts';
import { formatBytes } from '../../lib/format.ts';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { formatNumber } from '../../lib/i18n/plural.ts';
import { modelBytes, modelEntryQuery } from '../../lib/model-manifest.ts';
import { useRunStore } from '../../lib/run-store.ts';
import { texts } from '../../lib/texts.ts';
import { generateTexts } from './generate-texts.ts';
import classes from './generate.module.css';
import { useMeasuring } from './measuring.ts';
import type { ExpectedWork } from './use-expected-work.ts';

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', cuda: 'CUDA', cpu: 'CPU' } as const;
/** Less than this is not worth a number, seconds. */
const SHORT = 5;

/** Where the dataset is made, and how long that takes there. */
export function WhereItRuns({ work }: { work: ExpectedWork }) {
  const backend = useRunStore((state) => state.backend);
  const { data: entry } = useQuery(modelEntryQuery);
  return (
    <div className={classes['factsBox']}>
      <p className={classes['legend']}>{generateTexts.whereItRuns}</p>
      <p>
        <strong>
          {generateTexts.thisDevice}
          {backend && `, ${NAMES[backend]}`}
        </strong>
      </p>
      <div role="status">
        <Duration work={work} />
      </div>
      {entry && <p className={classes['note']}>{texts.modelOnce(formatBytes(modelBytes(entry)))}</p>}
    </div>
  );
}

function Duration({ work }: { work: ExpectedWork }) {
  const { status, download, costs, error } = useMeasuring();
  const done = work.request.tracks.length === 0 && <p className={classes['note']}>{generateTexts.onlyWriting}</p>;
  if (costs) {
    const seconds = estimateSeconds(work.request, work.frames, costs);
    const text = seconds < SHORT ? generateTexts.moment : generateTexts.about(roughly(seconds));
    return (
      <>
        <p>{text}</p>
        {done}
      </>
    );
  }
  if (status === 'failed')
    return (
      <>
        <p>{generateTexts.notMeasured}</p>
        {error && <p className={classes['note']}>{errorSentence(error)}</p>}
      </>
    );
  if (status !== 'loading' && status !== 'measuring') return <p>{generateTexts.notMeasured}</p>;
  const received =
    status === 'loading' && download
      ? `${texts.downloadingModel}, ${formatBytes(download.receivedBytes)} / ${formatBytes(download.totalBytes)}`
      : generateTexts.measuring;
  return (
    <p className={classes['inline']}>
      <Loader size={12} aria-hidden /> {received}
    </p>
  );
}

/** A time in words: an estimate from one frame knows no seconds of a minute, and no minutes of an hour. */
function roughly(seconds: number): string {
  const rounded = (value: number, unit: string, digits = 0) =>
    formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits });
  if (seconds < 55) return rounded(Math.max(5, Math.round(seconds / 5) * 5), 'second');
  if (seconds < 5400) return rounded(Math.max(1, seconds / 60), 'minute');
  return rounded(seconds / 3600, 'hour', 1);
}
