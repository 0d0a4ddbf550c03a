import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '../../../core/schema/api/jobs.ts';
import { formatMoment } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { logLine } from './job-log-texts.ts';
import { fetchChanges, jobLogQuery } from '../../api/job-queries.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { Message } from '../../ui/message.tsx';
import classes from './jobs.module.css';

/** Pictures are searched among this many of the last changes. */
const LAST_CHANGES = 200;
const PICTURES = 6;

/** The history of a job, and the newest frames that it labelled; fetched when it is opened. */
export function JobDetails({ job }: { readonly job: Job }) {
  const [opened, setOpened] = useState(false);
  return (
    <details className={classes['details']} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{jobTexts.details}</summary>
      {opened && (
        <>
          <Pictures job={job} />
          <Log job={job} />
        </>
      )}
    </details>
  );
}

function Log({ job: { id, revision } }: { readonly job: Job }) {
  const { data, error } = useQuery(jobLogQuery(id, revision));
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  return (
    <ol className={classes['log']} aria-label={jobTexts.log}>
      {data?.entries.map((entry) => (
        <li key={`${entry.revision} ${entry.code}`}>
          <time dateTime={entry.at}>{formatMoment(entry.at)}</time> {logLine(entry)}
        </li>
      ))}
    </ol>
  );
}

function Pictures({ job: { id, revision } }: { readonly job: Job }) {
  const { data } = useQuery({
    queryKey: ['jobs', 'pictures', id, revision],
    queryFn: ({ signal }) => fetchChanges(id, Math.max(-1, revision - LAST_CHANGES), signal),
    placeholderData: keepPreviousData,
  });
  const newest = data?.frames.filter(({ picture }) => picture !== null).slice(-PICTURES) ?? [];
  if (newest.length === 0) return null;
  return (
    <ul className={classes['pictures']} aria-label={jobTexts.pictures}>
      {newest.map(({ frame, revision: at, picture }) => (
        <li key={`${at} ${frame}`}>
          <img src={`data:image/webp;base64,${picture}`} alt={jobTexts.pictureOf(frame)} />
        </li>
      ))}
    </ul>
  );
}
