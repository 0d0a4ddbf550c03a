import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Film, Trash2 } from 'lucide-react';
import { accountTexts } from '../../lib/account-texts.ts';
import { formatBytes, formatDate } from '../../lib/format.ts';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { useDeleteVideo, videosQuery } from '../../lib/video-queries.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';

/** The videos that lie on the server, each with a way to delete it. */
export function VideoList() {
  const { data, error, isPending } = useQuery(videosQuery);
  const remove = useDeleteVideo();
  if (isPending) return <Loader size="sm" aria-label={accountTexts.videos} />;
  const fault = error ?? remove.error;
  return (
    <>
      {data?.videos.length === 0 && <p className={classes['warning']}>{accountTexts.noVideos}</p>}
      <ul className={classes['sessions']}>
        {data?.videos.map(({ id, name, bytes, usedAt }) => (
          <li key={id}>
            <Film size={18} aria-hidden />
            <span>
              <strong>{name}</strong>
              <span>{`${formatBytes(bytes)}, ${accountTexts.lastSeen(formatDate(usedAt))}`}</span>
            </span>
            <IconButton icon={Trash2} label={accountTexts.deleteVideo(name)} onClick={() => remove.mutate(id)} />
          </li>
        ))}
      </ul>
      {fault && <Message kind="error">{errorSentence(fault)}</Message>}
    </>
  );
}
