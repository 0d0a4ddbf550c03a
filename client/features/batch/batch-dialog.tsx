import { Button, Modal } from '@mantine/core';
import { Link } from 'wouter';
import { jobsAddress } from '../../api/jobs-address.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { BatchForm } from './batch-form.tsx';
import { BatchProgress } from './batch-progress.tsx';
import { batchTexts } from './batch-texts.ts';
import classes from './batch.module.css';
import { useBatch } from './batch-store.ts';
import { forgetBatch, sendBatch, resendUnfinished, stopBatch, type BatchActions } from './send-batch.ts';

interface BatchDialogProps {
  readonly actions: BatchActions;
  /** Navigates to another page. */
  onGo(address: string): void;
  onClose(): void;
}

/** Sends several projects to the server at once: choice of projects and options, then the progress of each. */
export default function BatchDialog({ actions, onGo, onClose }: BatchDialogProps) {
  useFocusBack();
  const { status, batchId, items } = useBatch();
  const close = () => {
    forgetBatch();
    onClose();
  };
  const leave = (sent: Promise<void>) =>
    void sent.then(() => {
      const { items: ended, batchId: id } = useBatch.getState();
      if (!ended.every(({ state }) => state === 'queued')) return;
      close();
      onGo(jobsAddress({ batchId: id }));
    });
  const isSending = status === 'sending';
  const some = items.some(({ state }) => state === 'queued');
  return (
    <Modal
      opened
      onClose={close}
      title={batchTexts.title}
      size={720}
      centered
      closeOnClickOutside={!isSending}
      closeOnEscape={!isSending}
      withCloseButton={!isSending}
    >
      {status === 'idle' ? (
        <BatchForm onCancel={close} onSend={(projects, order) => leave(sendBatch(projects, order, actions))} />
      ) : (
        <div className={classes['dialog']}>
          <BatchProgress items={items} />
          <div className={classes['foot']}>
            {some && !isSending && (
              <Button component={Link} href={jobsAddress({ batchId })} variant="default" onClick={close}>
                {batchTexts.seeJobs}
              </Button>
            )}
            {isSending ? (
              <Button variant="default" onClick={stopBatch}>
                {batchTexts.stop}
              </Button>
            ) : (
              <>
                <Button variant="default" onClick={close}>
                  {batchTexts.close}
                </Button>
                <Button onClick={() => leave(resendUnfinished(actions))}>{batchTexts.again}</Button>
              </>
            )}
          </div>
        </div>
      )}
    </Modal>
  );
}
