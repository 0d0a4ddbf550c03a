import { useState } from 'react';
import { CloseButton } from '@mantine/core';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useSavingStore } from '../../project/storage/saving-store.ts';
import { Message } from '../../ui/message.tsx';
import { projectTexts } from './project-texts.ts';
import classes from './projects.module.css';

/** Warnings about the open project: that it cannot be saved, or that a run was interrupted. */
export function ProjectNotices({ interrupted }: { readonly interrupted: boolean }) {
  const error = useSavingStore((state) => (state.status === 'failed' ? state.error : null));
  const [dismissed, setDismissed] = useState(false);
  return (
    <>
      {error && (
        <Message kind="error" title={projectTexts.notSaved}>
          {errorSentence(error)}
        </Message>
      )}
      {interrupted && !dismissed && (
        <div className={classes['notice']}>
          <Message kind="info">{projectTexts.interrupted}</Message>
          <CloseButton size="sm" aria-label={projectTexts.dismiss} onClick={() => setDismissed(true)} />
        </div>
      )}
    </>
  );
}
