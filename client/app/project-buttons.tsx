import { Modal } from '@mantine/core';
import { FileDown, FileUp } from 'lucide-react';
import { useState } from 'react';
import { safeVideoStem } from '../../core/export/safe-names.ts';
import { ForgeError, toForgeError } from '../../core/errors.ts';
import { parseProject } from '../../core/schema/project.ts';
import { useProjectStore } from '../lib/project-store.ts';
import { saveBlob } from '../lib/save-blob.ts';
import { texts } from '../lib/texts.ts';
import { useVideoStore } from '../lib/video-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Message } from '../ui/message.tsx';

/** Keep the labels in a file, and take them up again on the same video. */
export function ProjectButtons() {
  const locked = useProjectStore((state) => state.locked);
  const [error, setError] = useState<ForgeError | null>(null);
  const open = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.json,application/json';
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) openProject(file).catch((reason: unknown) => setError(toForgeError(reason)));
    });
    input.click();
  };
  return (
    <>
      <IconButton icon={FileUp} label={texts.openProject} disabled={locked} onClick={open} />
      <IconButton icon={FileDown} label={texts.saveProject} disabled={locked} onClick={saveProject} />
      <Modal opened={error !== null} onClose={() => setError(null)} title={texts.projectFailed} centered>
        <Message kind="error">{error?.message}</Message>
      </Modal>
    </>
  );
}

function saveProject(): void {
  const { project } = useProjectStore.getState();
  if (!project) return;
  const json = `${JSON.stringify(project)}\n`;
  saveBlob(new Blob([json], { type: 'application/json' }), `${safeVideoStem(project.video.name)}.vdf.json`);
}

async function openProject(file: File): Promise<void> {
  const project = parseProject(parseJson(await file.text()));
  const { metadata } = useVideoStore.getState();
  const { frameCount, width, height } = project.video;
  const same = metadata?.frameCount === frameCount && metadata.width === width && metadata.height === height;
  if (!same) throw new ForgeError('project_invalid', texts.otherVideo);
  useProjectStore.getState().start(project);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ForgeError('project_invalid', texts.notJson, { cause });
  }
}
