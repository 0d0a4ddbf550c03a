import { Button, Modal, Select } from '@mantine/core';
import { useState } from 'react';
import type { ClassId } from '../../../core/schema/brands.ts';
import type { LabelClass, Project } from '../../../core/schema/project.ts';
import { formatCount } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { annotateTexts } from './annotate-texts.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';
import classes from './panel.module.css';

interface ClassDialogProps {
  readonly labelClass: LabelClass;
  onClose(): void;
}

/** Asks before a class is deleted, and says what is deleted with it. */
export function RemoveClass({ labelClass, onClose }: ClassDialogProps) {
  useFocusBack();
  const project = useProjectStore((state) => state.project);
  const { objects, labels } = contents(project, labelClass.id);
  const { name, id } = labelClass;
  return (
    <Modal opened onClose={onClose} title={texts.deleteClass(name)} size="sm" centered>
      <p className={classes['sentence']}>
        {objects === 0
          ? annotateTexts.deleteEmpty(name)
          : annotateTexts.deleteFull(name, formatCount(objects, 'object'), formatCount(labels, 'label'))}
      </p>
      <div className={classes['answers']}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.keep}
        </Button>
        <Button
          color="red"
          onClick={() => {
            tryDispatch({ type: 'class.remove', id });
            onClose();
          }}
        >
          {texts.deleteClassYes}
        </Button>
      </div>
    </Modal>
  );
}

/** Asks which class the labels are merged into, and says what that changes. */
export function MergeClass({ labelClass, onClose }: ClassDialogProps) {
  useFocusBack();
  const project = useProjectStore((state) => state.project);
  const others = project?.classes.filter(({ id }) => id !== labelClass.id) ?? [];
  const [intoId, setIntoId] = useState<ClassId | null>(others[0]?.id ?? null);
  const into = others.find(({ id }) => id === intoId);
  const { objects } = contents(project, labelClass.id);
  return (
    <Modal opened onClose={onClose} title={annotateTexts.mergeTitle(labelClass.name)} size="sm" centered>
      <Select
        label={annotateTexts.mergeInto}
        data={others.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={intoId === null ? null : String(intoId)}
        data-autofocus
        onChange={(value) => setIntoId(others.find(({ id }) => String(id) === value)?.id ?? null)}
      />
      {into && (
        <p className={classes['sentence']}>
          {annotateTexts.mergeAsk(labelClass.name, into.name, formatCount(objects, 'object'))}
        </p>
      )}
      <div className={classes['answers']}>
        <Button variant="default" onClick={onClose}>
          {annotateTexts.cancel}
        </Button>
        <Button
          disabled={!into}
          onClick={() => {
            if (into) tryDispatch({ type: 'class.merge', from: labelClass.id, into: into.id });
            onClose();
          }}
        >
          {annotateTexts.mergeYes}
        </Button>
      </div>
    </Modal>
  );
}

/** Numbers of a class's objects and of their labels in the whole video. */
function contents(project: Project | null, id: ClassId): { readonly objects: number; readonly labels: number } {
  const tracks = project?.tracks.filter(({ classId }) => classId === id) ?? [];
  const shapes = tracks.flatMap((track) => Object.values(track.shapes));
  return { objects: tracks.length, labels: shapes.filter(({ outside }) => !outside).length };
}
