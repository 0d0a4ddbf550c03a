import { Button, Tooltip } from '@mantine/core';
import {
  BoxSelect,
  Brush,
  Eraser,
  Eye,
  EyeOff,
  Maximize,
  MousePointer2,
  Pentagon,
  Plus,
  Redo2,
  Sparkles,
  Undo2,
  ZoomIn,
  ZoomOut,
  type LucideIcon,
} from 'lucide-react';
import { centreBox } from './gestures/box-edit.ts';
import { formatPercent } from '../../i18n/format.ts';
import type { ActionId } from '../../keymap/actions.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { stepName } from './step-texts.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { annotateTexts } from './annotate-texts.ts';
import { tryEdit } from '../../project/edit-attempt.ts';
import { finishTool } from './labels.ts';
import { chooseTool } from './tools.ts';
import { useToolStore, type DrawingTool, type Tool } from './tool-store.ts';
import classes from './toolbar.module.css';

const ZOOM_STEP = 1.25;

const TOOLS: readonly { readonly tool: Tool; readonly icon: LucideIcon; readonly action: ActionId }[] = [
  { tool: 'select', icon: MousePointer2, action: 'edit.cancel' },
  { tool: 'box', icon: BoxSelect, action: 'tool.box' },
  { tool: 'polygon', icon: Pentagon, action: 'tool.polygon' },
  { tool: 'brush', icon: Brush, action: 'tool.brush' },
  { tool: 'eraser', icon: Eraser, action: 'tool.eraser' },
];

/** Tools for the frame view. */
export function Toolbar() {
  return (
    <div className={classes['toolbar']} role="toolbar" aria-label={annotateTexts.tools}>
      <Tools />
      <span className={classes['separator']} />
      <History />
      <span className={classes['grow']} />
      <Zoom />
    </div>
  );
}

function Tools() {
  const locked = useProjectStore((state) => state.locked);
  const smart = useToolStore((state) => state.tool === 'smart');
  const smartKey = useKeyLabel('tool.smart');
  return (
    <>
      {TOOLS.map((each) => (
        <ToolButton key={each.tool} {...each} />
      ))}
      <Tooltip label={withKey(annotateTexts.smart, smartKey)}>
        <Button
          variant={smart ? 'light' : 'subtle'}
          color={smart ? 'indigo' : 'gray'}
          px={8}
          classNames={{ root: classes['smart'], section: classes['icon'] }}
          aria-label={annotateTexts.smart}
          aria-pressed={smart}
          disabled={locked}
          leftSection={<Sparkles size={16} aria-hidden />}
          onClick={() => chooseTool('smart')}
        >
          <span className={classes['label']}>{annotateTexts.smart}</span>
        </Button>
      </Tooltip>
      <span className={classes['separator']} />
      <Tooltip label={texts.addBoxHint}>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          classNames={{ root: classes['add'], section: classes['icon'] }}
          aria-label={texts.addBox}
          disabled={locked}
          leftSection={<Plus size={16} aria-hidden />}
          onClick={addCentreBox}
        >
          <span className={classes['label']}>{texts.addBox}</span>
        </Button>
      </Tooltip>
      <MasksButton />
    </>
  );
}

function ToolButton({ tool, icon, action }: (typeof TOOLS)[number]) {
  const pressed = useToolStore((state) => state.tool === tool);
  const locked = useProjectStore((state) => state.locked);
  const shortcut = useKeyLabel(action);
  return (
    <IconButton
      icon={icon}
      label={toolName(tool)}
      {...(shortcut === undefined ? {} : { shortcut })}
      pressed={pressed}
      disabled={locked && tool !== 'select'}
      onClick={() => chooseTool(tool)}
    />
  );
}

function toolName(tool: Tool): string {
  const names: Readonly<Record<Exclude<DrawingTool, 'box'>, string>> = annotateTexts;
  return tool === 'select' ? texts.selectTool : tool === 'box' ? texts.drawTool : names[tool];
}

const withKey = (name: string, key: string | undefined) => (key === undefined ? name : `${name} (${key})`);

function MasksButton() {
  const { masksVisible, toggleMasks } = useToolStore();
  const shortcut = useKeyLabel('view.masks');
  return (
    <IconButton
      icon={masksVisible ? Eye : EyeOff}
      label={texts.masks}
      {...(shortcut === undefined ? {} : { shortcut })}
      pressed={masksVisible}
      onClick={toggleMasks}
    />
  );
}

function addCentreBox(): void {
  const rank = useVideoStore.getState().shown?.rank;
  const box = centreBox(useViewStore.getState().frame);
  if (rank === undefined) return;
  // As after a drawn box: the object is selected, and Escape clears the selection.
  if (tryEdit(() => useProjectStore.getState().addObject(rank, { kind: 'box', box }))) finishTool();
}

function History() {
  const back = useProjectStore((state) => (state.locked ? undefined : state.past.at(-1)?.step));
  const forth = useProjectStore((state) => (state.locked ? undefined : state.future.at(-1)?.step));
  const { undo, redo } = useProjectStore.getState();
  const [undoKey, redoKey] = [useKeyLabel('edit.undo') ?? '', useKeyLabel('edit.redo') ?? ''];
  return (
    <>
      <IconButton
        icon={Undo2}
        label={texts.undo}
        detail={back && stepName(back)}
        shortcut={undoKey}
        disabled={!back}
        onClick={undo}
      />
      <IconButton
        icon={Redo2}
        label={texts.redo}
        detail={forth && stepName(forth)}
        shortcut={redoKey}
        disabled={!forth}
        onClick={redo}
      />
    </>
  );
}

function Zoom() {
  const scale = useViewStore((state) => state.view.scale);
  const { zoom, fit } = useViewStore.getState();
  const fitKey = useKeyLabel('view.fit');
  const [outKey, inKey] = [useKeyLabel('view.zoomOut'), useKeyLabel('view.zoomIn')];
  return (
    <div className={classes['zooming']}>
      <IconButton icon={ZoomOut} label={texts.zoomOut} shortcut={outKey} onClick={() => zoom(1 / ZOOM_STEP)} />
      <span className={classes['zoom']}>{formatPercent(scale)}</span>
      <IconButton icon={ZoomIn} label={texts.zoomIn} shortcut={inKey} onClick={() => zoom(ZOOM_STEP)} />
      <IconButton icon={Maximize} label={texts.fit} shortcut={fitKey} onClick={fit} />
    </div>
  );
}
