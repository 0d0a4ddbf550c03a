import { Button, Tooltip } from '@mantine/core';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Doubt, DoubtReason } from '../../../core/review/doubts.ts';
import { knownFrames, lostFrom } from '../../../core/review/label-state.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Project, Track } from '../../../core/schema/project.ts';
import { useFetchModel } from '../../engine/model-engine.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { runAction } from '../../keymap/use-actions.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useReviewInView } from '../../project/review-in-view.ts';
import { liveCorrection } from '../../run/correction/live-correction.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from '../../ui/section.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { tryDispatch } from '../../project/edit-attempt.ts';
import { objectName } from '../../../core/project/object-name.ts';
import { objectColor } from './object-color.ts';
import { useDoubts } from './project-doubts.ts';
import { goToDoubt } from './review-edits.ts';
import { reviewTexts } from './review-texts.ts';
import classes from './review.module.css';

/** Rows shown at first, and added with every press of the button below them. */
const ROWS = 50;

/**
 * The labels that are most likely wrong, the worst first: a press goes to one, and "Verify" removes it from
 * the list.
 */
export function DoubtList() {
  const project = useProjectStore((state) => state.project);
  const doubts = useDoubts() ?? [];
  const [rows, setRows] = useState(ROWS);
  const asked = useReviewInView((state) => state.asked);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asked > 0) list.current?.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  // Before propagation there are no doubts.
  if (!project || !isCarried(project)) return null;
  return (
    <div ref={list}>
      <Section title={reviewTexts.needsALook} note={<DoubtSteps count={doubts.length} />}>
        {doubts.length === 0 && <p className={classes['quiet']}>{reviewTexts.nothingToLookAt}</p>}
        {doubts.length > 0 && (
          <ul className={classes['doubts']}>
            {doubts.slice(0, rows).map((doubt) => (
              <DoubtRow key={`${doubt.trackId} ${doubt.frame}`} doubt={doubt} project={project} />
            ))}
            {doubts.length > rows && (
              <li>
                <Button variant="subtle" size="compact-xs" fullWidth onClick={() => setRows(rows + ROWS)}>
                  {reviewTexts.showMore(doubts.length - rows)}
                </Button>
              </li>
            )}
          </ul>
        )}
      </Section>
    </div>
  );
}

/** Whether there is any shape that the user did not draw. */
const isCarried = ({ tracks }: Project) =>
  tracks.some(({ shapes }) => Object.values(shapes).some(({ source }) => source !== 'user'));

function DoubtSteps({ count }: { count: number }) {
  const previous = useKeyLabel('doubt.previous');
  const next = useKeyLabel('doubt.next');
  return (
    <span className={classes['steps']}>
      <IconButton
        icon={ArrowUp}
        label={reviewTexts.previousDoubt}
        shortcut={previous}
        size={24}
        iconSize={14}
        disabled={count === 0}
        onClick={() => runAction('doubt.previous')}
      />
      <IconButton
        icon={ArrowDown}
        label={reviewTexts.nextDoubt}
        shortcut={next}
        size={24}
        iconSize={14}
        disabled={count === 0}
        onClick={() => runAction('doubt.next')}
      />
      <span>{formatNumber(count)}</span>
    </span>
  );
}

function DoubtRow({ doubt, project }: { doubt: Doubt; project: Project }) {
  const { trackId, frame, reasons } = doubt;
  const locked = useProjectStore((state) => state.locked);
  const selected = useProjectStore((state) => state.selectedTrackId === trackId);
  const shown = useVideoStore((state) => state.shown?.rank === frame);
  const waits = useProjectStore(({ corrections }) => corrections.some((each) => each.trackId === trackId));
  const track = project.tracks.find(({ id }) => id === trackId);
  if (!track) return null;
  const name = objectName(project, track);
  // A lost object has no label to verify: it can only be marked as outside.
  const lost = reasons.some(({ kind }) => kind === 'lost');
  const says = lost ? outsideText(name, track, frame) : reviewTexts.verifyThis(name, frame);
  const outdated = reasons.some(({ kind }) => kind === 'outdated');
  return (
    <li className={classes['doubt']} data-current={selected && shown}>
      <button type="button" aria-current={selected && shown} onClick={() => goToDoubt(doubt)}>
        <Swatch color={objectColor(project, track)} size={10} />
        <span className={classes['what']}>
          <span>{reviewTexts.goTo(name, frame)}</span>
          <span>{reasons.map(reasonText).join(' · ')}</span>
        </span>
      </button>
      {outdated && waits ? (
        <UpdateButton />
      ) : (
        <Tooltip label={says}>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={says}
            disabled={locked}
            onClick={() => {
              if (lost) tryDispatch({ type: 'shape.setOutside', trackId, frame });
              else tryDispatch({ type: 'shape.setVerified', trackId, frame, verified: true });
            }}
          >
            {lost ? reviewTexts.outside : reviewTexts.verify}
          </Button>
        </Tooltip>
      )}
    </li>
  );
}

/** Goes on with the correction that did not reach the label. */
function UpdateButton() {
  const fetchModel = useFetchModel();
  const blocked = useProjectStore(({ locked, job }) => locked || job !== null);
  return (
    <Button size="compact-xs" disabled={blocked} onClick={() => void liveCorrection.start(fetchModel)}>
      {reviewTexts.update}
    </Button>
  );
}

/** The frames that get marked as outside: those on which it was lost, and none after them. */
function outsideText(name: string, track: Track, frame: FrameIndex): string {
  const last = lostFrom(track, frame).at(-1) ?? frame;
  const next = knownFrames(track).find(({ rank }) => rank > last);
  return next?.shape?.outside === false
    ? reviewTexts.outsideUntil(name, frame, next.rank)
    : reviewTexts.outsideTo(name, frame, last);
}

function reasonText(reason: DoubtReason): string {
  switch (reason.kind) {
    case 'low':
      return reviewTexts.reason.low(reason.confidence);
    case 'area':
      return reviewTexts.reason.area(reason.factor);
    case 'position':
      return reviewTexts.reason.position(reason.sizes);
    case 'extent':
      return reviewTexts.reason.extent(reason.covered, reason.label);
    case 'size':
      return reviewTexts.reason.size(reason.share);
    case 'islands':
      return reviewTexts.reason.islands(reason.factor);
    case 'lost':
      return reviewTexts.reason.lost(reason.frames);
    case 'found':
      return reviewTexts.reason.found;
    case 'fill':
      return reason.fill > 0 ? reviewTexts.reason.fill(reason.fill) : reviewTexts.reason.noFill;
    case 'outdated':
      return reviewTexts.reason.outdated(reason.frames);
  }
}
