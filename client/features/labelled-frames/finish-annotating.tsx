import { Button, Tooltip } from '@mantine/core';
import { CheckCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useBlocked } from '../../ui/use-blocked.tsx';
import { chooseFrames } from '../../run/dataset/dataset-choices.ts';
import { framePictures } from '../../video/frame-pictures.ts';
import { labelledFramesTexts } from './labelled-frames-texts.ts';
import classes from './labelled-frames.module.css';
import { useFrameInView } from './frame-in-view.ts';

/** How long the reason why it is blocked is shown, in milliseconds. */
const TOLD_MS = 5000;

/** Adds the shown frame to the labelled frames of the panel, chosen for the dataset, and clears the selection. */
export function FinishAnnotating() {
  const rank = useVideoStore((state) => state.shown?.rank);
  const labelled = useProjectStore((state) => rank !== undefined && !!state.project?.labelledFrames.includes(rank));
  const [said, setSaid] = useState('');
  const finish = () => {
    if (rank === undefined) return;
    useProjectStore.getState().select(null);
    chooseFrames([rank], true);
    void framePictures.keepShown();
    useFrameInView.setState({ frame: rank, asked: performance.now() });
    setSaid(labelledFramesTexts.kept(rank));
  };
  const { button, why, press } = useBlocked(labelled ? null : labelledFramesTexts.finishFirst, finish);
  const [told, setTold] = useState(0);
  // The toolbar has no room for a sentence: the tooltip shows it for a while, also where there is no mouse to
  // hover.
  useEffect(() => {
    const timer = setTimeout(() => setTold(why.asked), why.asked === 0 ? 0 : TOLD_MS);
    return () => clearTimeout(timer);
  }, [why.asked]);
  const isTelling = why.asked > told;
  return (
    <>
      <Tooltip label={why.reason ?? labelledFramesTexts.finishHint} {...(isTelling ? { opened: true } : {})}>
        <Button
          {...button}
          px={10}
          classNames={{ root: classes['finish'], section: classes['finishIcon'] }}
          aria-label={labelledFramesTexts.finish}
          leftSection={<CheckCheck size={15} aria-hidden />}
          onClick={press}
        >
          <span className={classes['finishLabel']}>{labelledFramesTexts.finish}</span>
        </Button>
      </Tooltip>
      <span className="visually-hidden" role="status">
        {said}
      </span>
      {isTelling && (
        <span key={why.asked} className="visually-hidden" role="alert">
          {why.reason}
        </span>
      )}
    </>
  );
}
