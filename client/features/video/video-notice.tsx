import { useEffect, useRef } from 'react';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { dismissVideoError, useVideoStore } from '../../video/video-store.ts';
import { Message } from '../../ui/message.tsx';

interface VideoNoticeProps {
  readonly title?: string;
  readonly className?: string | undefined;
}

/**
 * Why a file was refused, or a frame could not be shown. Dismissed by its button, by the next edit, and with
 * its page; the store clears it when another file is chosen and when a frame is shown.
 */
export function VideoNotice({ title, className }: VideoNoticeProps) {
  const error = useVideoStore((state) => state.error);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    // Undo steps of the user only: labels of a run change the project, too.
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
