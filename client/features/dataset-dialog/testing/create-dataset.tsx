import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { syntheticVideo } from '../../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../../core/project/create-project.ts';
import { frameIndex, imageBox } from '../../../../core/schema/brands.ts';
import { currentTheme } from '../../../app/theme.ts';
import { serverInfoQuery } from '../../../api/dataset-queries.ts';
import { modelEntryQuery } from '../../../engine/model-manifest.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { BitmapDouble, pictureOf } from '../../../video/testing/picture.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../../video/video-store.ts';
import { CreateDatasetDialog } from '../create-dataset-dialog.tsx';
import { closeDatasetDialog } from '../../../run/dataset/dialog-store.ts';
import { MODEL, resetDouble } from '../../../run/testing/engine-double.ts';
import { FinishAnnotating } from '../../labelled-frames/finish-annotating.tsx';
import { RunCard } from '../../runs/run-card.tsx';
import { resetRuns } from '../../../run/run-control.ts';
import { LabelledFrames } from '../../labelled-frames/labelled-frames.tsx';
import { PropagatePanel } from '../../runs/propagate-buttons.tsx';

/** The elements scrolled into view, in order. */
export const broughtIntoView: Element[] = [];

/** jsdom has no media queries, no observers, no pictures and no layout. */
export function stubBrowser(): void {
  const none = { observe: () => undefined, unobserve: () => undefined, disconnect: () => undefined };
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal('IntersectionObserver', function IntersectionObserver() {
    return none;
  });
  vi.stubGlobal('ResizeObserver', function ResizeObserver() {
    return none;
  });
  vi.stubGlobal('createImageBitmap', async () => new BitmapDouble());
  Element.prototype.scrollIntoView = function scrollIntoView() {
    broughtIntoView.push(this);
  };
}

/** Opens a video of ten frames, with one class and no labels. */
export function openVideo(): void {
  resetDouble();
  broughtIntoView.length = 0;
  const metadata = syntheticVideo();
  const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);
  const shown = { rank: frameIndex(0), timestamp: 0, picture: pictureOf() };
  const file = new File([], 'clip.mp4');
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file, metadata, timestamps, shown });
  useProjectStore.getState().start(createProject(metadata, { kind: 'every', n: 1 }));
  useProjectStore.getState().dispatch({ type: 'class.add', name: 'dog' });
}

/** Renders everything from "Finish annotating" to the dialog and the progress of a run. */
export function showPanels(perFrameClass = 5): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(modelEntryQuery.queryKey, MODEL);
  client.setQueryData(serverInfoQuery.queryKey, { pricing: { perFrameClass, currency: 'USD' } } as never);
  render(
    <MantineProvider theme={currentTheme()} env="test">
      <QueryClientProvider client={client}>
        <FinishAnnotating />
        <PropagatePanel />
        <LabelledFrames />
        <RunCard />
        <CreateDatasetDialog />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

export function closeAll(): void {
  cleanup();
  closeDatasetDialog();
  resetRuns();
  sessionStorage.clear();
  useVideoStore.setState(EMPTY_VIDEO);
}

export const draw = (frame: number, at = 1) =>
  useProjectStore.getState().addObject(frameIndex(frame), { kind: 'box', box: imageBox(at, at, 9, 9) });
export const button = (name: string) => screen.getByRole('button', { name });

/** Opens the dialog by its button. */
export async function openDialog(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: 'Create dataset' }));
  return screen.findByRole('dialog', { name: 'Create dataset' });
}

/** Clears a field and types into it. */
export async function fill(field: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(field);
  if (text !== '') await userEvent.type(field, text);
}
