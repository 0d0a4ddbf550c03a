import { Checkbox } from '@mantine/core';
import { formatBytes } from '../../i18n/format.ts';
import { batchTexts } from './batch-texts.ts';
import classes from './batch.module.css';
import type { SendableProject } from './use-sendable.ts';

interface ProjectChoiceProps {
  readonly projects: readonly SendableProject[];
  readonly chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

/** The choice of projects for the server, with the reason for each that cannot be sent. */
export function ProjectChoice({ projects, chosen, onChoose }: ProjectChoiceProps) {
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
