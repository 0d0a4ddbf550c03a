import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LogOut, MonitorSmartphone } from 'lucide-react';
import { sessionsQuery, useEndSession, useSignOut } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';
import { deviceName } from './device-name.ts';

/** The devices on which the account is signed in, each with a button to sign it out. */
export function SessionList() {
  const { data, error, isPending } = useQuery(sessionsQuery);
  const end = useEndSession();
  const signOut = useSignOut();
  if (isPending) return <Loader size="sm" aria-label={accountTexts.sessions} />;
  const fault = error ?? end.error ?? signOut.error;
  return (
    <>
      <ul className={classes['sessions']}>
        {data?.sessions.map(({ id, current, lastSeenAt, userAgent }) => {
          const device = deviceName(userAgent) ?? accountTexts.unknownDevice;
          return (
            <li key={id}>
              <MonitorSmartphone size={18} aria-hidden />
              <span>
                <strong>{device}</strong>
                <span>{current ? accountTexts.thisDevice : accountTexts.lastSeen(formatDateTime(lastSeenAt))}</span>
              </span>
              {!current && (
                <IconButton icon={LogOut} label={accountTexts.endSession(device)} onClick={() => end.mutate(id)} />
              )}
            </li>
          );
        })}
      </ul>
      {fault && <Message kind="error">{errorSentence(fault)}</Message>}
      <div className={classes['buttons']}>
        <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate(false)}>
          {accountTexts.signOut}
        </Button>
        <Button variant="default" disabled={signOut.isPending} onClick={() => signOut.mutate(true)}>
          {accountTexts.signOutEverywhere}
        </Button>
      </div>
    </>
  );
}
