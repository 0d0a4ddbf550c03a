import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { ApiError } from '../../api/api-client.ts';
import { useChangeDataset } from '../../api/dataset-queries.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { fieldFaultSentence } from '../../i18n/field-fault-sentence.ts';
import { Message } from '../../ui/message.tsx';
import classes from './datasets.module.css';

/** Edits name and description of a dataset. */
export function EditDataset({ dataset }: { dataset: Dataset }) {
  const change = useChangeDataset(dataset.id);
  const [form, setForm] = useState<{ name: string; description: string } | null>(null);
  const close = () => {
    setForm(null);
    change.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form) change.mutate(form, { onSuccess: close });
  };
  const fault = (field: string) => {
    const said = change.error instanceof ApiError ? change.error.fault(field) : undefined;
    return said === undefined ? undefined : fieldFaultSentence(said);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<Pencil size={14} aria-hidden />}
        onClick={() => setForm({ name: dataset.name, description: dataset.description })}
      >
        {datasetTexts.edit}
      </Button>
      <Modal opened={form !== null} onClose={close} title={datasetTexts.edit} size="md" centered>
        <form className={classes['form']} onSubmit={submit} noValidate>
          <TextInput
            label={datasetTexts.name}
            maxLength={100}
            data-autofocus
            value={form?.name ?? ''}
            error={fault('name')}
            onChange={(event) => form && setForm({ ...form, name: event.currentTarget.value })}
          />
          <Textarea
            label={datasetTexts.description}
            size="xs"
            autosize
            minRows={3}
            maxRows={10}
            maxLength={2000}
            value={form?.description ?? ''}
            error={fault('description')}
            onChange={(event) => form && setForm({ ...form, description: event.currentTarget.value })}
          />
          {change.error && !fault('name') && !fault('description') && (
            <Message kind="error">{errorSentence(change.error)}</Message>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={close}>
              {datasetTexts.cancel}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {datasetTexts.save}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
