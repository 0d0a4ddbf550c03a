import { Tooltip, UnstyledButton } from '@mantine/core';
import { CircleAlert, CircleCheck, CircleDashed, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useActions } from '../../keymap/use-actions.ts';
import { useSavingStore } from '../../project/storage/saving-store.ts';
import { projectTexts } from './project-texts.ts';
import classes from './projects.module.css';

const ICONS = { none: CircleCheck, saved: CircleCheck, unsaved: CircleDashed, saving: RefreshCw, failed: CircleAlert };
/** How long a manual save is confirmed, in milliseconds. */
const SAY_MS = 4000;

/**
 * Whether the latest change is stored in the browser. Pressed, or by the key for saving, it saves at once and
 * confirms it.
 *
 * @param onSave saves; the result is in the saving store
 */
export function SaveIndicator({ onSave }: { onSave(): Promise<void> }) {
  const { status, error, video } = useSavingStore();
  const [said, setSaid] = useState(false);
  const save = () => {
    void onSave().then(() => setSaid(useSavingStore.getState().status === 'saved'));
  };
  useActions({ 'project.save': save });
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(false), SAY_MS);
    return () => clearTimeout(timer);
  }, [said]);
  if (status === 'none') return null;
  const Icon = ICONS[status];
  const state = error && status === 'failed' ? errorSentence(error) : projectTexts.state[status];
  return (
    <>
      <Tooltip label={[state, ...(video === 'none' ? [] : [projectTexts.video[video]])].join(' ')} multiline maw={300}>
        <UnstyledButton className={classes['indicator']} data-status={status} data-video={video} onClick={save}>
          <Icon size={15} aria-hidden />
          <span>{projectTexts.state[status]}</span>
          <span className="visually-hidden">{projectTexts.save}</span>
        </UnstyledButton>
      </Tooltip>
      <span role="status" className={said ? classes['said'] : 'visually-hidden'}>
        {said && projectTexts.savedNow}
      </span>
    </>
  );
}
