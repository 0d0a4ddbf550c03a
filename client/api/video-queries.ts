import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { videoListSchema } from '../../core/schema/api/videos.ts';
import { callApi } from './api-client.ts';

/** The videos in the account, newest first. */
export const videosQuery = queryOptions({
  queryKey: ['account', 'videos'],
  queryFn: ({ signal }) => callApi({ method: 'GET', path: '/api/videos', reply: videoListSchema, signal }),
});

export function useDeleteVideo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi({ method: 'DELETE', path: `/api/videos/${id}`, reply: undefined }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: videosQuery.queryKey });
      await client.invalidateQueries({ queryKey: ['account'], exact: true });
    },
  });
}
