import { Button, Loader, Select } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Job } from '../../../core/schema/api/jobs.ts';
import { useAccount } from '../../lib/account-queries.ts';
import { accountTexts } from '../../lib/account-texts.ts';
import { datasetTexts } from '../../lib/dataset-texts.ts';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { jobsQuery } from '../../lib/job-queries.ts';
import { jobTexts } from '../../lib/job-texts.ts';
import { askToSignIn } from '../../lib/sign-in-prompt.ts';
import { Message } from '../../ui/message.tsx';
import { JobRow } from './job-row.tsx';
import classes from './jobs.module.css';
import { useLiveJobs } from './use-live-jobs.ts';

const FILTERS = ['all', 'open', 'done', 'failed', 'cancelled'] as const;
type Filter = (typeof FILTERS)[number];
/** How often the list is asked for while the server does not tell of changes, in milliseconds. */
const ASK_MS = 5000;

interface JobsPageProps {
  /** Address of the studio. */
  readonly studio: string;
  /** Opens what a job labelled. */
  onReview(job: Job): Promise<void>;
}

/** The jobs of whoever is signed in, as they go. */
export default function JobsPage(props: JobsPageProps) {
  const { data: account, isPending } = useAccount();
  if (isPending) return <Loader className={classes['wait']} aria-label={jobTexts.loading} />;
  if (!account)
    return (
      <div className={classes['empty']}>
        <h1>{jobTexts.myJobs}</h1>
        <p>{accountTexts.signedOutPage}</p>
        <Button onClick={() => void askToSignIn()}>{accountTexts.signIn}</Button>
      </div>
    );
  return <OwnJobs {...props} />;
}

function OwnJobs(props: JobsPageProps) {
  const [filter, setFilter] = useState<Filter>('all');
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <h1>{jobTexts.myJobs}</h1>
        <Select
          aria-label={jobTexts.filter}
          data={FILTERS.map((value) => ({ value, label: jobTexts.filters[value] }))}
          value={filter}
          allowDeselect={false}
          onChange={(value) => setFilter(FILTERS.find((each) => each === value) ?? 'all')}
        />
      </div>
      <Jobs filter={filter} {...props} />
    </div>
  );
}

function Jobs({ filter, studio, onReview }: JobsPageProps & { readonly filter: Filter }) {
  const live = useLiveJobs();
  const client = useQueryClient();
  const query = useInfiniteQuery({ ...jobsQuery(filter), refetchInterval: live ? false : ASK_MS });
  if (query.isPending) return <Loader className={classes['wait']} aria-label={jobTexts.loading} />;
  if (query.error)
    return (
      <div className={classes['empty']}>
        <Message kind="error" title={jobTexts.couldNotLoad}>
          {errorSentence(query.error)}
        </Message>
        <Button onClick={() => void query.refetch()}>{accountTexts.retry}</Button>
      </div>
    );
  const jobs = query.data.pages.flatMap((page) => page.jobs);
  if (jobs.length === 0)
    return (
      <div className={classes['empty']}>
        <h2>{jobTexts.empty}</h2>
        <p>{jobTexts.emptyHint}</p>
        <Button component={Link} href={studio}>
          {datasetTexts.toStudio}
        </Button>
      </div>
    );
  return (
    <>
      <ul className={classes['list']}>
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            onReview={onReview}
            onChanged={() => void client.invalidateQueries({ queryKey: ['jobs', 'list'] })}
          />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {datasetTexts.more}
        </Button>
      )}
    </>
  );
}
