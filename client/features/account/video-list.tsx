import { Button, Group, Loader, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Film, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { StoredVideo } from '../../../core/schema/api/videos.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { formatBytes, formatDate } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useDeleteVideo, videosQuery } from '../../api/video-queries.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';

/** The user's videos on the server, each with a button to delete it. */
export function VideoList() {
  const { data, error, isPending } = useQuery(videosQuery);
  const [doomed, setDoomed] = useState<StoredVideo | null>(null);
  if (isPending) return <Loader size="sm" aria-label={accountTexts.videos} />;
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  return (
    <>
      {data.videos.length === 0 && <p className={classes['warning']}>{accountTexts.noVideos}</p>}
      <ul className={classes['sessions']}>
        {data.videos.map((video) => (
          <li key={video.id}>
            <Film size={18} aria-hidden />
            <span>
              <strong>{video.name}</strong>
              <span>{`${formatBytes(video.bytes)}, ${accountTexts.lastSeen(formatDate(video.usedAt))}`}</span>
            </span>
            <IconButton icon={Trash2} label={accountTexts.deleteVideo(video.name)} onClick={() => setDoomed(video)} />
          </li>
        ))}
      </ul>
      <DeleteVideoDialog video={doomed} onClose={() => setDoomed(null)} />
    </>
  );
}

/** Asks before a video is deleted, and shows why it cannot be: a job may need it. */
function DeleteVideoDialog({ video, onClose }: { readonly video: StoredVideo | null; onClose(): void }) {
  const remove = useDeleteVideo();
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <Modal opened={video !== null} onClose={close} title={accountTexts.deleteVideoTitle} size="sm" centered>
      {video && (
        <div className={classes['form']}>
          <p className={classes['warning']}>{accountTexts.deleteVideoAsk(video.name)}</p>
          {remove.error && <Message kind="error">{errorSentence(remove.error)}</Message>}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" data-autofocus onClick={close}>
              {accountTexts.keep}
            </Button>
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(video.id, { onSuccess: close })}
            >
              {accountTexts.deleteVideoYes}
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  );
}
