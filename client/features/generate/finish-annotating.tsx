import { Button, Tooltip } from '@mantine/core';
import { CheckCheck } from 'lucide-react';
import { useState } from 'react';
import { useProjectStore } from '../../lib/project-store.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { chooseFrames } from './dataset-choices.ts';
import { keepShownFrame } from './frame-pictures.ts';
import { generateTexts } from './generate-texts.ts';
import classes from './generate.module.css';
import { useFrameInView } from './frame-in-view.ts';

/** Puts the shown frame with its labels into the panel of labelled frames, chosen for the dataset, and lets go of the selected object. */
export function FinishAnnotating() {
  const rank = useVideoStore((state) => state.shown?.rank);
  const labelled = useProjectStore((state) => rank !== undefined && !!state.project?.labelledFrames.includes(rank));
  const [said, setSaid] = useState('');
  const finish = () => {
    if (rank === undefined) return;
    useProjectStore.getState().select(null);
    chooseFrames([rank], true);
    void keepShownFrame();
    useFrameInView.setState({ frame: rank, asked: performance.now() });
    setSaid(generateTexts.kept(rank));
  };
  return (
    <>
      <Tooltip label={labelled ? generateTexts.finishHint : generateTexts.finishFirst}>
        <Button
          px={10}
          classNames={{ root: classes['finish'], section: classes['finishIcon'] }}
          aria-label={generateTexts.finish}
          leftSection={<CheckCheck size={15} aria-hidden />}
          // Not `disabled`: then nobody could find out why.
          data-disabled={!labelled}
          aria-disabled={!labelled}
          onClick={() => labelled && finish()}
        >
          <span className={classes['finishLabel']}>{generateTexts.finish}</span>
        </Button>
      </Tooltip>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
