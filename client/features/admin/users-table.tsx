import { Button, Loader } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { usersQuery } from './admin-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { formatBytes, formatDate } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { Message } from '../../ui/message.tsx';
import { adminTexts } from './admin-texts.ts';
import classes from './admin.module.css';
import { DataTable } from './data-table.tsx';

/** The accounts by name, with the storage that each uses. */
export function UsersTable() {
  const { data, error, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(usersQuery);
  if (!data && !error) return <Loader size="sm" aria-label={adminTexts.users} />;
  const users = data?.pages.flatMap((page) => page.users) ?? [];
  return (
    <>
      {error && (
        <Message kind="error" title={adminTexts.couldNotLoad}>
          {errorSentence(error)}
        </Message>
      )}
      {users.length > 0 && (
        <DataTable
          caption={adminTexts.users}
          columns={[
            { title: adminTexts.user },
            { title: adminTexts.role },
            { title: adminTexts.since },
            { title: adminTexts.datasets, figures: true },
            { title: adminTexts.storage, figures: true },
            { title: adminTexts.openJobs, figures: true },
          ]}
          rows={users.map(({ id, username, role, createdAt, datasets, bytes, openJobs }) => ({
            key: id,
            cells: [
              username,
              adminTexts.roles[role],
              <time key="since" dateTime={createdAt} className={classes['unbroken']}>
                {formatDate(createdAt)}
              </time>,
              formatNumber(datasets),
              formatBytes(bytes),
              formatNumber(openJobs),
            ],
          }))}
        />
      )}
      {error && <Button onClick={() => void refetch()}>{accountTexts.retry}</Button>}
      {!error && hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {adminTexts.more}
        </Button>
      )}
    </>
  );
}
