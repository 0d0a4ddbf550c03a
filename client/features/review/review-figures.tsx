import { Button } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { datasetFrames, figuresOf, SIZE_LIMITS, trackFigures, type Figures } from '../../../core/review/figures.ts';
import { frameIndex } from '../../../core/schema/brands.ts';
import { unknownFrames } from '../../../core/review/presence.ts';
import type { DatasetSpec } from '../../../core/schema/dataset-spec.ts';
import type { Project } from '../../../core/schema/project.ts';
import { formatBytes, formatPercent } from '../../i18n/format.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useInBetween } from '../../project/track-status.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { Section } from '../../ui/section.tsx';
import { BarList } from './bar-list.tsx';
import { HeatGrid } from './heat-grid.tsx';
import { reviewTexts } from './review-texts.ts';
import classes from './review.module.css';
import { cachedByTrack, useEachTrack } from './use-each-track.ts';

/** The image format used where the user chooses none. */
const USUAL_IMAGE: DatasetSpec['image'] = { type: 'jpeg', quality: 92 };

/** The labels in numbers: computed while the panel is open. */
export function ReviewFigures() {
  const project = useProjectStore((state) => state.project);
  const [open, setOpen] = useState(false);
  const body = useId();
  if (!project) return null;
  const Chevron = open ? ChevronDown : ChevronRight;
  const toggle = (
    <Button
      variant="subtle"
      size="compact-xs"
      color="gray"
      aria-label={reviewTexts.showFigures}
      aria-expanded={open}
      aria-controls={body}
      onClick={() => setOpen(!open)}
    >
      <Chevron size={14} aria-hidden />
    </Button>
  );
  return (
    <Section title={reviewTexts.figures} note={toggle}>
      <div id={body} className={classes['figures']}>
        {open && <FiguresOf project={project} />}
      </div>
    </Section>
  );
}

function FiguresOf({ project }: { project: Project }) {
  const figures = useFigures(project);
  if (!figures) return null;
  const { classes: perClass, labels, verified, frames, bytes } = figures;
  return (
    <>
      <dl className={classes['facts']}>
        <dt>{reviewTexts.verifiedShare}</dt>
        <dd>
          {formatPercent(labels === 0 ? 0 : verified / labels)} · {reviewTexts.ofLabels(verified, labels)}
        </dd>
        <dt>{reviewTexts.dataset}</dt>
        <dd>{reviewTexts.datasetSize(frames, labels)}</dd>
        <dt title={reviewTexts.archiveHint}>{reviewTexts.archive}</dt>
        <dd title={reviewTexts.archiveHint}>≈ {formatBytes(bytes)}</dd>
      </dl>
      <BarList
        title={reviewTexts.perClass}
        bars={perClass.flatMap(({ id, objects, labels: value }) => {
          const labelClass = project.classes.find((each) => each.id === id);
          if (!labelClass) return [];
          const { name, color } = labelClass;
          return [{ key: id, name, color, value, text: reviewTexts.classFigures(objects, value) }];
        })}
      />
      <BarList
        title={reviewTexts.sizes}
        hint={reviewTexts.sizesHint}
        bars={SIZE_LIMITS.map((limit, at) => {
          const value = figures.sizes[at] ?? 0;
          return { key: limit, name: reviewTexts.sizeUpTo(limit), value, text: formatNumber(value) };
        })}
      />
      <HeatGrid counts={figures.positions} video={project.video} />
    </>
  );
}

const ranksOf = (list: string) => (list === '' ? [] : list.split(' ').map((rank) => frameIndex(Number(rank))));

/** Null until everything is counted for the first time. */
function useFigures(project: Project): Figures | null {
  const timestamps = useVideoStore((state) => state.timestamps);
  const { video, classes: labelClasses, sampling, range } = project;
  // Every edit makes a new list of the labelled frames, mostly with the same content: the counts are kept as
  // long as it is equal.
  const labelled = project.labelledFrames.join(' ');
  // By default datasets contain no frames on which an object is unknown.
  const unknown = unknownFrames(project, timestamps).join(' ');
  const frames = useMemo(() => {
    return datasetFrames(
      { sampling, ...(range ? { range } : {}), labelledFrames: ranksOf(labelled) },
      timestamps,
      ranksOf(unknown),
    );
  }, [sampling, range, labelled, unknown, timestamps]);
  const between = useInBetween();
  const of = useMemo(
    () => cachedByTrack((track) => trackFigures(track, frames, video, between)),
    [frames, video, between],
  );
  const tracks = useEachTrack(of);
  return useMemo(
    () => tracks && figuresOf({ video, classes: labelClasses }, tracks, frames.size, USUAL_IMAGE),
    [tracks, frames, video, labelClasses],
  );
}
