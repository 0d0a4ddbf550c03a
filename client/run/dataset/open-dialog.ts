import { checkLabels, hasLabelErrors } from '../../../core/dataset/check-labels.ts';
import { withoutLabelledFrames } from '../../../core/dataset/chosen-frames.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetChoices } from './dataset-choices.ts';
import { useDatasetDialog } from './dialog-store.ts';

/** Checks the labels of the chosen frames, and opens the dialog unless they have errors. */
export function openDatasetDialog(): void {
  const { project } = useProjectStore.getState();
  if (!project) return;
  const problems = checkLabels(withoutLabelledFrames(project, useDatasetChoices.getState().leftOut));
  if (useVideoStore.getState().playing) videoClient.pause();
  useDatasetDialog.setState(({ checks }) => ({ opened: !hasLabelErrors(problems), problems, checks: checks + 1 }));
}
