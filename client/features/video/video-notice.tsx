import { useEffect, useRef } from 'react';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { dismissVideoError, useVideoStore } from '../../lib/video-store.ts';
import { Message } from '../../ui/message.tsx';

interface VideoNoticeProps {
  readonly title?: string;
  readonly className?: string | undefined;
}

/**
 * Why a file was refused, or a frame could not be shown. It goes by its button, when the work goes on, and with the page that it is on; the
 * store lets go of it when another file is chosen and when a frame is shown.
 */
export function VideoNotice({ title, className }: VideoNoticeProps) {
  const error = useVideoStore((state) => state.error);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    // Steps of the user: labels that a run brings change the project, too.
    const stop = useProjectStore.subscribe((now, before) => {
      if (now.past !== before.past) dismissVideoError();
    });
    return () => {
      stop();
      isShown.current = false;
      // React's StrictMode takes every effect back once and sets it up again at once: the page is still there then.
      const { error: left } = useVideoStore.getState();
      queueMicrotask(() => {
        if (!isShown.current && useVideoStore.getState().error === left) dismissVideoError();
      });
    };
  }, []);
  if (!error) return null;
  return (
    <div className={className}>
      <Message
        kind="error"
        {...(title === undefined ? {} : { title })}
        dismiss={{ label: texts.dismiss, press: dismissVideoError }}
      >
        {errorSentence(error)}
      </Message>
    </div>
  );
}
