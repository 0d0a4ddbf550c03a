import { Button, Tooltip } from '@mantine/core';
import { BoxSelect, Eye, EyeOff, Maximize, MousePointer2, Plus, Redo2, Undo2, ZoomIn, ZoomOut } from 'lucide-react';
import { centreBox } from '../../lib/box-edit.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { useViewStore } from '../../lib/view-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useToolStore } from './tool-store.ts';
import classes from './toolbar.module.css';

const ZOOM_STEP = 1.25;

/** Tools for the frame view. */
export function Toolbar() {
  return (
    <div className={classes['toolbar']} role="toolbar" aria-label={texts.frameView}>
      <Tools />
      <span className={classes['separator']} />
      <History />
      <span className={classes['grow']} />
      <Zoom />
    </div>
  );
}

function Tools() {
  const { tool, setTool, masksVisible, toggleMasks } = useToolStore();
  const locked = useProjectStore((state) => state.locked);
  return (
    <>
      <IconButton
        icon={MousePointer2}
        label={texts.selectTool}
        shortcut="V"
        pressed={tool === 'select'}
        onClick={() => setTool('select')}
      />
      <Tooltip label={`${texts.drawTool} (N)`}>
        <Button
          variant={tool === 'draw' ? 'light' : 'subtle'}
          color={tool === 'draw' ? 'indigo' : 'gray'}
          px={8}
          aria-pressed={tool === 'draw'}
          disabled={locked}
          leftSection={<BoxSelect size={16} aria-hidden />}
          onClick={() => setTool('draw')}
        >
          {texts.drawTool}
        </Button>
      </Tooltip>
      <Tooltip label={texts.addBoxHint}>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          disabled={locked}
          leftSection={<Plus size={16} aria-hidden />}
          onClick={addCentreBox}
        >
          {texts.addBox}
        </Button>
      </Tooltip>
      <span className={classes['separator']} />
      <IconButton icon={masksVisible ? Eye : EyeOff} label={texts.masks} pressed={masksVisible} onClick={toggleMasks} />
    </>
  );
}

function addCentreBox(): void {
  const rank = useVideoStore.getState().shown?.rank;
  if (rank !== undefined) useProjectStore.getState().addObject(rank, centreBox(useViewStore.getState().frame));
}

function History() {
  const canUndo = useProjectStore((state) => state.past.length > 0 && !state.locked);
  const canRedo = useProjectStore((state) => state.future.length > 0 && !state.locked);
  const { undo, redo } = useProjectStore.getState();
  return (
    <>
      <IconButton icon={Undo2} label={texts.undo} shortcut="Ctrl Z" disabled={!canUndo} onClick={undo} />
      <IconButton icon={Redo2} label={texts.redo} shortcut="Ctrl Shift Z" disabled={!canRedo} onClick={redo} />
    </>
  );
}

function Zoom() {
  const scale = useViewStore((state) => state.view.scale);
  const { zoom, fit } = useViewStore.getState();
  return (
    <>
      <IconButton icon={ZoomOut} label={texts.zoomOut} shortcut="−" onClick={() => zoom(1 / ZOOM_STEP)} />
      <span className={classes['zoom']}>{Math.round(scale * 100)}%</span>
      <IconButton icon={ZoomIn} label={texts.zoomIn} shortcut="+" onClick={() => zoom(ZOOM_STEP)} />
      <IconButton icon={Maximize} label={texts.fit} shortcut="0" onClick={fit} />
    </>
  );
}
