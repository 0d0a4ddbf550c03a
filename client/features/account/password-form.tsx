import { Button, PasswordInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useChangePassword } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';
import { faultOf, generalFault } from './field-faults.ts';

const EMPTY = { currentPassword: '', newPassword: '' };

/** Changes the password; that signs all other devices out. */
export function PasswordForm() {
  const change = useChangePassword();
  const [form, setForm] = useState(EMPTY);
  const fault = generalFault(change.error, ['currentPassword', 'newPassword']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(form, { onSuccess: () => setForm(EMPTY) });
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <PasswordInput
        label={accountTexts.currentPassword}
        autoComplete="current-password"
        size="xs"
        value={form.currentPassword}
        error={faultOf(change.error, 'currentPassword')}
        onChange={(event) => setForm({ ...form, currentPassword: event.currentTarget.value })}
      />
      <PasswordInput
        label={accountTexts.newPassword}
        description={accountTexts.passwordHint}
        autoComplete="new-password"
        size="xs"
        value={form.newPassword}
        error={faultOf(change.error, 'newPassword')}
        onChange={(event) => setForm({ ...form, newPassword: event.currentTarget.value })}
      />
      {fault && <Message kind="error">{fault}</Message>}
      {change.isSuccess && <Message kind="success">{accountTexts.passwordChanged}</Message>}
      <Button type="submit" disabled={!form.currentPassword || !form.newPassword} loading={change.isPending}>
        {accountTexts.changePassword}
      </Button>
    </form>
  );
}
