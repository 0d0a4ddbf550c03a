import { Checkbox, Loader, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { estimateSeconds } from '../../../core/dataset/estimate.ts';
import type { ComputeTarget } from '../../../core/dataset/compute-target.ts';
import { formatBytes, formatDuration } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { modelBytes, modelEntryQuery } from '../../engine/model-manifest.ts';
import { useRunStore } from '../../run/run-store.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import form from '../../ui/form.module.css';
import { changeDraft, useDatasetDraft } from '../../run/dataset/dataset-draft.ts';
import { computeTargetTexts } from './compute-target-texts.ts';
import classes from './dataset-dialog.module.css';
import { useMeasuring } from '../../run/local/measuring.ts';
import { isAllLabelled, type ExpectedWork } from './use-expected-work.ts';
import type { ComputeTargets } from './use-compute-targets.ts';

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', cuda: 'CUDA', cpu: 'CPU' } as const;
/** Estimates below this are not shown as a number, seconds. */
const SHORT = 5;

interface WhereItRunsProps {
  readonly work: ExpectedWork;
  readonly places: ComputeTargets;
}

/**
 * The choice where the dataset is made, with the estimated time on both compute targets and the reason of the
 * recommendation.
 */
export function ComputeTargetChoice({ work, places }: WhereItRunsProps) {
  const { chosen, recommended, capacity } = places;
  const refusal = capacity ? recommended.refused.server : null;
  return (
    <Radio.Group
      className={form['factsBox']}
      label={computeTargetTexts.whereItRuns}
      value={chosen}
      onChange={(value) => changeDraft({ place: value === 'server' ? 'server' : 'here' })}
    >
      <div className={classes['places']}>
        <Here work={work} places={places} />
        <div>
          <Radio value="server" label={computeTargetTexts.server} disabled={refusal !== null} />
          <div className={classes['placeFacts']}>
            <p>{refusal ? computeTargetTexts.reasons[refusal] : serverTime(places)}</p>
            <Why place="server" places={places} />
            {chosen === 'server' && <ServerNeeds places={places} />}
          </div>
        </div>
      </div>
    </Radio.Group>
  );
}

function Here({ work, places }: WhereItRunsProps) {
  const backend = useRunStore((state) => state.backend);
  const { data: entry } = useQuery(modelEntryQuery);
  return (
    <div>
      <Radio
        value="here"
        label={backend ? `${computeTargetTexts.thisDevice}, ${NAMES[backend]}` : computeTargetTexts.thisDevice}
      />
      <div className={classes['placeFacts']}>
        <div role="status">
          <Duration work={work} />
        </div>
        {entry && !isAllLabelled(work) && (
          <p className={classes['note']}>{texts.modelOnce(formatBytes(modelBytes(entry)))}</p>
        )}
        <Why place="here" places={places} />
      </div>
    </div>
  );
}

/** The reason of the recommendation, beside the recommended place. */
function Why({
  place,
  places: { recommended, capacity },
}: {
  readonly place: ComputeTarget;
  readonly places: ComputeTargets;
}) {
  if (recommended.place !== place || !capacity || recommended.refused.server) return null;
  return <p className={classes['note']}>{computeTargetTexts.reasons[recommended.reason]}</p>;
}

function ServerNeeds({ places: { capacity, videoThere } }: { readonly places: ComputeTargets }) {
  const size = useVideoStore((state) => state.file?.size ?? 0);
  const review = useDatasetDraft()?.review ?? false;
  return (
    <>
      <p className={classes['note']}>
        {videoThere ? computeTargetTexts.videoThere : computeTargetTexts.upload(formatBytes(size))}
      </p>
      {capacity && (
        <p className={classes['note']}>
          {computeTargetTexts.limits(
            formatBytes(capacity.limits.videoBytes),
            formatDuration(capacity.limits.videoSeconds),
          )}{' '}
          {capacity.waitSeconds >= SHORT && computeTargetTexts.wait(roughly(capacity.waitSeconds))}
        </p>
      )}
      <Checkbox
        label={jobTexts.reviewFirst}
        checked={review}
        onChange={(event) => changeDraft({ review: event.currentTarget.checked })}
      />
    </>
  );
}

function serverTime({ signedIn, videoThere, recommended: { serverSeconds } }: ComputeTargets): string {
  if (!signedIn) return computeTargetTexts.serverSignIn;
  if (serverSeconds === null) return computeTargetTexts.serverUnknown;
  return (videoThere ? computeTargetTexts.timeWithoutUpload : computeTargetTexts.serverTime)(roughly(serverSeconds));
}

function Duration({ work }: { work: ExpectedWork }) {
  const { status, download, costs, error } = useMeasuring();
  const done = isAllLabelled(work) && <p className={classes['note']}>{computeTargetTexts.onlyWriting}</p>;
  if (costs) {
    const seconds = estimateSeconds(work.request, work.frames, costs);
    const text = seconds < SHORT ? computeTargetTexts.moment : computeTargetTexts.about(roughly(seconds));
    return (
      <>
        <p>{text}</p>
        {done}
      </>
    );
  }
  if (done) return done;
  if (status === 'failed')
    return (
      <>
        <p>{computeTargetTexts.notMeasured}</p>
        {error && <p className={classes['note']}>{errorSentence(error)}</p>}
      </>
    );
  if (status !== 'loading' && status !== 'measuring') return <p>{computeTargetTexts.notMeasured}</p>;
  const received =
    status === 'loading' && download
      ? `${texts.downloadingModel}, ${formatBytes(download.receivedBytes)} / ${formatBytes(download.totalBytes)}`
      : computeTargetTexts.measuring;
  return (
    <p className={classes['inline']}>
      <Loader size={12} aria-hidden /> {received}
    </p>
  );
}

/** A time in words: an estimate from one frame is not precise to seconds in minutes, or to minutes in hours. */
function roughly(seconds: number): string {
  const rounded = (value: number, unit: string, digits = 0) =>
    formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits });
  if (seconds < 55) return rounded(Math.max(5, Math.round(seconds / 5) * 5), 'second');
  if (seconds < 5400) return rounded(Math.max(1, seconds / 60), 'minute');
  return rounded(seconds / 3600, 'hour', 1);
}
