import { Button, Menu } from '@mantine/core';
import { CircleUser, Gauge, Images, ListTodo, LogOut, UserCog } from 'lucide-react';
import { Link } from 'wouter';
import { useAccount, useSignOut } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';

/** The sign-in button, or the menu of the user's account. */
export function AccountMenu() {
  const { data: account } = useAccount();
  const signOut = useSignOut();
  if (!account)
    return (
      <Button variant="default" onClick={() => void askToSignIn()}>
        {accountTexts.signIn}
      </Button>
    );
  return (
    <Menu position="bottom-end" width={200} withinPortal={false}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<CircleUser size={16} aria-hidden />}
          aria-label={accountTexts.menu}
          maw={160}
        >
          {account.username}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href="/datasets" leftSection={<Images size={15} aria-hidden />}>
          {datasetTexts.myDatasets}
        </Menu.Item>
        <Menu.Item component={Link} href="/jobs" leftSection={<ListTodo size={15} aria-hidden />}>
          {jobTexts.myJobs}
        </Menu.Item>
        <Menu.Item component={Link} href="/account" leftSection={<UserCog size={15} aria-hidden />}>
          {accountTexts.account}
        </Menu.Item>
        {account.role === 'admin' && (
          <Menu.Item component={Link} href="/admin" leftSection={<Gauge size={15} aria-hidden />}>
            {accountTexts.administration}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={15} aria-hidden />} onClick={() => signOut.mutate(false)}>
          {accountTexts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
