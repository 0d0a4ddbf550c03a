import { Button } from '@mantine/core';
import { useState } from 'react';
import type { LabelClass } from '../../../core/schema/project.ts';
import { useActions } from '../../keymap/use-actions.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { Section } from '../../ui/section.tsx';
import { annotateTexts } from './annotate-texts.ts';
import { MergeClass, RemoveClass } from './class-dialogs.tsx';
import { ClassForm } from './class-form.tsx';
import { ClassRow } from './class-row.tsx';
import classes from './panel.module.css';

interface Asking {
  readonly what: 'merge' | 'remove';
  readonly labelClass: LabelClass;
}

/** The classes of the project: add, choose the one for new objects, rename, recolour, merge, delete. */
export function ClassPanel() {
  const labelClasses = useProjectStore((state) => state.project?.classes) ?? [];
  const waiting = useProjectStore((state) => state.drafts.length > 0);
  const [asked, setAsked] = useState(0);
  const ask = () => setAsked(asked + 1);
  useActions({ 'class.add': ask });
  const [asking, setAsking] = useState<Asking | null>(null);
  // A shape that was drawn without a class waits for one.
  const formShown = asked > 0 || waiting || labelClasses.length > 0;
  return (
    <Section title={texts.classes} note={labelClasses.length > 0 ? labelClasses.length : undefined}>
      {labelClasses.length === 0 && (
        <p className={classes['empty']}>{formShown ? texts.noClasses : annotateTexts.startHint}</p>
      )}
      {labelClasses.length > 0 && (
        <ul className={classes['rows']}>
          {labelClasses.map((labelClass, at) => (
            <ClassRow
              key={labelClass.id}
              labelClass={labelClass}
              position={at}
              others={labelClasses.filter(({ id }) => id !== labelClass.id).map(({ name }) => name)}
              onAsk={(what) => setAsking({ what, labelClass })}
            />
          ))}
        </ul>
      )}
      {formShown ? (
        <ClassForm existing={labelClasses.map(({ name }) => name)} asked={asked} waiting={waiting} />
      ) : (
        <Button onClick={ask}>{annotateTexts.startAnnotating}</Button>
      )}
      {asking?.what === 'merge' && <MergeClass labelClass={asking.labelClass} onClose={() => setAsking(null)} />}
      {asking?.what === 'remove' && <RemoveClass labelClass={asking.labelClass} onClose={() => setAsking(null)} />}
    </Section>
  );
}
