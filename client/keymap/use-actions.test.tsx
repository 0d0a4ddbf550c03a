import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReactNode } from 'react';
import { assignKeys, choosePreset } from './keymap-store.ts';
import { runAction, useActions, useKeyboard, type ActionHandlers } from './use-actions.ts';

function Page({ handlers, children }: { handlers: ActionHandlers; children?: ReactNode }) {
  useKeyboard();
  useActions(handlers);
  return <>{children}</>;
}

function Part({ handlers }: { handlers: ActionHandlers }) {
  useActions(handlers);
  return null;
}

beforeEach(() => choosePreset('cvat'));
afterEach(cleanup);

/**
 * Presses keys at the focus. Returns whether the page prevented the browser's default for the last of them.
 */
function press(init: KeyboardEventInit, target: Element = document.activeElement ?? document.body): boolean {
  return !target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
}
const F = { key: 'f', code: 'KeyF' };

describe('keys', () => {
  it('do what they are for, and the browser does nothing with them', () => {
    const next = vi.fn();
    render(<Page handlers={{ 'frame.next': next }} />);
    expect(press(F)).toBe(true);
    expect(press({ key: 'а', code: 'KeyF' })).toBe(true); // a Russian layout
    expect(next).toHaveBeenCalledTimes(2);
    expect(press({ ...F, ctrlKey: true })).toBe(false);
    expect(press({ key: 'd', code: 'KeyD' })).toBe(false); // no handler
    assignKeys('frame.next', 'J');
    expect([press(F), press({ key: 'j', code: 'KeyJ' })]).toEqual([false, true]);
    expect(next).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['a text field', <input key="it" />],
    ['a long text', <textarea key="it" />],
    ['a list', <select key="it" />],
    ['a rich text', <div key="it" contentEditable="true" suppressContentEditableWarning tabIndex={0} />],
    ['a dialog', <div key="it" role="dialog" tabIndex={0} />],
    ['a menu', <div key="it" role="menu" tabIndex={0} />],
  ])('belong to %s while the focus is in it', (_, element) => {
    const next = vi.fn();
    const { container } = render(<Page handlers={{ 'frame.next': next }}>{element}</Page>);
    const target = container.firstElementChild ?? container;
    expect(press(F, target)).toBe(false);
    expect(next).not.toHaveBeenCalled();
  });

  it('do nothing behind an open dialog, wherever the focus is', () => {
    const next = vi.fn();
    render(
      <Page handlers={{ 'frame.next': next }}>
        <div role="dialog" aria-modal="true" />
      </Page>,
    );
    press(F, document.body);
    expect(next).not.toHaveBeenCalled();
  });

  it('that press or move what has the focus are left to it; others work there', () => {
    choosePreset('labelStudio');
    const [play, next, smart] = [vi.fn(), vi.fn(), vi.fn()];
    render(
      <Page handlers={{ 'video.play': play, 'frame.next': next, 'tool.smart': smart }}>
        <button type="button">b</button>
        <input type="radio" aria-label="r" />
      </Page>,
    );
    const [button, radio] = [screen.getByRole('button'), screen.getByRole('radio')];
    expect(press({ key: ' ', code: 'Space' }, button)).toBe(false);
    expect(press({ key: 'ArrowRight', code: 'ArrowRight' }, radio)).toBe(false);
    expect([play, next].map((each) => each.mock.calls.length)).toEqual([0, 0]);
    press({ key: 'ArrowRight', code: 'ArrowRight' }, button);
    press({ key: 's', code: 'KeyS' }, radio);
    press({ key: ' ', code: 'Space' }, document.body);
    expect([play, next, smart].map((each) => each.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('that are held repeat a step, and switch something only once', () => {
    const [next, masks] = [vi.fn(), vi.fn()];
    render(<Page handlers={{ 'frame.next': next, 'view.masks': masks }} />);
    for (const repeat of [false, true, true]) {
      press({ ...F, repeat });
      press({ key: 'm', code: 'KeyM', repeat });
    }
    expect([next, masks].map((each) => each.mock.calls.length)).toEqual([3, 1]);
  });

  it('are not taken while a character is being composed, nor from a listener that took them already', () => {
    const next = vi.fn();
    render(
      <Page handlers={{ 'frame.next': next }}>
        <div tabIndex={0} data-testid="own" onKeyDown={(event) => event.preventDefault()} />
      </Page>,
    );
    press({ ...F, isComposing: true });
    press(F, screen.getByTestId('own'));
    expect(next).not.toHaveBeenCalled();
  });

  it('copy text where text is selected', async () => {
    const copy = vi.fn();
    render(
      <Page handlers={{ 'edit.copy': copy }}>
        <p>some words</p>
      </Page>,
    );
    const control = { key: 'c', code: 'KeyC', ctrlKey: true };
    expect(press(control)).toBe(true);
    await userEvent.tripleClick(screen.getByText('some words'));
    expect(press(control)).toBe(false);
    expect(copy).toHaveBeenCalledTimes(1);
    getSelection()?.removeAllRanges();
  });
});

describe('an action', () => {
  it('goes to the newest part of the page that answers to it, until that is gone', () => {
    const [page, part, other] = [vi.fn(), vi.fn(), vi.fn()];
    render(<Page handlers={{ 'edit.cancel': page }} />);
    const newer = render(<Part handlers={{ 'edit.cancel': part }} />);
    render(<Part handlers={{ 'edit.undo': other }} />);
    expect(runAction('edit.cancel')).toBe(true);
    newer.rerender(<Part handlers={{}} />);
    expect(runAction('edit.cancel')).toBe(true);
    newer.rerender(<Part handlers={{ 'edit.cancel': part }} />);
    newer.unmount();
    expect(runAction('edit.cancel')).toBe(true);
    expect(runAction('edit.paste')).toBe(false);
    expect([page, part, other].map((each) => each.mock.calls.length)).toEqual([2, 1, 0]);
  });
});
