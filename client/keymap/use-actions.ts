import { useEffect, useRef } from 'react';
import type { ActionId } from './actions.ts';
import { actionOf } from './keymap-store.ts';
import { pressedKeys } from './pressed.ts';

export type ActionHandlers = Readonly<Partial<Record<ActionId, () => void>>>;

/** The registered handlers, oldest first: the newest that knows an action gets it. */
const listeners: { current: ActionHandlers }[] = [];

/** Runs the action of a key or button. Returns false when nothing on the page handles it. */
export function runAction(id: ActionId): boolean {
  const handler = listeners.findLast(({ current }) => current[id] !== undefined)?.current[id];
  handler?.();
  return handler !== undefined;
}

/** Handles actions while the component is mounted. */
export function useActions(handlers: ActionHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    listeners.push(latest);
    return () => {
      listeners.splice(listeners.indexOf(latest), 1);
    };
  }, []);
}

/**
 * Listens to the keyboard for the whole page; once, in the app. Keys in fields, in dialogs, and on controls
 * that use them belong to those.
 */
export function useKeyboard(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isElsewhere(event)) return;
      const action = actionOfEvent(event);
      if (action === null || !mayRun(action, event)) return;
      if (runAction(action)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** The action of the first reading of the pressed keys that has one. */
export function actionOfEvent(event: Parameters<typeof pressedKeys>[0]): ActionId | null {
  for (const keys of pressedKeys(event)) {
    const action = actionOf(keys);
    if (action !== null) return action;
  }
  return null;
}

/** Actions that repeat while their key is held. Others run once: a held switch would flicker. */
const REPEATING = /^(frame|keyframe|doubt)\.(next|previous)|^edit\.(undo|redo)$|^brush\.|^view\.zoom/;

function mayRun(action: ActionId, { repeat }: KeyboardEvent): boolean {
  if (repeat && !REPEATING.test(action)) return false;
  // Text that the user selected on the page is what Ctrl+C copies.
  return action !== 'edit.copy' || (getSelection()?.isCollapsed ?? true);
}

const FIELDS =
  'input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, ' +
  '[contenteditable=true], [role=combobox], [role=textbox]';
const PRESSED =
  'button, a[href], summary, input, [role=button], [role=switch], [role=checkbox], [role=radio], ' +
  '[role=slider], [role=tab], [role=menuitem], [role=option]';
/** Controls that are operated by arrows, Home and End. */
const MOVED =
  'input[type=radio], [role=radio], [role=slider], [role=spinbutton], [role=separator][tabindex], ' +
  '[role=tab], [role=menuitem], [role=option], [role=treeitem], [role=gridcell]';
const MOVES = /^(Arrow(Left|Right|Up|Down)|Home|End|PageUp|PageDown)$/;

function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('[role=dialog][aria-modal=true], [role=alertdialog]')) return true;
  if (!(target instanceof Element)) return false;
  if (target.closest(FIELDS) || target.closest('[role=dialog], [role=menu], [role=listbox]')) return true;
  if (MOVES.test(key)) return target.closest(MOVED) !== null;
  return (key === ' ' || key === 'Enter') && target.closest(PRESSED) !== null;
}
