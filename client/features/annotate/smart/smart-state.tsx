import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { FILLS_FROM } from '../../../../core/engine/fill.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { errorSentence } from '../../../i18n/error-texts.ts';
import { annotateTexts } from '../annotate-texts.ts';
import { useSmartStore } from './smart-store.ts';

/**
 * The state of smart select in one line: the model's download, encoding of the frame, the next step, or an
 * error.
 */
export function SmartState() {
  const { phase, download, error, preview, fill, answering, points, box } = useSmartStore();
  const asked = points.some(({ positive }) => positive) || box !== null;
  if (phase === 'failed' && error)
    return <span role="alert">{error.code === 'aborted' ? annotateTexts.smartBusy : errorSentence(error)}</span>;
  if (phase === 'loading')
    return (
      <Waiting>
        {download
          ? annotateTexts.smartDownload(formatBytes(download.receivedBytes), formatBytes(download.totalBytes))
          : annotateTexts.smartLoading}
      </Waiting>
    );
  if (phase === 'preparing') return <Waiting>{annotateTexts.smartPreparing}</Waiting>;
  if (phase === 'off') return <span role="status">{annotateTexts.smartResting}</span>;
  if (answering && !preview) return <Waiting>{annotateTexts.smartAnswering}</Waiting>;
  if (preview && fill !== null && fill < FILLS_FROM) return <span role="status">{annotateTexts.smartFill(fill)}</span>;
  return (
    <span role="status">
      {!asked ? annotateTexts.smartHint : preview ? annotateTexts.smartRefine : annotateTexts.smartNothing}
    </span>
  );
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <>
      <Loader size={14} aria-hidden />
      <span role="status">{children}</span>
    </>
  );
}
