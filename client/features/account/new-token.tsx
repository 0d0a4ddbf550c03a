import { Button, Checkbox, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { MAX_TOKEN_DAYS, tokenScopeSchema } from '../../../core/schema/api/tokens.ts';
import { useCreateToken } from './token-queries.ts';
import { tokenTexts } from './token-texts.ts';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';
import { faultOf, generalFault } from './field-faults.ts';

const EMPTY = { name: '', scopes: [...tokenScopeSchema.options], days: 90 };

/** Creates a personal access token, and shows its secret until the user confirms having copied it. */
export function NewToken() {
  const create = useCreateToken();
  const [form, setForm] = useState(EMPTY);
  if (create.data) return <NewSecret secret={create.data.secret} onDone={create.reset} />;
  const fault = generalFault(create.error, ['name', 'scopes', 'days']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(form, { onSuccess: () => setForm(EMPTY) });
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label={tokenTexts.name}
        description={tokenTexts.nameHint}
        autoComplete="off"
        value={form.name}
        error={faultOf(create.error, 'name')}
        onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
      />
      <Checkbox.Group
        label={tokenTexts.may}
        size="xs"
        value={form.scopes}
        error={faultOf(create.error, 'scopes')}
        onChange={(scopes) => setForm({ ...form, scopes })}
      >
        <Stack gap={10} mt={6}>
          {tokenScopeSchema.options.map((scope) => (
            <Checkbox key={scope} value={scope} label={tokenTexts.scopes[scope]} />
          ))}
        </Stack>
      </Checkbox.Group>
      <NumberInput
        label={tokenTexts.days}
        min={1}
        max={MAX_TOKEN_DAYS}
        allowDecimal={false}
        value={form.days}
        error={faultOf(create.error, 'days')}
        onChange={(days) => setForm({ ...form, days: Number(days) })}
      />
      {fault && <Message kind="error">{fault}</Message>}
      <Button type="submit" disabled={!form.name.trim() || form.scopes.length === 0} loading={create.isPending}>
        {tokenTexts.create}
      </Button>
    </form>
  );
}

type CopyState = 'not yet' | 'copied' | 'failed';

function NewSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const [copy, setCopy] = useState<CopyState>('not yet');
  const copyNow = () => {
    navigator.clipboard.writeText(secret).then(
      () => setCopy('copied'),
      (error: unknown) => {
        console.warn('The token was not copied.', error);
        setCopy('failed');
      },
    );
  };
  return (
    <div className={classes['form']}>
      <Message kind="info">{tokenTexts.secretTitle}</Message>
      <TextInput label={tokenTexts.secret} readOnly value={secret} onFocus={(event) => event.currentTarget.select()} />
      {copy === 'copied' && <Message kind="success">{tokenTexts.copied}</Message>}
      {copy === 'failed' && <Message kind="error">{tokenTexts.copyFailed}</Message>}
      <Group gap={8}>
        <Button onClick={copyNow}>{tokenTexts.copy}</Button>
        <Button variant="default" onClick={onDone}>
          {tokenTexts.done}
        </Button>
      </Group>
    </div>
  );
}
