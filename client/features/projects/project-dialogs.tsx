import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { projectTexts } from './project-texts.ts';
import classes from './projects.module.css';

const MAX_NAME_LENGTH = 200;

/** Asks for a new name of a project. */
export function RenameDialog(props: { readonly name: string; onClose(): void; onRename(name: string): void }) {
  useFocusBack();
  const [name, setName] = useState(props.name);
  const trimmed = name.trim();
  const fault = trimmed === '' ? projectTexts.nameEmpty : trimmed.length > MAX_NAME_LENGTH && projectTexts.nameLong;
  return (
    <Modal opened onClose={props.onClose} title={projectTexts.renameTitle} size="sm" centered>
      <form
        className={classes['dialog']}
        onSubmit={(event) => {
          event.preventDefault();
          if (fault) return;
          props.onClose();
          if (trimmed !== props.name) props.onRename(trimmed);
        }}
      >
        <TextInput
          label={projectTexts.name}
          value={name}
          error={fault}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            {projectTexts.cancel}
          </Button>
          <Button type="submit" disabled={fault !== false}>
            {projectTexts.rename}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** Asks before a project is deleted. */
export function DeleteDialog(props: { readonly name: string; onClose(): void; onDelete(): void }) {
  useFocusBack();
  return (
    <Modal opened onClose={props.onClose} title={projectTexts.removeTitle} size="sm" centered>
      <div className={classes['dialog']}>
        <p>{projectTexts.removeAsk(props.name)}</p>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {projectTexts.keep}
          </Button>
          <Button
            color="red"
            onClick={() => {
              props.onClose();
              props.onDelete();
            }}
          >
            {projectTexts.removeYes}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
