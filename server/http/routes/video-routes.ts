import { z } from 'zod';
import {
  storedVideoSchema,
  videoIdSchema,
  videoListSchema,
  videoQuerySchema,
} from '../../../core/schema/api/videos.ts';
import { safeVideoStem } from '../../../core/export/safe-names.ts';
import type { VideosService } from '../../videos/videos.service.ts';
import { defineRoute, type Route } from '../route.ts';
import { sendFile } from '../send-file.ts';

const idParams = z.object({ id: videoIdSchema });
const CONTENT_TYPE = 'application/octet-stream';

/** Routes for finding, downloading and deleting one's own videos. */
export function videoRoutes(videos: VideosService): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/videos',
        summary: 'Your videos; with sha256, only the one with this content',
        access: 'user',
        scope: 'jobs:read',
        query: videoQuerySchema,
        reply: { status: 200, schema: videoListSchema },
        problems: ['request_invalid'],
      },
      async ({ who, query }) => ({ videos: await videos.list(who.userId, query.sha256) }),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/videos/:id',
        summary: 'One of your videos',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        reply: { status: 200, schema: storedVideoSchema },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params }) => videos.find(params.id, who.userId),
    ),
    defineRoute(
      {
        method: 'delete',
        path: '/api/videos/:id',
        summary: 'Delete a video for ever',
        access: 'user',
        scope: 'jobs:write',
        params: idParams,
        reply: { status: 204 },
        problems: ['request_invalid', 'not_found', 'job_state_conflict'],
      },
      ({ who, params }) => videos.remove(params.id, who.userId),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/videos/:id/content',
        summary: 'Download a video, whole or in parts (Range, If-None-Match)',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        reply: { status: 200, contentTypes: [CONTENT_TYPE] },
        problems: ['request_invalid', 'not_found', 'storage_unavailable'],
      },
      async ({ who, params, request, response }) => {
        const { video, open } = await videos.content(params.id, who.userId);
        const extension = /\.[A-Za-z0-9]{1,5}$/.exec(video.name)?.[0] ?? '';
        const file = { name: `${safeVideoStem(video.name)}${extension}`, contentType: CONTENT_TYPE, open };
        await sendFile({ ...file, bytes: video.bytes, sha256: video.sha256 }, request, response);
      },
    ),
  ];
}
