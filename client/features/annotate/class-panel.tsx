import { Button, Modal, TextInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { validateClassName } from '../../../core/export/safe-names.ts';
import type { LabelClass } from '../../../core/schema/project.ts';
import { formatCount } from '../../lib/format.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from '../../ui/section.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import classes from './panel.module.css';

/** The classes of the project: add, choose the one for new boxes, delete. */
export function ClassPanel() {
  const labelClasses = useProjectStore((state) => state.project?.classes) ?? [];
  const tracks = useProjectStore((state) => state.project?.tracks) ?? [];
  const [leaving, setLeaving] = useState<LabelClass | null>(null);
  const objectsOf = ({ id }: LabelClass) => tracks.filter((track) => track.classId === id).length;
  const remove = (labelClass: LabelClass) => {
    if (objectsOf(labelClass) > 0) setLeaving(labelClass);
    else useProjectStore.getState().removeClass(labelClass.id);
  };
  return (
    <Section title={texts.classes} note={labelClasses.length > 0 ? labelClasses.length : undefined}>
      {labelClasses.length === 0 && <p className={classes['empty']}>{texts.noClasses}</p>}
      {labelClasses.length > 0 && (
        <ul className={classes['rows']}>
          {labelClasses.map((labelClass, at) => (
            <ClassRow
              key={labelClass.id}
              labelClass={labelClass}
              position={at}
              objects={objectsOf(labelClass)}
              onRemove={() => remove(labelClass)}
            />
          ))}
        </ul>
      )}
      <ClassForm existing={labelClasses.map(({ name }) => name)} />
      {leaving && <ConfirmRemoval labelClass={leaving} objects={objectsOf(leaving)} onClose={() => setLeaving(null)} />}
    </Section>
  );
}

interface ClassRowProps {
  readonly labelClass: LabelClass;
  readonly position: number;
  readonly objects: number;
  onRemove(): void;
}

function ClassRow({ labelClass, position, objects, onRemove }: ClassRowProps) {
  const active = useProjectStore((state) => state.activeClassId === labelClass.id);
  const locked = useProjectStore((state) => state.locked);
  return (
    <li className={classes['row']} data-active={active}>
      <button
        type="button"
        className={classes['pick']}
        aria-pressed={active}
        onClick={() => useProjectStore.getState().activateClass(labelClass.id)}
      >
        <Swatch color={labelClass.color} />
        <span className={classes['name']}>{labelClass.name}</span>
        <span className={classes['detail']}>{objects > 0 && formatCount(objects, 'object')}</span>
        {position < 9 && (
          <kbd className={classes['digit']} aria-hidden>
            {position + 1}
          </kbd>
        )}
      </button>
      <IconButton
        icon={Trash2}
        label={texts.deleteClass(labelClass.name)}
        size={28}
        iconSize={14}
        disabled={locked}
        onClick={onRemove}
      />
    </li>
  );
}

function ClassForm({ existing }: { existing: readonly string[] }) {
  const [name, setName] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const locked = useProjectStore((state) => state.locked);
  const drafts = useProjectStore((state) => state.drafts.length);
  const field = useRef<HTMLInputElement>(null);
  // A box without a class asks for one.
  useEffect(() => {
    if (drafts > 0) field.current?.focus();
  }, [drafts]);
  const verdict = validateClassName(name, existing);
  const shown = !verdict.ok && (name !== '' || submitted) ? verdict.sentence : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (!verdict.ok) {
      field.current?.focus();
      return;
    }
    useProjectStore.getState().addClass(name);
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

function ConfirmRemoval(props: { labelClass: LabelClass; objects: number; onClose(): void }) {
  const { labelClass, objects, onClose } = props;
  return (
    <Modal opened onClose={onClose} title={texts.deleteClass(labelClass.name)} size="sm" centered>
      <p style={{ marginTop: 0, fontSize: 13 }}>
        {texts.deleteClassAsk(labelClass.name, formatCount(objects, 'object'))}
      </p>
      <div className={classes['buttons']} style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.keep}
        </Button>
        <Button
          color="red"
          onClick={() => {
            useProjectStore.getState().removeClass(labelClass.id);
            onClose();
          }}
        >
          {texts.deleteClassYes}
        </Button>
      </div>
    </Modal>
  );
}
