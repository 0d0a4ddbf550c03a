import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Trash2 } from 'lucide-react';
import { useLocation } from 'wouter';
import { useDeleteDataset } from '../../api/dataset-queries.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { Message } from '../../ui/message.tsx';
import classes from './datasets.module.css';

/** Deletes a dataset after confirmation. */
export function DeleteDataset({ id, name }: { id: string; name: string }) {
  const [opened, ask] = useDisclosure(false);
  const [, navigate] = useLocation();
  const remove = useDeleteDataset(id);
  return (
    <>
      <Button variant="default" color="red" leftSection={<Trash2 size={14} aria-hidden />} onClick={ask.open}>
        {datasetTexts.remove}
      </Button>
      <Modal opened={opened} onClose={ask.close} title={datasetTexts.removeTitle} size="sm" centered>
        <div className={classes['form']}>
          <p className={classes['ask']}>{datasetTexts.removeAsk(name)}</p>
          {remove.error && <Message kind="error">{errorSentence(remove.error)}</Message>}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={ask.close} data-autofocus>
              {datasetTexts.cancel}
            </Button>
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess: () => navigate('/datasets') })}
            >
              {datasetTexts.removeYes}
            </Button>
          </Group>
        </div>
      </Modal>
    </>
  );
}
