import { Button, Checkbox, Loader, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FIRST_SPEC_CHOICES, isSplitValid } from '../../lib/dataset-form/spec-choices.ts';
import { DoubtsField } from '../../lib/dataset-form/doubts-field.tsx';
import { FormatField, ImageFields, LeaveOutFields, SplitFields } from '../../lib/dataset-form/spec-fields.tsx';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { capacityQuery } from '../../lib/job-queries.ts';
import { jobTexts } from '../../lib/job-texts.ts';
import type { ProjectSummary } from '../../lib/project-storage/stored-project.ts';
import form from '../../ui/form.module.css';
import { Message } from '../../ui/message.tsx';
import { BatchPrice } from './batch-price.tsx';
import { batchTexts } from './batch-texts.ts';
import classes from './batch.module.css';
import type { BatchOrder } from './batch-store.ts';
import { ProjectChoice } from './project-choice.tsx';
import { useSendable } from './use-sendable.ts';

const FIRST_ORDER: BatchOrder = { ...FIRST_SPEC_CHOICES, namePattern: '{project}', kind: 'dataset' };

interface BatchFormProps {
  onCancel(): void;
  onSend(projects: readonly ProjectSummary[], order: BatchOrder): void;
}

/** Which projects go to the server, what their datasets have in common, and what they will cost. */
export function BatchForm({ onCancel, onSend }: BatchFormProps) {
  const { data: capacity } = useQuery(capacityQuery(true));
  const { data: projects, error } = useSendable(capacity?.limits.videoBytes);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [order, setOrder] = useState(FIRST_ORDER);
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  if (!projects) return <Loader size={20} role="status" aria-label={batchTexts.choose} />;
  if (projects.length === 0) return <p className={classes['note']}>{batchTexts.none}</p>;
  const going = projects.flatMap(({ summary, fault }) =>
    fault === null && chosen.includes(summary.id) ? [summary] : [],
  );
  const nameFault = nameFaultOf(order.namePattern, going.length);
  const unready = going.length === 0 || nameFault !== null || !isSplitValid(order);
  const change = (part: Partial<BatchOrder>) => setOrder((before) => ({ ...before, ...part }));
  return (
    <form
      className={classes['dialog']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!unready) onSend(going, order);
      }}
    >
      <p className={classes['note']}>{batchTexts.why}</p>
      <div className={form['columns']}>
        <div className={form['column']}>
          <ProjectChoice projects={projects} chosen={chosen} onChoose={setChosen} />
          <ResultFields order={order} nameFault={nameFault} onChange={change} />
        </div>
        <div className={form['column']}>
          <FormatField value={order} onChange={change} />
          <ImageFields value={order} onChange={change} />
          <SplitFields value={order} onChange={change} />
          <LeaveOutFields value={order} onChange={change} />
          {order.kind === 'dataset' && (
            <DoubtsField value={order.doubts} mayAsk onChange={(doubts) => change({ doubts })} />
          )}
          <BatchPrice projects={going} choices={order} />
        </div>
      </div>
      {capacity?.workers === 0 && <Message kind="info">{batchTexts.noWorker}</Message>}
      <div className={classes['foot']}>
        <Button variant="default" onClick={onCancel}>
          {batchTexts.cancel}
        </Button>
        <Button type="submit" disabled={unready}>
          {batchTexts.start(going.length)}
        </Button>
      </div>
    </form>
  );
}

interface ResultFieldsProps {
  readonly order: BatchOrder;
  readonly nameFault: string | null;
  onChange(part: Partial<BatchOrder>): void;
}

/** How the datasets are called, and whether they are made at once. */
function ResultFields({ order: { namePattern, kind }, nameFault, onChange }: ResultFieldsProps) {
  return (
    <>
      <TextInput
        label={batchTexts.name}
        description={batchTexts.nameHint}
        value={namePattern}
        error={nameFault}
        maxLength={200}
        onChange={(event) => onChange({ namePattern: event.currentTarget.value })}
      />
      <Checkbox
        label={jobTexts.reviewFirst}
        checked={kind === 'labels'}
        onChange={(event) => onChange({ kind: event.currentTarget.checked ? 'labels' : 'dataset' })}
      />
    </>
  );
}

/** What is wrong with a pattern of names; null where nothing is. */
function nameFaultOf(pattern: string, count: number): string | null {
  if (pattern.trim() === '') return batchTexts.nameEmpty;
  return count > 1 && !/\{(project|n)\}/.test(pattern) ? batchTexts.nameSame : null;
}
