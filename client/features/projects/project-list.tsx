import { Button, Loader } from '@mantine/core';
import { CloudUpload, FileUp } from 'lucide-react';
import { useId, useState } from 'react';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import type { ListedProject } from '../../project/storage/stored-project.ts';
import { Message } from '../../ui/message.tsx';
import { ProjectCard } from './project-card.tsx';
import { DeleteDialog, RenameDialog } from './project-dialogs.tsx';
import { projectTexts } from './project-texts.ts';
import classes from './projects.module.css';
import { useProjects } from '../../project/storage/use-projects.ts';

/** The actions on a project of the list; each throws an error with a message for the user. */
interface ProjectActions {
  rename(id: string, name: string): Promise<void>;
  duplicate(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Downloads it as a project file. */
  saveFile(id: string): Promise<void>;
}

interface ProjectListProps {
  /** The id of the project in the workspace. */
  readonly openId: string | null;
  readonly actions: ProjectActions;
  addressOf(id: string): string;
  /** Asks for a project file. */
  onOpenFile(): void;
  /** Opens the choice of projects to label on the server. */
  onSend(): void;
  /** Why the last project file could not be opened. */
  readonly fileError: ForgeError | null;
  /** The message was read, or no longer applies. */
  onDismissFileError(): void;
}

/** The projects of this browser: open, rename, duplicate, save as a file, delete, and import one from a file. */
export function ProjectList(props: ProjectListProps) {
  const { openId, actions, addressOf, onOpenFile, onSend, fileError, onDismissFileError } = props;
  const title = useId();
  const projects = useProjects();
  const [asking, setAsking] = useState<Question | null>(null);
  const [error, setError] = useState<ForgeError | null>(null);
  const hasLabels = projects.data?.some(({ summary, fault }) => fault === null && summary.labelledFrames > 0);
  const dismiss = () => {
    setError(null);
    onDismissFileError();
  };
  const openFile = () => {
    dismiss();
    onOpenFile();
  };
  const run = (action: Promise<void>) => {
    dismiss();
    action.catch((reason: unknown) => setError(toForgeError(reason)));
  };
  return (
    <section className={classes['projects']} data-empty={projects.data?.length === 0} aria-labelledby={title}>
      <div className={classes['head']}>
        <h2 id={title}>{projectTexts.title}</h2>
        <div className={classes['buttons']}>
          {hasLabels && (
            <Button variant="default" leftSection={<CloudUpload size={15} aria-hidden />} onClick={onSend}>
              {projectTexts.send}
            </Button>
          )}
          <Button variant="default" leftSection={<FileUp size={15} aria-hidden />} onClick={openFile}>
            {projectTexts.openFile}
          </Button>
        </div>
      </div>
      <Fault title={projectTexts.failed} error={error ?? fileError} onDismiss={dismiss} />
      <Fault title={projectTexts.couldNotList} error={projects.error} />
      {projects.isPending && <Loader size={20} role="status" aria-label={projectTexts.loading} />}
      {projects.data?.length === 0 && <p className={classes['empty']}>{projectTexts.empty}</p>}
      <ul className={classes['grid']} aria-labelledby={title}>
        {projects.data?.map((project) => (
          <ProjectCard
            key={project.summary.id}
            project={project}
            isOpen={project.summary.id === openId}
            address={addressOf(project.summary.id)}
            onRename={() => setAsking({ what: 'rename', project })}
            onDuplicate={() => run(actions.duplicate(project.summary.id))}
            onSaveFile={() => run(actions.saveFile(project.summary.id))}
            onRemove={() => setAsking({ what: 'remove', project })}
          />
        ))}
      </ul>
      {asking && <Asking {...asking} actions={actions} onRun={run} onClose={() => setAsking(null)} />}
    </section>
  );
}

interface FaultProps {
  readonly title: string;
  readonly error: Error | null;
  onDismiss?(): void;
}

interface Question {
  readonly what: 'rename' | 'remove';
  readonly project: ListedProject;
}

interface AskingProps extends Question {
  readonly actions: ProjectActions;
  onRun(action: Promise<void>): void;
  onClose(): void;
}

function Asking({ what, project, actions, onRun, onClose }: AskingProps) {
  const { id, name } = project.summary;
  return what === 'rename' ? (
    <RenameDialog name={name} onClose={onClose} onRename={(wanted) => onRun(actions.rename(id, wanted))} />
  ) : (
    <DeleteDialog name={name} onClose={onClose} onDelete={() => onRun(actions.remove(id))} />
  );
}

function Fault({ title, error, onDismiss }: FaultProps) {
  if (!error) return null;
  const dismiss = onDismiss ? { dismiss: { label: projectTexts.dismiss, press: onDismiss } } : {};
  return (
    <Message kind="error" title={title} {...dismiss}>
      {errorSentence(error)}
    </Message>
  );
}
