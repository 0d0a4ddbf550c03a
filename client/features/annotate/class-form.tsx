import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { validateClassName } from '../../../core/export/safe-names.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';
import classes from './panel.module.css';
import { stageFocus } from './stage-focus.ts';
import { useToolStore } from './tool-store.ts';
import { chooseTool } from './tools.ts';

interface ClassFormProps {
  /** Names that are taken. */
  readonly existing: readonly string[];
  /** Counts the requests for the field: each one focuses it. */
  readonly asked: number;
  /** A drawn shape waits for its class: the field takes the focus. */
  readonly waiting: boolean;
}

/**
 * Adds a new class; errors in the name are shown while it is typed. When the form is done (a class was added,
 * Escape, Enter with no name), the focus returns to the frame, where keys are shortcuts.
 */
export function ClassForm({ existing, asked, waiting }: ClassFormProps) {
  const [name, setName] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const locked = useProjectStore((state) => state.locked);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked > 0) field.current?.focus();
  }, [asked]);
  useEffect(() => {
    if (waiting) field.current?.focus();
  }, [waiting]);
  const verdict = validateClassName(name, existing);
  const shown = !verdict.ok && (name !== '' || submitted) ? errorSentence(verdict.refusal) : null;
  const leave = () => {
    setName('');
    setSubmitted(false);
    stageFocus.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const done = event.key === 'Escape' || (event.key === 'Enter' && name.trim() === '');
    if (!done || event.nativeEvent.isComposing) return;
    event.preventDefault();
    leave();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (!verdict.ok || !tryDispatch({ type: 'class.add', name })) {
      field.current?.focus();
      return;
    }
    // After the first class the first object is drawn, unless one is drawn already.
    if (existing.length === 0 && !waiting && useToolStore.getState().tool === 'select') chooseTool('box');
    leave();
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
        onKeyDown={onKeyDown}
      />
      <Button type="submit" variant="default" disabled={locked}>
        {texts.addClass}
      </Button>
    </form>
  );
}
