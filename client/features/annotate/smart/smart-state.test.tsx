import { render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { imageBox } from '../../../../core/schema/brands.ts';
import { SMART_OFF } from './smart-session.ts';
import { SmartState } from './smart-state.tsx';
import { useSmartStore } from './smart-store.ts';

const IDLE = useSmartStore.getInitialState();
afterEach(() => useSmartStore.setState(IDLE, true));

/** What the state says of a mask that fills the box of the prompt this far. */
function saidOf(fill: number | null): string {
  const preview = { width: 10, height: 1, counts: [0, 5, 5] };
  useSmartStore.setState({ ...SMART_OFF, phase: 'ready', box: imageBox(0, 0, 7, 1), preview, fill });
  const { unmount } = render(<SmartState />);
  const said = screen.getByRole('status').textContent;
  unmount();
  return said;
}

describe('the state of smart select', () => {
  it('says at once where the mask does not fill the box, and what to do', () => {
    expect(saidOf(0.74)).toBe('The mask covers 74% of your box: click on what is missing.');
    expect(saidOf(0.8)).toMatch(/^Click adds/);
    expect(saidOf(null)).toMatch(/^Click adds/);
  });
});
