import { Checkbox } from '@mantine/core';
import { Pencil, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import { formatTimecode } from '../../i18n/format.ts';
import { formatCount } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { chooseFrames } from '../../run/dataset/dataset-choices.ts';
import { stableLabels, type DrawnLabel } from '../../video/draw-labels.ts';
import { useFrameInView } from './frame-in-view.ts';
import { useFramePictures, framePictures } from '../../video/frame-pictures.ts';
import { labelledFramesTexts } from './labelled-frames-texts.ts';
import { texts } from '../../i18n/texts.ts';
import classes from './labelled-frames.module.css';
import { LabelledPicture } from '../../video/labelled-picture.tsx';

/** One labelled frame: its picture, whether it is used, and actions. */
export function LabelledFrameRow({ frame, chosen }: { frame: FrameIndex; chosen: boolean }) {
  const row = useRef<HTMLLIElement>(null);
  const shown = useVideoStore((state) => state.shown?.rank === frame);
  const time = useVideoStore((state) => state.timestamps[frame] ?? 0);
  const locked = useProjectStore((state) => state.locked);
  const labels = useLabels(frame);
  useScrollIntoView(row, frame);
  return (
    <li ref={row} className={classes['frame']} data-shown={shown} data-chosen={chosen}>
      <Checkbox
        aria-label={labelledFramesTexts.chooseFrame(frame)}
        checked={chosen}
        onChange={(event) => chooseFrames([frame], event.currentTarget.checked)}
      />
      <button
        type="button"
        className={classes['open']}
        aria-label={labelledFramesTexts.openFrame(frame)}
        aria-current={shown}
        onClick={() => videoClient.seek(frame)}
      >
        <Picture frame={frame} labels={labels} row={row} />
        <span className={classes['facts']}>
          <strong>{texts.frameNamed(frame)}</strong>
          <span>{formatTimecode(time)}</span>
          <span>{formatCount(labels.length, 'object')}</span>
        </span>
      </button>
      <IconButton
        icon={Pencil}
        label={labelledFramesTexts.editFrame(frame)}
        size={28}
        iconSize={14}
        disabled={locked}
        onClick={() => edit(frame)}
      />
      <IconButton
        icon={Trash2}
        label={labelledFramesTexts.removeFrame(frame)}
        size={28}
        iconSize={14}
        disabled={locked}
        onClick={() => useProjectStore.getState().dispatch({ type: 'frame.clear', frame })}
      />
    </li>
  );
}

type Labels = readonly DrawnLabel[];

function useLabels(frame: FrameIndex): Labels {
  const select = useMemo(() => stableLabels(frame), [frame]);
  return useProjectStore(({ project }) => select(project));
}

function Picture({ frame, labels, row }: { frame: FrameIndex; labels: Labels; row: { current: Element | null } }) {
  const picture = useFramePictures((state) => state.pictures.get(frame) ?? null);
  const metadata = useVideoStore((state) => state.metadata);
  const missing = picture === null;
  useEffect(() => {
    const place = row.current;
    if (!missing || !place) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) framePictures.request(frame);
      else framePictures.cancelRequest(frame);
    });
    observer.observe(place);
    return () => {
      observer.disconnect();
      framePictures.cancelRequest(frame);
    };
  }, [missing, frame, row]);
  if (!metadata) return null;
  return (
    <LabelledPicture picture={picture} labels={labels} frame={metadata} label={labelledFramesTexts.pictureOf(frame)} />
  );
}

/** Goes to the frame and selects one of its objects, so that the next key or drag changes it. */
function edit(frame: FrameIndex): void {
  videoClient.seek(frame);
  const { project, select } = useProjectStore.getState();
  const drawn = project?.tracks.find(({ shapes }) => {
    const shape = shapes[String(frame)];
    return shape?.source === 'user' && !shape.outside;
  });
  select(drawn?.id ?? null);
}

function useScrollIntoView(row: { current: Element | null }, frame: FrameIndex): void {
  const asked = useFrameInView((state) => (state.frame === frame ? state.asked : 0));
  useEffect(() => {
    if (asked > 0) row.current?.scrollIntoView({ block: 'nearest' });
  }, [asked, row]);
}
