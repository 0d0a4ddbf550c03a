import { Button, Checkbox, Loader, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FIRST_SPEC_CHOICES, isSplitValid } from '../../run/dataset-form/spec-choices.ts';
import { DoubtsField } from '../../run/dataset-form/doubts-field.tsx';
import { FormatField, ImageFields, LeaveOutFields, SplitFields } from '../../run/dataset-form/spec-fields.tsx';
import { errorSentence } from '../../i18n/error-texts.ts';
import { capacityQuery } from '../../api/job-queries.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { texts } from '../../i18n/texts.ts';
import type { ProjectSummary } from '../../project/storage/stored-project.ts';
import form from '../../ui/form.module.css';
import { Message } from '../../ui/message.tsx';
import { useBlocked, BlockedReasonNote } from '../../ui/use-blocked.tsx';
import { BatchPrice } from './batch-price.tsx';
import { batchTexts } from './batch-texts.ts';
import classes from './batch.module.css';
import type { BatchOrder } from './batch-store.ts';
import { ProjectChoice } from './project-choice.tsx';
import { useSendable, type SendableProject } from './use-sendable.ts';

const FIRST_ORDER: BatchOrder = { ...FIRST_SPEC_CHOICES, namePattern: '{project}', kind: 'dataset' };

interface BatchFormProps {
  onCancel(): void;
  onSend(projects: readonly ProjectSummary[], order: BatchOrder): void;
}

/** The choice of projects, the common options of their datasets, and the total price. */
export function BatchForm(props: BatchFormProps) {
  const { data: capacity } = useQuery(capacityQuery(true));
  const { data: projects, error } = useSendable(capacity?.limits.videoBytes);
  // Stored here, since the list of projects is rendered again when the server's limits are known.
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [order, setOrder] = useState(FIRST_ORDER);
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  if (!projects) return <Loader size={20} role="status" aria-label={batchTexts.choose} />;
  if (projects.length === 0) return <p className={classes['note']}>{batchTexts.none}</p>;
  return (
    <Fields
      {...props}
      {...{ projects, chosen, order }}
      noWorker={capacity?.workers === 0}
      onChoose={setChosen}
      onChange={(part) => setOrder((before) => ({ ...before, ...part }))}
    />
  );
}

interface FieldsProps extends BatchFormProps {
  readonly projects: readonly SendableProject[];
  readonly noWorker: boolean;
  readonly chosen: readonly string[];
  readonly order: BatchOrder;
  onChoose(ids: readonly string[]): void;
  onChange(part: Partial<BatchOrder>): void;
}

function Fields(props: FieldsProps) {
  const { projects, noWorker, chosen, order, onChoose, onChange, onCancel, onSend } = props;
  const going = projects.flatMap(({ summary, fault }) =>
    fault === null && chosen.includes(summary.id) ? [summary] : [],
  );
  const nameFault = nameFaultOf(order.namePattern, going.length);
  const splitFault = isSplitValid(order) ? null : texts.splitInvalid;
  const reason = going.length === 0 ? batchTexts.chooseFirst : (nameFault ?? splitFault);
  const { button, why, press } = useBlocked(reason, () => onSend(going, order));
  return (
    <form
      className={classes['dialog']}
      onSubmit={(event) => {
        event.preventDefault();
        press();
      }}
    >
      <p className={classes['note']}>{batchTexts.why}</p>
      <div className={form['columns']}>
        <div className={form['column']}>
          <ProjectChoice projects={projects} chosen={chosen} onChoose={onChoose} />
          <ResultFields order={order} nameFault={nameFault} onChange={onChange} />
        </div>
        <div className={form['column']}>
          <FormatField value={order} onChange={onChange} />
          <ImageFields value={order} onChange={onChange} />
          <SplitFields value={order} onChange={onChange} />
          <LeaveOutFields value={order} onChange={onChange} />
          {order.kind === 'dataset' && (
            <DoubtsField value={order.doubts} mayAsk onChange={(doubts) => onChange({ doubts })} />
          )}
          <BatchPrice projects={going} choices={order} />
        </div>
      </div>
      {noWorker && <Message kind="info">{batchTexts.noWorker}</Message>}
      <div className={classes['foot']}>
        <Button variant="default" onClick={onCancel}>
          {batchTexts.cancel}
        </Button>
        <Button type="submit" {...button}>
          {batchTexts.start(going.length)}
        </Button>
      </div>
      <BlockedReasonNote why={why} />
    </form>
  );
}

interface ResultFieldsProps {
  readonly order: BatchOrder;
  readonly nameFault: string | null;
  onChange(part: Partial<BatchOrder>): void;
}

/** The names of the datasets, and whether they are made at once. */
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

/** The error of a name pattern; null where it is valid. */
function nameFaultOf(pattern: string, count: number): string | null {
  if (pattern.trim() === '') return batchTexts.nameEmpty;
  return count > 1 && !/\{(project|n)\}/.test(pattern) ? batchTexts.nameSame : null;
}
