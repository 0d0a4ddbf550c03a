import { Modal } from '@mantine/core';
import { FileDown, FileUp } from 'lucide-react';
import { useState } from 'react';
import { toForgeError, type ForgeError } from '../../core/errors.ts';
import { errorSentence } from '../i18n/error-texts.ts';
import { useProjectStore } from '../project/project-store.ts';
import { texts } from '../i18n/texts.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Message } from '../ui/message.tsx';
import { chooseProjectFile } from './choose-project-file.ts';
import { exportOpenProject, importProject } from './project-actions.ts';

/** Buttons that save the open project to a file, and open a project from a file. */
export function ProjectButtons() {
  const locked = useProjectStore((state) => state.locked);
  const [error, setError] = useState<ForgeError | null>(null);
  const open = () => {
    chooseProjectFile((file) => {
      importProject(file).catch((reason: unknown) => setError(toForgeError(reason)));
    });
  };
  return (
    <>
      <IconButton icon={FileUp} label={texts.openProject} disabled={locked} onClick={open} />
      <IconButton icon={FileDown} label={texts.saveProject} disabled={locked} onClick={exportOpenProject} />
      <Modal opened={error !== null} onClose={() => setError(null)} title={texts.projectFailed} centered>
        <Message kind="error">{error && errorSentence(error)}</Message>
      </Modal>
    </>
  );
}
