import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from './admin-queries.ts';
import { useAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { Message } from '../../ui/message.tsx';
import { Section } from '../../ui/section.tsx';
import { adminTexts } from './admin-texts.ts';
import classes from './admin.module.css';
import { FailuresTable } from './failures-table.tsx';
import { StorageTable } from './storage-table.tsx';
import { UsersTable } from './users-table.tsx';
import { WorkersTable } from './workers-table.tsx';
import { WorkFigures } from './work-figures.tsx';

/** The state of the installation, for administrators. */
export default function AdminPage() {
  const { data: account, isPending } = useAccount();
  if (isPending) return <Loader className={classes['wait']} aria-label={adminTexts.loading} />;
  if (account?.role === 'admin') return <Administration />;
  return (
    <div className={classes['page']}>
      <h1 className={classes['title']}>{accountTexts.administration}</h1>
      <p>{account ? adminTexts.notAdmin : accountTexts.signedOutPage}</p>
      {!account && (
        <Button className={classes['start']} onClick={() => void askToSignIn()}>
          {accountTexts.signIn}
        </Button>
      )}
    </div>
  );
}

function Administration() {
  const { data, error, refetch } = useQuery(overviewQuery);
  return (
    <div className={classes['page']}>
      <h1 className={classes['title']}>{accountTexts.administration}</h1>
      {error && (
        <>
          <Message kind="error" title={data ? adminTexts.couldNotRenew : adminTexts.couldNotLoad}>
            {errorSentence(error)}
          </Message>
          <Button className={classes['start']} onClick={() => void refetch()}>
            {accountTexts.retry}
          </Button>
        </>
      )}
      {!data && !error && <Loader className={classes['wait']} aria-label={adminTexts.loading} />}
      {data && (
        <div className={classes['card']}>
          <Section title={adminTexts.work}>
            <WorkFigures queue={data.queue} jobs={data.jobs} />
          </Section>
          <Section title={adminTexts.workers}>
            <WorkersTable workers={data.workers} />
          </Section>
          <Section title={adminTexts.failures}>
            <FailuresTable failures={data.failures} />
          </Section>
          <Section title={adminTexts.storage}>
            <StorageTable storage={data.storage} />
          </Section>
          <Section
            title={`${adminTexts.users} (${formatNumber(data.users.count)})`}
            note={adminTexts.activeUsers(formatNumber(data.users.active))}
          >
            <UsersTable />
          </Section>
        </div>
      )}
    </div>
  );
}
