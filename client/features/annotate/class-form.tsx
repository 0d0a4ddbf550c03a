import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { validateClassName } from '../../../core/export/safe-names.ts';
import { fieldSentence } from '../../lib/i18n/error-texts.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { tryDispatch } from '../../lib/edit-attempt.ts';
import classes from './panel.module.css';

interface ClassFormProps {
  /** Names that are taken. */
  readonly existing: readonly string[];
  /** The field takes the focus when this becomes true. */
  readonly focused: boolean;
}

/** Names a new class; what is wrong with the name is said while it is typed. */
export function ClassForm({ existing, focused }: ClassFormProps) {
  const [name, setName] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const locked = useProjectStore((state) => state.locked);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  const verdict = validateClassName(name, existing);
  const shown = !verdict.ok && (name !== '' || submitted) ? fieldSentence(verdict.sentence) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (!verdict.ok || !tryDispatch({ type: 'class.add', name })) {
      field.current?.focus();
      return;
    }
    setName('');
    setSubmitted(false);
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        ref={field}
        label={texts.className}
        placeholder={texts.classPlaceholder}
        value={name}
        error={shown}
        disabled={locked}
        autoComplete="off"
        onChange={(event) => {
          setName(event.currentTarget.value);
          setSubmitted(false);
        }}
      />
      <Button type="submit" variant="default" disabled={locked}>
        {texts.addClass}
      </Button>
    </form>
  );
}
