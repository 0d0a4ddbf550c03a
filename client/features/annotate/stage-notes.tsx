import { Button, CloseButton, Slider } from '@mantine/core';
import type { ReactNode } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatCount, formatNumber } from '../../i18n/plural.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { Message } from '../../ui/message.tsx';
import { annotateTexts } from './annotate-texts.ts';
import { useClipboardNote } from './clipboard-note.ts';
import { dismissEditError, useEditError } from '../../project/edit-attempt.ts';
import { EditNotice } from './edit-notice.tsx';
import { useGestureStore } from './gestures/gesture-store.ts';
import { closePolygon } from './gestures/polygon-gesture.ts';
import { drawingTarget } from './labels.ts';
import { acceptSmart, clearSmart, retrySmart, useSmartStore } from './smart/smart-store.ts';
import { SmartState } from './smart/smart-state.tsx';
import classes from './stage-notes.module.css';
import { BRUSH_SIZES, useToolStore } from './tool-store.ts';

/** Notes over the frame: options and state of the active tool, and why an edit was refused. */
export function StageNotes({ empty }: { empty: boolean }) {
  const tool = useToolStore((state) => state.tool);
  const drafts = useProjectStore((state) => state.drafts.length);
  const locked = useProjectStore((state) => state.locked);
  return (
    <>
      <div className={classes['notes']}>
        {drafts > 0 && <Hint>{texts.nameDraft}</Hint>}
        {drafts === 0 && tool === 'select' && empty && <Hint>{texts.emptyFrameHint}</Hint>}
        {locked && tool !== 'select' && <Hint>{annotateTexts.lockedHint}</Hint>}
        {!locked && (tool === 'brush' || tool === 'eraser') && <BrushOptions />}
        {!locked && tool === 'polygon' && <PolygonOptions />}
        {!locked && tool === 'smart' && <SmartOptions />}
        <ClipboardNote />
        <EditNotice />
      </div>
      <Problem />
    </>
  );
}

function Hint({ children }: { children: ReactNode }) {
  return (
    <div className={classes['note']} data-passive role="status">
      {children}
    </div>
  );
}

function ClipboardNote() {
  const note = useClipboardNote((state) => state.note);
  return note && <Hint>{annotateTexts[note.kind](formatCount(note.labels, 'label'))}</Hint>;
}

function BrushOptions() {
  const size = useToolStore((state) => state.brushSize);
  const tool = useToolStore((state) => state.tool);
  const { setBrushSize } = useToolStore.getState();
  const keys = `${useKeyLabel('brush.narrower') ?? ''} ${useKeyLabel('brush.wider') ?? ''}`.trim();
  const nothing = useProjectStore((state) => state.selectedTrackId === null);
  return (
    <div className={classes['note']}>
      <span aria-hidden>{annotateTexts.brushSize}</span>
      <Slider
        className={classes['slider'] ?? ''}
        min={BRUSH_SIZES.min}
        max={BRUSH_SIZES.max}
        value={size}
        label={null}
        size="sm"
        thumbLabel={annotateTexts.brushSize}
        onChange={setBrushSize}
      />
      <span className={classes['number']}>{annotateTexts.pixels(formatNumber(size))}</span>
      {keys !== '' && <kbd className={classes['key']}>{keys}</kbd>}
      {tool === 'eraser' && nothing ? <span>{annotateTexts.eraserNeeds}</span> : <Target />}
    </div>
  );
}

function PolygonOptions() {
  const corners = useGestureStore((state) => state.ring.length);
  return (
    <div className={classes['note']}>
      <span role="status">{corners < 3 ? annotateTexts.polygonHint : annotateTexts.polygonClose}</span>
      {corners >= 3 && (
        <Button size="compact-xs" onClick={closePolygon}>
          {annotateTexts.finishPolygon}
        </Button>
      )}
      {corners === 0 && <Target />}
    </div>
  );
}

function SmartOptions() {
  const preview = useSmartStore((state) => state.preview);
  const asked = useSmartStore((state) => state.points.length > 0 || state.box !== null);
  const failed = useSmartStore((state) => state.phase === 'failed');
  return (
    <div className={classes['note']} data-testid="smart-options">
      <SmartState />
      {failed && (
        <Button size="compact-xs" onClick={retrySmart}>
          {annotateTexts.tryAgain}
        </Button>
      )}
      {asked && (
        <>
          <Button size="compact-xs" disabled={!preview} onClick={acceptSmart}>
            {annotateTexts.smartAccept}
          </Button>
          <Button size="compact-xs" variant="default" onClick={clearSmart}>
            {annotateTexts.smartClear}
          </Button>
        </>
      )}
      {!asked && <Target />}
    </div>
  );
}

/** Whether the tool changes the selected object; if so, a button to start a new one. */
function Target() {
  const tool = useToolStore((state) => state.tool);
  const rank = useVideoStore((state) => state.shown?.rank);
  const project = useProjectStore((state) => state.project);
  const selectedId = useProjectStore((state) => state.selectedTrackId);
  const selected = project?.tracks.find(({ id }) => id === selectedId) ?? null;
  if (tool === 'select' || rank === undefined || !selected) return null;
  if (!drawingTarget(tool, selected, rank)) return null;
  const name = project?.classes.find(({ id }) => id === selected.classId)?.name ?? '';
  return (
    <>
      <span className={classes['target']}>{annotateTexts.changes(`${name} ${selected.id}`)}</span>
      <Button size="compact-xs" variant="default" onClick={() => useProjectStore.getState().select(null)}>
        {annotateTexts.newObject}
      </Button>
    </>
  );
}

function Problem() {
  const error = useEditError((state) => state.refusal);
  if (!error) return null;
  return (
    <div className={classes['problem']}>
      <Message kind="error">{errorSentence(error)}</Message>
      <CloseButton size="sm" aria-label={texts.dismiss} onClick={dismissEditError} />
    </div>
  );
}
