import type { AdminFailure } from '../../../core/schema/api/admin.ts';
import { ReportedError, type ErrorReport } from '../../../core/schema/api/reported-error.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { adminTexts } from './admin-texts.ts';
import classes from './admin.module.css';
import { DataTable } from './data-table.tsx';
import { DEVICE_NAMES } from './device-names.ts';

/** The latest failed jobs with the reason in words, and the code as in the log and the metrics. */
export function FailuresTable({ failures }: { readonly failures: readonly AdminFailure[] }) {
  if (failures.length === 0) return <p className={classes['nothing']}>{adminTexts.noFailures}</p>;
  return (
    <DataTable
      caption={adminTexts.failures}
      columns={[
        { title: adminTexts.when },
        { title: adminTexts.why },
        { title: adminTexts.user },
        { title: adminTexts.device },
      ]}
      rows={failures.map(({ jobId, endedAt, username, device, ...report }) => ({
        key: jobId,
        cells: [
          <time key="when" dateTime={endedAt} className={classes['when']}>
            {formatDateTime(endedAt)}
          </time>,
          <Reason key="why" report={report} />,
          <span key="user" className={classes['unbroken']}>
            {username}
          </span>,
          device === null ? '–' : DEVICE_NAMES[device],
        ],
      }))}
    />
  );
}

/** The reason in the language of the page, followed by the server's message where that says more. */
function Reason({ report }: { readonly report: ErrorReport }) {
  const { code, message } = report;
  const sentence = errorSentence(new ReportedError(report));
  return (
    <div className={classes['why']}>
      {sentence}
      <span className={classes['note']} lang="en">
        <code>{code}</code>
        {sentence !== message && ` ${message}`}
      </span>
    </div>
  );
}
