import type { AdminWorker } from '../../../core/schema/api/admin.ts';
import { formatDuration, formatRate } from '../../i18n/format.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { adminTexts } from './admin-texts.ts';
import classes from './admin.module.css';
import { DataTable } from './data-table.tsx';
import { DEVICE_NAMES } from './device-names.ts';

/** The worker processes: their job, speed, and whether they are alive. */
export function WorkersTable({ workers }: { readonly workers: readonly AdminWorker[] }) {
  if (workers.length === 0) return <p className={classes['nothing']}>{adminTexts.noWorkers}</p>;
  return (
    <DataTable
      caption={adminTexts.workers}
      columns={[
        { title: adminTexts.worker },
        { title: adminTexts.state },
        { title: adminTexts.device },
        { title: adminTexts.slots, figures: true },
        { title: adminTexts.speed, figures: true },
        { title: adminTexts.perFrame },
        { title: adminTexts.seen, figures: true },
      ]}
      rows={workers.map((worker) => ({
        key: worker.id,
        cells: [
          worker.name,
          <State key="state" worker={worker} />,
          <Device key="device" worker={worker} />,
          adminTexts.slotsOf(formatNumber(worker.busy), formatNumber(worker.slots)),
          worker.framesPerSecond === 0 ? '–' : formatRate(round(worker.framesPerSecond)),
          <Costs key="costs" worker={worker} />,
          adminTexts.ago(formatDuration(worker.silentSeconds)),
        ],
      }))}
    />
  );
}

function State({ worker: { lost, draining, busy } }: { readonly worker: AdminWorker }) {
  const state = lost ? 'lost' : draining ? 'draining' : busy > 0 ? 'working' : 'idle';
  return (
    <span className={classes['state']} data-state={state}>
      {adminTexts[state]}
    </span>
  );
}

/**
 * The device that its model runs on, and why a better one is not used; messages of drivers are in English in
 * every language.
 */
function Device({ worker: { device, devices } }: { readonly worker: AdminWorker }) {
  const refused = devices.flatMap(({ device: each, reason }) => (reason === null ? [] : [{ each, reason }]));
  const isHalf = devices.some((each) => each.device === device && each.precision === 'fp16');
  return (
    <>
      {device === null ? adminTexts.noDevice : DEVICE_NAMES[device]}
      {isHalf && ', fp16'}
      {refused.length > 0 && (
        <details className={classes['refused']}>
          <summary>{adminTexts.whyNot(refused.map(({ each }) => DEVICE_NAMES[each]).join(', '))}</summary>
          {refused.map(({ each, reason }) => (
            <span key={each} className={classes['note']}>
              {DEVICE_NAMES[each]}: <span lang="en">{reason}</span>
            </span>
          ))}
        </details>
      )}
    </>
  );
}

function Costs({ worker: { costs } }: { readonly worker: AdminWorker }) {
  if (!costs) return adminTexts.notMeasured;
  const { readMs, encodeMs, decodeMs } = costs;
  return (
    <>
      {milliseconds(readMs + encodeMs + decodeMs)}
      <span className={classes['note']}>
        {adminTexts.perFrameParts(milliseconds(readMs + encodeMs), milliseconds(decodeMs))}
      </span>
    </>
  );
}

const milliseconds = (value: number): string =>
  formatNumber(Math.round(value), { style: 'unit', unit: 'millisecond', unitDisplay: 'short' });

/** To three significant figures: a rate is never steadier than that. */
const round = (value: number): number => Number(value.toPrecision(3));
