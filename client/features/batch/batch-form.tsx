import { Button, Checkbox, Loader, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { datasetFormatSchema, type DatasetFormat } from '../../../core/schema/dataset-spec.ts';
import { formatBytes } from '../../lib/format.ts';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { capacityQuery } from '../../lib/job-queries.ts';
import { jobTexts } from '../../lib/job-texts.ts';
import { findKeptVideo } from '../../lib/project-storage/kept-videos.ts';
import type { ListedProject, ProjectSummary } from '../../lib/project-storage/stored-project.ts';
import { useProjects } from '../../lib/project-storage/use-projects.ts';
import { texts } from '../../lib/texts.ts';
import { Message } from '../../ui/message.tsx';
import { batchTexts } from './batch-texts.ts';
import classes from './batch.module.css';
import type { BatchOrder } from './batch-store.ts';

interface BatchFormProps {
  onCancel(): void;
  onSend(projects: readonly ProjectSummary[], order: BatchOrder): void;
}

/** Which projects go to the server, and what their datasets have in common. */
export function BatchForm({ onCancel, onSend }: BatchFormProps) {
  const { data: capacity } = useQuery(capacityQuery);
  const { data: projects, error } = useSendable(capacity?.limits.videoBytes);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [format, setFormat] = useState<DatasetFormat>('yolo-detect');
  const [namePattern, setPattern] = useState('{project}');
  const [review, setReview] = useState(false);
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  if (!projects) return <Loader size={20} role="status" aria-label={batchTexts.choose} />;
  if (projects.length === 0) return <p className={classes['note']}>{batchTexts.none}</p>;
  const going = projects.filter(({ summary, fault }) => fault === null && chosen.includes(summary.id));
  const fault = faultOf(namePattern, going.length);
  return (
    <form
      className={classes['dialog']}
      onSubmit={(event) => {
        event.preventDefault();
        if (going.length === 0 || fault) return;
        const kind = review ? 'labels' : 'dataset';
        onSend(
          going.map(({ summary }) => summary),
          { format, namePattern, kind },
        );
      }}
    >
      <p className={classes['note']}>{batchTexts.why}</p>
      <ProjectChoice projects={projects} chosen={chosen} onChoose={setChosen} />
      <TextInput
        label={batchTexts.name}
        description={batchTexts.nameHint}
        value={namePattern}
        error={fault}
        maxLength={200}
        onChange={(event) => setPattern(event.currentTarget.value)}
      />
      <Select
        label={texts.format}
        data={datasetFormatSchema.options.map((value) => ({ value, label: texts.formats[value] }))}
        value={format}
        allowDeselect={false}
        onChange={(value) => setFormat(datasetFormatSchema.parse(value))}
      />
      <p className={classes['note']}>{batchTexts.rest}</p>
      <Checkbox
        label={jobTexts.reviewFirst}
        checked={review}
        onChange={(event) => setReview(event.currentTarget.checked)}
      />
      {capacity?.workers === 0 && <Message kind="info">{batchTexts.noWorker}</Message>}
      <div className={classes['foot']}>
        <Button variant="default" onClick={onCancel}>
          {batchTexts.cancel}
        </Button>
        <Button type="submit" disabled={going.length === 0 || fault !== null}>
          {batchTexts.start(going.length)}
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with a pattern of names; null where nothing is. */
function faultOf(pattern: string, count: number): string | null {
  if (pattern.trim() === '') return batchTexts.nameEmpty;
  return count > 1 && !/\{(project|n)\}/.test(pattern) ? batchTexts.nameSame : null;
}

interface SendableProject {
  readonly summary: ProjectSummary;
  /** Why it cannot be sent; null where it can. */
  readonly fault: string | null;
}

interface ProjectChoiceProps {
  readonly projects: readonly SendableProject[];
  readonly chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

function ProjectChoice({ projects, chosen, onChoose }: ProjectChoiceProps) {
  const possible = projects.filter(({ fault }) => fault === null).map(({ summary }) => summary.id);
  const all = possible.length > 0 && possible.every((id) => chosen.includes(id));
  return (
    <fieldset className={classes['projects']}>
      <legend>{batchTexts.choose}</legend>
      <Checkbox
        label={batchTexts.chooseAll}
        checked={all}
        indeterminate={!all && chosen.length > 0}
        disabled={possible.length === 0}
        onChange={() => onChoose(all ? [] : possible)}
      />
      <div className={classes['list']}>
        {projects.map(({ summary: { id, name, labelledFrames, video }, fault }) => (
          <Checkbox
            key={id}
            label={name}
            description={fault ?? batchTexts.facts(labelledFrames, formatBytes(video.size))}
            disabled={fault !== null}
            checked={chosen.includes(id)}
            onChange={(event) =>
              onChoose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

/** The projects of this browser that have labels, and why those that cannot be sent cannot. */
function useSendable(limitBytes: number | undefined) {
  const projects = useProjects();
  const labelled = projects.data?.filter(({ summary, fault }) => fault === null && summary.labelledFrames > 0);
  const sendable = useQuery({
    queryKey: ['sendable-projects', labelled?.map(({ summary }) => [summary.id, summary.updatedAt]), limitBytes],
    queryFn: () => Promise.all((labelled ?? []).map((project) => sendableOf(project, limitBytes))),
    enabled: labelled !== undefined,
    networkMode: 'always',
  });
  return { data: sendable.data, error: projects.error ?? sendable.error };
}

async function sendableOf({ summary }: ListedProject, limitBytes = Infinity): Promise<SendableProject> {
  if (summary.video.size > limitBytes) return { summary, fault: batchTexts.tooLarge(formatBytes(limitBytes)) };
  const kept = await findKeptVideo(summary.video);
  return { summary, fault: kept ? null : batchTexts.noVideo };
}
