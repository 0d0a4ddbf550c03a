import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Account } from '../../../core/schema/api/accounts.ts';
import { useChangeAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';
import { faultOf, generalFault } from './field-faults.ts';

/** Username and e-mail address. */
export function DetailsForm({ account }: { account: Account }) {
  const change = useChangeAccount();
  const [form, setForm] = useState({ username: account.username, email: account.email });
  const changed = form.username !== account.username || form.email !== account.email;
  const fault = generalFault(change.error, ['username', 'email']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(form);
  };
  const edit = (part: Partial<typeof form>) => {
    change.reset();
    setForm({ ...form, ...part });
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label={accountTexts.username}
        autoComplete="username"
        value={form.username}
        error={faultOf(change.error, 'username')}
        onChange={(event) => edit({ username: event.currentTarget.value })}
      />
      <TextInput
        label={accountTexts.email}
        type="email"
        autoComplete="email"
        value={form.email}
        error={faultOf(change.error, 'email')}
        onChange={(event) => edit({ email: event.currentTarget.value })}
      />
      {fault && <Message kind="error">{fault}</Message>}
      {change.isSuccess && !changed && <Message kind="success">{accountTexts.saved}</Message>}
      <Button type="submit" disabled={!changed} loading={change.isPending}>
        {accountTexts.save}
      </Button>
    </form>
  );
}
