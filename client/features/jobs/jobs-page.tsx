import { Button, Loader, Select } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useSearch } from 'wouter';
import { useAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { jobsQuery } from '../../api/job-queries.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { JOB_FILTERS, jobsAddress, jobsViewIn, type JobsView } from '../../api/jobs-address.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { Message } from '../../ui/message.tsx';
import { JobList } from './job-list.tsx';
import type { ReviewJob } from './job-actions.tsx';
import classes from './jobs.module.css';
import { useLiveJobs } from './use-live-jobs.ts';

/** Interval between queries of the list while the server sends no changes, in milliseconds. */
const ASK_MS = 5000;

interface JobsPageProps {
  /** Address of the studio. */
  readonly studio: string;
  /** Opens the labels of a job for review. */
  readonly onReview: ReviewJob;
}

/** The signed-in user's jobs and their progress. */
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
  const view = jobsViewIn(useSearch());
  const [, navigate] = useLocation();
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <h1>{jobTexts.myJobs}</h1>
        {view.batchId !== null && (
          <span className={classes['narrowed']}>
            {jobTexts.batch} · <Link href={jobsAddress({ state: view.state })}>{jobTexts.allJobs}</Link>
          </span>
        )}
        <Select
          aria-label={jobTexts.filter}
          data={JOB_FILTERS.map((value) => ({ value, label: jobTexts.filters[value] }))}
          value={view.state}
          allowDeselect={false}
          onChange={(value) => {
            const state = JOB_FILTERS.find((each) => each === value) ?? 'all';
            navigate(jobsAddress({ ...view, state }), { replace: true });
          }}
        />
      </div>
      <Jobs view={view} {...props} />
    </div>
  );
}

function Jobs({ view, studio, onReview }: JobsPageProps & { readonly view: JobsView }) {
  const live = useLiveJobs();
  const client = useQueryClient();
  const query = useInfiniteQuery({ ...jobsQuery(view), refetchInterval: live ? false : ASK_MS });
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
      <JobList
        jobs={jobs}
        isGrouped={view.batchId === null}
        onReview={onReview}
        onChanged={() => void client.invalidateQueries({ queryKey: ['jobs', 'list'] })}
      />
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {datasetTexts.more}
        </Button>
      )}
    </>
  );
}
