import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { modelEntryQuery } from '../../../engine/model-manifest.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { useToolStore } from '../tool-store.ts';
import { smartEngineFor } from './smart-engine.ts';
import { SMART_OFF, SmartSession } from './smart-session.ts';
import { resendPrompt, useSmartStore } from './smart-store.ts';

/** Frames that are only stepped through are not encoded. */
const SETTLE_MS = 120;

/**
 * While smart select is the active tool: encodes the shown frame, and again when the frame changes. Paused
 * while labels are propagated or the video plays.
 */
export function useSmartSelect(): void {
  const queries = useQueryClient();
  const file = useVideoStore((state) => state.file);
  const active = useToolStore((state) => state.tool === 'smart');
  const resting = useProjectStore((state) => state.locked);
  const playing = useVideoStore((state) => state.playing);
  const rank = useVideoStore((state) => state.shown?.rank ?? null);
  const session = useRef<SmartSession | null>(null);

  useEffect(() => {
    if (!file) return;
    const engine = smartEngineFor(file, () => queries.fetchQuery(modelEntryQuery));
    const mine = new SmartSession(engine, (status) => useSmartStore.setState(status));
    session.current = mine;
    useSmartStore.setState({ session: mine });
    return () => {
      mine.setFrame(null);
      session.current = null;
      useSmartStore.setState({ session: null });
    };
  }, [file, queries]);

  const wanted = active && !resting && !playing ? rank : null;
  useEffect(() => {
    useSmartStore.setState({ ...SMART_OFF, points: [], box: null, phase: wanted === null ? 'off' : 'preparing' });
    if (wanted === null) {
      session.current?.setFrame(null);
      return;
    }
    const timer = setTimeout(() => {
      session.current?.setFrame(wanted);
      resendPrompt();
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted, file]);
}
