import { Anchor, Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useSignIn, useSignUp } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { closeSignIn, useSignInPrompt } from '../../api/sign-in-prompt.ts';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';
import { faultOf, generalFault } from './field-faults.ts';

/** Dialog to sign in or up over the current work, which goes on afterwards. */
export function SignInDialog() {
  const opened = useSignInPrompt((state) => state.answer !== null);
  const [isNew, setNew] = useState(false);
  return (
    <Modal
      opened={opened}
      onClose={() => closeSignIn(false)}
      title={isNew ? accountTexts.signUp : accountTexts.signInTitle}
      size={380}
      centered
    >
      <p className={classes['why']}>{accountTexts.signInWhy}</p>
      {isNew ? <SignUpForm /> : <SignInForm />}
      <p className={classes['other']}>
        {isNew ? accountTexts.haveAccount : accountTexts.noAccount}{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => setNew(!isNew)}>
          {isNew ? accountTexts.signIn : accountTexts.signUp}
        </Anchor>
      </p>
    </Modal>
  );
}

function SignInForm() {
  const signIn = useSignIn();
  const [form, setForm] = useState({ login: '', password: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(form, { onSuccess: () => closeSignIn(true) });
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label={accountTexts.login}
        autoComplete="username"
        data-autofocus
        required
        value={form.login}
        error={faultOf(signIn.error, 'login')}
        onChange={(event) => setForm({ ...form, login: event.currentTarget.value })}
      />
      <PasswordInput
        label={accountTexts.password}
        autoComplete="current-password"
        size="xs"
        required
        value={form.password}
        error={faultOf(signIn.error, 'password')}
        onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
      />
      <Fault error={signIn.error} fields={['login', 'password']} />
      <Button type="submit" loading={signIn.isPending}>
        {accountTexts.signIn}
      </Button>
    </form>
  );
}

function SignUpForm() {
  const signUp = useSignUp();
  const [form, setForm] = useState({ username: '', email: '', password: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate(form, { onSuccess: () => closeSignIn(true) });
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label={accountTexts.username}
        description={accountTexts.usernameHint}
        autoComplete="username"
        data-autofocus
        required
        value={form.username}
        error={faultOf(signUp.error, 'username')}
        onChange={(event) => setForm({ ...form, username: event.currentTarget.value })}
      />
      <TextInput
        label={accountTexts.email}
        type="email"
        autoComplete="email"
        required
        value={form.email}
        error={faultOf(signUp.error, 'email')}
        onChange={(event) => setForm({ ...form, email: event.currentTarget.value })}
      />
      <PasswordInput
        label={accountTexts.password}
        description={accountTexts.passwordHint}
        autoComplete="new-password"
        size="xs"
        required
        value={form.password}
        error={faultOf(signUp.error, 'password')}
        onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
      />
      <Fault error={signUp.error} fields={['username', 'email', 'password']} />
      <Button type="submit" loading={signUp.isPending}>
        {accountTexts.signUp}
      </Button>
    </form>
  );
}

/** The error of a form that belongs to none of its fields. */
function Fault({ error, fields }: { error: Error | null; fields: readonly string[] }) {
  const fault = generalFault(error, fields);
  return fault ? <Message kind="error">{fault}</Message> : null;
}
