import type { LabelProblem } from '../../../core/dataset/check-labels.ts';
import type { TrackId } from '../../../core/schema/brands.ts';
import type { Project } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { Message } from '../../ui/message.tsx';
import { closeDatasetDialog } from '../dataset/dialog-store.ts';
import { labelProblemTexts } from './label-problem-texts.ts';
import { texts } from '../../i18n/texts.ts';
import classes from './dataset-form.module.css';

/** Further problems are only counted: the labels are checked again after these are corrected. */
const MOST = 6;

interface LabelProblemsProps {
  readonly severity: LabelProblem['severity'];
  readonly problems: readonly LabelProblem[];
}

/** The problems of the labels, each with a button that goes there. */
export function LabelProblems({ severity, problems }: LabelProblemsProps) {
  const project = useProjectStore((state) => state.project);
  if (!project || problems.length === 0) return null;
  const title = severity === 'error' ? labelProblemTexts.blocked : labelProblemTexts.warned;
  return (
    <Message kind={severity === 'error' ? 'error' : 'info'} title={title}>
      <ul className={classes['problems']}>
        {problems.slice(0, MOST).map((problem, at) => (
          <li key={at}>
            {sentence(problem, project)} <ToFrame problem={problem} />
          </li>
        ))}
        {problems.length > MOST && <li>{labelProblemTexts.moreProblems(problems.length - MOST)}</li>}
      </ul>
    </Message>
  );
}

function ToFrame({ problem }: { problem: LabelProblem }) {
  if (!('frame' in problem)) return null;
  const { frame, trackId } = problem;
  const open = () => {
    closeDatasetDialog();
    videoClient.seek(frame);
    useProjectStore.getState().select(trackId);
  };
  return (
    <button type="button" className={classes['link']} onClick={open}>
      {texts.frameNamed(frame)}
    </button>
  );
}

function sentence(problem: LabelProblem, project: Project): string {
  const { problems } = labelProblemTexts;
  switch (problem.kind) {
    case 'nothing-labelled':
      return problems['nothing-labelled'];
    case 'empty-class':
      return problems['empty-class'](project.classes.find(({ id }) => id === problem.classId)?.name ?? '');
    case 'double-box':
      return problems['double-box'](nameOf(project, problem.trackId), nameOf(project, problem.otherId));
    case 'outside-frame':
    case 'over-edge':
    case 'tiny-box':
      return problems[problem.kind](nameOf(project, problem.trackId));
  }
}

/** "dog 2", as in the list of objects. */
function nameOf({ tracks, classes: all }: Project, id: TrackId): string {
  const classId = tracks.find((track) => track.id === id)?.classId;
  return `${all.find((each) => each.id === classId)?.name ?? ''} ${id}`;
}
