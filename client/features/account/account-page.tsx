import { Button, Loader } from '@mantine/core';
import { useAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { formatBytes, formatDate } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { tokenTexts } from './token-texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './account.module.css';
import { DeleteAccount } from './delete-account.tsx';
import { DetailsForm } from './details-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { NewToken } from './new-token.tsx';
import { SessionList } from './session-list.tsx';
import { TokenList } from './token-list.tsx';
import { VideoList } from './video-list.tsx';

/** Everything that the server stores about the signed-in user. */
export default function AccountPage() {
  const { data: account, error, isPending, refetch } = useAccount();
  if (isPending) return <Loader className={classes['wait']} aria-label={accountTexts.account} />;
  if (error)
    return (
      <div className={classes['page']}>
        <h1 className={classes['title']}>{accountTexts.account}</h1>
        <Message kind="error" title={accountTexts.failed}>
          {errorSentence(error)}
        </Message>
        <Button onClick={() => void refetch()}>{accountTexts.retry}</Button>
      </div>
    );
  if (!account)
    return (
      <div className={classes['page']}>
        <h1 className={classes['title']}>{accountTexts.account}</h1>
        <p>{accountTexts.signedOutPage}</p>
        <Button onClick={() => void askToSignIn()}>{accountTexts.signIn}</Button>
      </div>
    );
  const { storage, videos } = account;
  return (
    <div className={classes['page']}>
      <h1 className={classes['title']}>{accountTexts.account}</h1>
      <div className={classes['card']}>
        <Section title={accountTexts.details} note={accountTexts.memberSince(formatDate(account.createdAt))}>
          <DetailsForm key={account.id} account={account} />
        </Section>
        <Section title={accountTexts.storage}>
          <Meter
            label={accountTexts.storage}
            value={storage.usedBytes / Math.max(1, storage.quotaBytes)}
            text={accountTexts.storageUsed(formatBytes(storage.usedBytes), formatBytes(storage.quotaBytes))}
          />
        </Section>
        <Section title={accountTexts.videos}>
          <Meter
            label={accountTexts.videos}
            value={videos.usedBytes / Math.max(1, videos.quotaBytes)}
            text={accountTexts.storageUsed(formatBytes(videos.usedBytes), formatBytes(videos.quotaBytes))}
          />
          <VideoList />
        </Section>
        <Section title={accountTexts.changePassword}>
          <PasswordForm />
        </Section>
        <Section title={accountTexts.sessions}>
          <SessionList />
        </Section>
        <Section title={tokenTexts.tokens}>
          <p className={classes['warning']}>{tokenTexts.why}</p>
          <TokenList />
          <NewToken />
        </Section>
        <Section title={accountTexts.deleteAccount}>
          <DeleteAccount username={account.username} />
        </Section>
      </div>
    </div>
  );
}
