import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useDeleteAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';

/** Deletes the account after the user typed its name. */
export function DeleteAccount({ username }: { username: string }) {
  const remove = useDeleteAccount();
  const [typed, setTyped] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === username) remove.mutate();
  };
  return (
    <>
      <p className={classes['warning']}>{accountTexts.deleteWarning}</p>
      <Button color="red" variant="light" onClick={() => setTyped('')} className={classes['start']}>
        {accountTexts.deleteAccount}
      </Button>
      <Modal
        opened={typed !== null}
        onClose={() => setTyped(null)}
        title={accountTexts.deleteAccount}
        size="sm"
        centered
      >
        <form className={classes['form']} onSubmit={submit}>
          <TextInput
            label={accountTexts.deleteAsk(username)}
            autoComplete="off"
            data-autofocus
            value={typed ?? ''}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {remove.error && <Message kind="error">{errorSentence(remove.error)}</Message>}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={() => setTyped(null)}>
              {accountTexts.cancel}
            </Button>
            <Button type="submit" color="red" disabled={typed !== username} loading={remove.isPending}>
              {accountTexts.deleteYes}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
