import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { Check, EllipsisVertical, Merge, PencilLine, Trash2 } from 'lucide-react';
import { useRef, useState, type FormEvent, type RefObject } from 'react';
import { validateClassName } from '../../../core/export/safe-names.ts';
import type { LabelClass } from '../../../core/schema/project.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatCount } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { annotateTexts } from './annotate-texts.ts';
import { ClassColor } from './class-color.tsx';
import { tryDispatch } from '../../project/edit-attempt.ts';
import classes from './panel.module.css';

interface ClassRowProps {
  readonly labelClass: LabelClass;
  readonly position: number;
  /** Names of the other classes. */
  readonly others: readonly string[];
  onAsk(what: 'merge' | 'remove'): void;
}

/** One class: colour, name (chooses the class), key, and a menu of actions. */
export function ClassRow({ labelClass, position, others, onAsk }: ClassRowProps) {
  const [renaming, setRenaming] = useState(false);
  const active = useProjectStore((state) => state.activeClassId === labelClass.id);
  const menu = useRef<HTMLButtonElement>(null);
  if (renaming) {
    const done = () => {
      setRenaming(false);
      // The focus returns to the button that opened the form.
      requestAnimationFrame(() => menu.current?.focus());
    };
    return (
      <li className={classes['row']} data-active={active}>
        <RenameForm labelClass={labelClass} others={others} onDone={done} />
      </li>
    );
  }
  return (
    <li className={classes['row']} data-active={active}>
      <ClassColor labelClass={labelClass} />
      <PickClass labelClass={labelClass} position={position} active={active} onRename={() => setRenaming(true)} />
      <ClassMenu
        labelClass={labelClass}
        canMerge={others.length > 0}
        button={menu}
        onRename={() => setRenaming(true)}
        onAsk={onAsk}
      />
    </li>
  );
}

interface PickClassProps {
  readonly labelClass: LabelClass;
  readonly position: number;
  readonly active: boolean;
  onRename(): void;
}

function PickClass({ labelClass, position, active, onRename }: PickClassProps) {
  const objects = useProjectStore(
    (state) => state.project?.tracks.filter(({ classId }) => classId === labelClass.id).length ?? 0,
  );
  const locked = useProjectStore((state) => state.locked);
  return (
    <button
      type="button"
      className={classes['pick']}
      aria-pressed={active}
      onClick={() => useProjectStore.getState().activateClass(labelClass.id)}
      onDoubleClick={() => {
        if (!locked) onRename();
      }}
    >
      <span className={classes['name']}>{labelClass.name}</span>
      <span className={classes['detail']}>{objects > 0 && formatCount(objects, 'object')}</span>
      {position < 9 && (
        <kbd className={classes['digit']} aria-hidden>
          {position + 1}
        </kbd>
      )}
    </button>
  );
}

interface ClassMenuProps {
  readonly labelClass: LabelClass;
  readonly canMerge: boolean;
  readonly button: RefObject<HTMLButtonElement | null>;
  onRename(): void;
  onAsk(what: 'merge' | 'remove'): void;
}

function ClassMenu({ labelClass, canMerge, button, onRename, onAsk }: ClassMenuProps) {
  const locked = useProjectStore((state) => state.locked);
  const icon = { size: 14, 'aria-hidden': true };
  return (
    <Menu position="bottom-end" withinPortal returnFocus={false}>
      <Menu.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          size={28}
          aria-label={annotateTexts.editClass(labelClass.name)}
          disabled={locked}
        >
          <EllipsisVertical {...icon} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<PencilLine {...icon} />} onClick={onRename}>
          {annotateTexts.rename}
        </Menu.Item>
        <Menu.Item leftSection={<Merge {...icon} />} disabled={!canMerge} onClick={() => onAsk('merge')}>
          {annotateTexts.merge}
        </Menu.Item>
        <Menu.Item color="var(--vdf-bad)" leftSection={<Trash2 {...icon} />} onClick={() => onAsk('remove')}>
          {texts.deleteClass(labelClass.name)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface RenameFormProps {
  readonly labelClass: LabelClass;
  readonly others: readonly string[];
  onDone(): void;
}

/** Enter saves, Escape keeps the old name; leaving the field saves a valid name. */
function RenameForm({ labelClass, others, onDone }: RenameFormProps) {
  const [name, setName] = useState(labelClass.name);
  const left = useRef(false);
  const verdict = validateClassName(name, others);
  const save = () => verdict.ok && tryDispatch({ type: 'class.rename', id: labelClass.id, name });
  const leave = () => {
    left.current = true;
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save()) leave();
  };
  return (
    <form className={classes['rename']} onSubmit={submit} noValidate>
      <TextInput
        aria-label={annotateTexts.newName(labelClass.name)}
        value={name}
        error={verdict.ok ? null : errorSentence(verdict.refusal)}
        autoComplete="off"
        ref={focusAndSelect}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') leave();
        }}
        onBlur={(event) => {
          if (left.current || event.currentTarget.form?.contains(event.relatedTarget)) return;
          save();
          leave();
        }}
      />
      <IconButton
        icon={Check}
        label={annotateTexts.saveName}
        size={28}
        iconSize={14}
        onClick={() => save() && leave()}
      />
    </form>
  );
}

/** Called once, when the field is mounted. */
const focusAndSelect = (field: HTMLInputElement | null) => field?.select();
