import { useId } from 'react';
import type { AdminOverview } from '../../../core/schema/api/admin.ts';
import { jobStateSchema } from '../../../core/schema/api/jobs.ts';
import { formatDuration } from '../../i18n/format.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { adminTexts } from './admin-texts.ts';
import classes from './admin.module.css';

type Figure = readonly [name: string, value: string];

/** The queue (running, waiting, longest wait), and the number of jobs in each state. */
export function WorkFigures({ queue, jobs }: Pick<AdminOverview, 'queue' | 'jobs'>) {
  const { waiting, resting, running, oldestSeconds } = queue;
  return (
    <>
      <Figures
        title={adminTexts.tasks}
        figures={[
          [adminTexts.running, formatNumber(running)],
          [adminTexts.waiting, formatNumber(waiting)],
          [adminTexts.resting, formatNumber(resting)],
          [adminTexts.oldest, oldestSeconds === null ? adminTexts.noneWaits : formatDuration(oldestSeconds)],
        ]}
      />
      <Figures
        title={adminTexts.jobs}
        figures={jobStateSchema.options.map((state) => [jobTexts.states[state], formatNumber(jobs[state])])}
      />
    </>
  );
}

function Figures({ title, figures }: { readonly title: string; readonly figures: readonly Figure[] }) {
  const id = useId();
  return (
    <div>
      <h3 id={id} className={classes['subtitle']}>
        {title}
      </h3>
      <dl className={classes['figures']} aria-labelledby={id}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
